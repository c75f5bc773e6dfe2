// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addRow } from '../commands/support/fill-crm.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startWizard } from '../setup/support/start-wizard.ts';
import { connectHere } from './support/connect-here.ts';
import { testKey } from './support/oauth-crm.ts';

const canary = 'patCanary/51c0+2&=~airtable';

const written = `version: 1
# Who may see what is agreed with sales.
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: "\${HUBSPOT_ACCESS_TOKEN}", baseUrl: "\${HUBSPOT_URL}" }
  airtable:
    connector: "@linkwright/connector-airtable"
    settings:
      # made by Ana
      accessToken: "\${AIRTABLE_ACCESS_TOKEN}"
      baseId: "\${AIRTABLE_BASE_ID}" # the one of sales
      baseUrl: "\${AIRTABLE_URL}"
syncs:
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match: { left: domain, right: Website, normalize: domain }
    fields: [{ left: name, right: Name }, { left: domain, right: Website }]
`;

async function start(yaml = written, more = ''): Promise<Crm & { readonly dotEnv: string }> {
  const crm = await startCrm();
  const { AIRTABLE_ACCESS_TOKEN: _, ...others } = crm.variables;
  await crm.configure(yaml);
  const lines = Object.entries(others).map(([name, value]) => `${name}=${value}\n`);
  const dotEnv = `# of the CRM\nexport AIRTABLE_ACCESS_TOKEN='${canary}'\n${lines.join('')}\nLINKWRIGHT_KEY=${testKey}\nOTHER_PASSWORD=hunter2-of-another-program\n${more}`;
  await writeFile(join(crm.directory, '.env'), dotEnv);
  return { ...crm, dotEnv };
}

const text = (crm: Crm, file: string): Promise<string> => readFile(join(crm.directory, file), 'utf8');

const expectNoSecret = (told: string): void => {
  for (const secret of [canary, encodeURIComponent(canary), testKey, 'hunter2', 'pat-crm-token']) {
    expect(told).not.toContain(secret);
  }
};

it('takes a key that lies in the state out of the file and out of .env, and nothing else; the next sync has it', async () => {
  const crm = await start();
  const moved = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes'] });
  expect(moved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Wrote .env.') });
  expectNoSecret(`${moved.stdout}${moved.stderr}`);
  expect(moved.stdout).toContain('-AIRTABLE_ACCESS_TOKEN=…');
  expect(moved.stderr).toContain('linkwright disconnect airtable');
  expect(await text(crm, 'linkwright.yaml')).toBe(
    written.replace('      accessToken: "${AIRTABLE_ACCESS_TOKEN}"\n', ''),
  );
  expect(await text(crm, '.env')).toBe(crm.dotEnv.replace(/^export AIRTABLE.*\n/m, ''));

  await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(crm.sandbox.requests().some(({ app }) => app === 'airtable')).toBe(true);
  expect((await readFile(join(crm.directory, '.linkwright', 'state.db'))).includes(canary)).toBe(false);
});

it('shows what it would take out, without a secret of .env, and leaves the files where nobody has said yes', async () => {
  const crm = await start();
  const shown = await connectHere(crm.directory, 'airtable', { words: ['--store-key'] });
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toContain('-      accessToken: "${AIRTABLE_ACCESS_TOKEN}"');
  expect(shown.stdout).toContain('-AIRTABLE_ACCESS_TOKEN=…');
  expect(shown.stderr).toContain('linkwright connect airtable --store-key --yes');
  expectNoSecret(`${shown.stdout}${shown.stderr}`);
  expect(await text(crm, 'linkwright.yaml')).toBe(written);
  expect(await text(crm, '.env')).toBe(crm.dotEnv);

  const { stdout } = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes', '--json'] });
  expectNoSecret(stdout);
  expect(JSON.parse(stdout)).toMatchObject({
    stored: ['accessToken'],
    unneeded: {
      settings: ['accessToken'],
      variables: ['AIRTABLE_ACCESS_TOKEN'],
      stays: [],
      written: ['linkwright.yaml', '.env'],
    },
  });
});

const second = `  second:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: "\${AIRTABLE_ACCESS_TOKEN}", baseId: "\${AIRTABLE_BASE_ID}", baseUrl: "\${AIRTABLE_URL}" }
syncs:`;

it('leaves a line of .env to whoever else is filled in from it: a connection of the file, or another file beside it', async () => {
  const crm = await start(written.replace('syncs:', second));
  const shared = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes'] });
  expect(shared.stderr).toContain('AIRTABLE_ACCESS_TOKEN stays in .env: linkwright.yaml names it as well.');
  expect(await text(crm, '.env')).toBe(crm.dotEnv);
  await writeFile(join(crm.directory, 'compose.yaml'), 'environment: { TOKEN: "${AIRTABLE_ACCESS_TOKEN:-none}" }\n');
  const beside = await connectHere(crm.directory, 'second', { words: ['--store-key', '--yes'] });
  expect(beside.stderr).toContain('AIRTABLE_ACCESS_TOKEN stays in .env: compose.yaml names it as well.');
  expect(await text(crm, '.env')).toBe(crm.dotEnv);
  expect(await text(crm, 'linkwright.yaml')).not.toContain('AIRTABLE_ACCESS_TOKEN');
  expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
});

it('tells that a variable comes from the environment', async () => {
  const crm = await start();
  await writeFile(join(crm.directory, '.env'), crm.dotEnv.replace(/^export AIRTABLE.*\n/m, ''));
  const { stderr, exitCode } = await connectHere(crm.directory, 'airtable', {
    words: ['--store-key', '--yes'],
    environment: { AIRTABLE_ACCESS_TOKEN: canary },
  });
  expect(stderr).toContain('AIRTABLE_ACCESS_TOKEN comes from the environment, not from .env');
  expect(exitCode).toBe(0);
  expectNoSecret(stderr);
});

it('says what is to be done by hand where a file cannot be written, and that the key is kept', async () => {
  const crm = await start();
  const draft = (file: string): string => join(crm.directory, `.${file}.${process.pid}.draft`);
  await mkdir(draft('linkwright.yaml'));
  const neither = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes'] });
  expect(neither).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('Kept encrypted in the state') });
  expect(neither.stderr).toContain('linkwright.yaml cannot be written');
  expect(neither.stderr).toContain('Nothing was taken out');
  expect(await text(crm, 'linkwright.yaml')).toBe(written);
  await rm(draft('linkwright.yaml'), { recursive: true });
  await mkdir(draft('.env'));
  const half = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes'] });
  expect(half.exitCode).toBe(2);
  expect(half.stderr).toContain('take the lines that are shown above out of .env by hand');
  expect(await text(crm, '.env')).toBe(crm.dotEnv);
  expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
  expectNoSecret(`${neither.stdout}${neither.stderr}${half.stdout}${half.stderr}`);
});

it('does not touch settings that another connection shares', async () => {
  const sharing = written
    .replace('settings:\n      # made by Ana', 'settings: &sales\n      # made by Ana')
    .replace('syncs:', second.replace(/settings: \{.*\}/, 'settings: { <<: *sales }'));
  const crm = await start(sharing);
  const { stderr, exitCode } = await connectHere(crm.directory, 'airtable', { words: ['--store-key', '--yes'] });
  expect(stderr).toContain('by an alias');
  expect(stderr).toContain('Take accessToken out of the settings of airtable');
  expect(exitCode).toBe(2);
  expect(await text(crm, 'linkwright.yaml')).toBe(sharing);
});

it('asks on a terminal, and does what is answered', async () => {
  const crm = await start();
  const wizard = startWizard({ directory: crm.directory, command: 'connect', words: ['airtable'] });
  await wizard.question('encrypted in the state');
  await wizard.type('y');
  await wizard.question('Take this out of the file and of .env?');
  await wizard.press('enter');
  expect(await wizard.ended).toBe(0);
  expectNoSecret(wizard.screen());
  expect(await text(crm, 'linkwright.yaml')).not.toContain('AIRTABLE_ACCESS_TOKEN');
  expect(await text(crm, '.env')).not.toContain('AIRTABLE_ACCESS_TOKEN');
});
