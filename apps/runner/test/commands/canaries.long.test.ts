import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../src/command/run.ts';
import { openWorkspace } from '../../src/session/open-workspace.ts';
import { vaultOf } from '../../src/session/vault-of.ts';
import { connectHere } from '../connect/support/connect-here.ts';
import { oauthVariables, startOAuthCrm, testKey } from '../connect/support/oauth-crm.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addRow } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Keys that are found wherever they turn up, also as they travel: with signs that every encoding changes. */
const canaries = ['pat-canary/7f3a+9&=~hubspot', 'patCanary/51c0+2&=~airtable'];

/** Base64 shifts with what stands before: each alignment without the letters that its neighbours decide. */
function spellings(secret: string): readonly string[] {
  const aligned = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    return text.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  return [
    secret,
    encodeURIComponent(secret),
    ...aligned,
    ...aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

const needles = canaries.flatMap(spellings);

function expectNone(text: string, where: string, among: readonly string[] = needles): void {
  for (const needle of among) expect(text.includes(needle), `${where} holds ${needle}`).toBe(false);
}

/** The command with its debug output on, so that stacks and causes are printed too. */
async function tell(crm: Crm, ...words: readonly string[]): Promise<string> {
  let told = '';
  const stream = { write: (text: string) => (told += text) };
  await run({
    arguments: words,
    environment: { LINKWRIGHT_DEBUG: '1' },
    directory: crm.directory,
    stdout: stream,
    stderr: stream,
    signal: new AbortController().signal,
    now: Date.now,
  });
  return told;
}

const commands = [
  ['check'],
  ['check', '--json'],
  ['objects'],
  ['objects', 'hubspot', 'companies', '--json'],
  ['plan', '--json'],
  ['plan'],
  ['sync', '--json'],
  ['status', '--json'],
  ['status', '--failing', '--json'],
  ['record', 'airtable', 'Accounts', 'Acme', '--json'],
  ['retry'],
  ['drift', '--json'],
  ['connect'],
] as const;

it('secrets of the file appear in no output, no error with its stack, and no file of the state, in whatever spelling', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  const [hubspot = '', airtable = ''] = canaries;
  const keys = { ...crm.variables, HUBSPOT_ACCESS_TOKEN: hubspot, AIRTABLE_ACCESS_TOKEN: airtable };
  await crm.setVariables(keys);
  await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  for (const words of commands) {
    const told = await tell(crm, ...words);
    expect(told, words.join(' ')).not.toBe('');
    expectNone(told, words.join(' '));
  }
  // The scan itself is proven by what it must find.
  expect(() =>
    expectNone(`Authorization: Basic ${Buffer.from(`user:${hubspot}`).toString('base64')}`, 'a header'),
  ).toThrow();

  const failing = {
    'a refused key': { ...keys, HUBSPOT_ACCESS_TOKEN: `invalid-${hubspot}` },
    'a missing scope': { ...keys, HUBSPOT_ACCESS_TOKEN: `noscope-${hubspot}` },
    'an unreachable host': { ...keys, HUBSPOT_URL: 'http://localhost:1/hubspot' },
    'no base of that id': { ...keys, AIRTABLE_BASE_ID: 'appNobodyHasThis1' },
  };
  for (const [what, variables] of Object.entries(failing)) {
    await crm.setVariables(variables);
    for (const words of [['check'], ['sync'], ['sync', '--json'], ['drift']]) {
      const told = await tell(crm, ...words);
      expectNone(told, `${words.join(' ')} with ${what}`);
    }
  }

  const folder = join(crm.directory, '.linkwright');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const files = await readdir(folder);
  expect(files).toEqual(expect.arrayContaining(['lock.db', 'state.db']));
  for (const file of files) {
    expect([file, (await stat(join(folder, file))).mode & 0o777]).toEqual([file, 0o600]);
    expectNone((await readFile(join(folder, file))).toString('latin1'), file);
  }
});

it('nor do the tokens of a grant, its client secret or the key, when it is made, renewed, refused and given back', async () => {
  const crm = await startOAuthCrm();
  const told: string[] = [];
  const connected = await connectHere(crm.directory, 'airtable', { environment: { LINKWRIGHT_DEBUG: '1' } });
  // The address that the person opens bears a state, which is of no use without the process that waits.
  told.push(connected.stdout, connected.stderr.replace(/https?:\/\/\S+state=\S+/g, ''));
  const work = await openWorkspace({ directory: crm.directory, environment: {} });
  const grantSchema = z.looseObject({ accessToken: z.string(), refreshToken: z.string() });
  const secrets = new Set(['canary-client-secret-51c0', testKey]);
  const learn = async (): Promise<void> => {
    const { accessToken, refreshToken } = grantSchema.parse(
      JSON.parse((await vaultOf(work.loaded).grantOf('airtable').read()) ?? ''),
    );
    secrets.add(accessToken).add(refreshToken);
  };
  await learn();
  told.push(await tell(crm, 'sync', '--json'));
  crm.sandbox.airtable.endTokens();
  told.push(await tell(crm, 'check'), await tell(crm, 'status', '--json'));
  await learn();
  expect(secrets.size).toBe(6);
  crm.sandbox.airtable.revokeGrants('client-of-the-crm');
  told.push(await tell(crm, 'sync'), await tell(crm, 'plan', '--json'));
  await crm.setVariables({ ...oauthVariables(crm), AIRTABLE_CLIENT_SECRET: 'invalid-canary-client-secret-51c0' });
  told.push(await tell(crm, 'sync'), await tell(crm, 'keys', 'verify', '--json'));
  const all = [...secrets].flatMap(spellings);
  for (const [index, text] of told.entries()) expectNone(text, `output ${index}`, all);
  const folder = join(crm.directory, '.linkwright');
  for (const file of await readdir(folder)) {
    expectNone((await readFile(join(folder, file))).toString('latin1'), file, all);
  }
  told.push(await tell(crm, 'disconnect', 'airtable'));
});
