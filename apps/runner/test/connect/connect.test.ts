import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addRow } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { connectHere } from './support/connect-here.ts';
import { oauthVariables, startOAuthCrm, testKey } from './support/oauth-crm.ts';

/** Sped up, tokens live for one to three seconds: on a busy machine a renewed one is over again before it is used. */
const unhurried = { speed: 1, limits: false };

it('lets Linkwright into Airtable with a browser, keeps the grant encrypted, and syncs with it', async () => {
  const crm = await startOAuthCrm(unhurried);
  const before = await crm.run('check');
  expect(before.stderr).toContain('not-connected');
  expect(before.stderr).toContain('linkwright connect airtable');
  expect(before.exitCode).toBe(2);

  const connected = await connectHere(crm.directory, 'airtable', { words: ['--json'] });
  expect(connected).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(connected.stdout)).toMatchObject({
    connection: 'airtable',
    connector: 'Airtable',
    account: crm.baseId,
    missingScopes: [],
  });
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ clientId: 'client-of-the-crm', isValid: true, misuses: 0 }]);

  await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  const { exitCode, document } = await crm.document('sync');
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({ syncs: [{ left: { created: 1 }, linked: 1 }] });

  const database = new DatabaseSync(join(crm.directory, '.linkwright', 'state.db'), { readOnly: true });
  const rows = database.prepare('select connection, kind, version, sealed, lease_owner from credentials').all();
  database.close();
  expect(rows).toEqual([
    {
      connection: 'airtable',
      kind: 'grant',
      version: 1,
      sealed: expect.stringMatching(/^[\w.-]+$/),
      lease_owner: null,
    },
  ]);
});

it('tells before anybody is asked that there is no key to keep a grant with', async () => {
  const crm = await startOAuthCrm();
  const { LINKWRIGHT_KEY: _, ...without } = oauthVariables(crm);
  await crm.setVariables(without);
  const { exitCode, stderr } = await connectHere(crm.directory, 'airtable');
  expect(stderr).toContain('key-missing');
  expect(stderr).not.toContain('oauth2/v1/authorize');
  expect(exitCode).toBe(2);
});

it('tells at the start of a sync that the key is another one', async () => {
  const crm = await startOAuthCrm();
  await connectHere(crm.directory, 'airtable');
  await crm.setVariables({ ...oauthVariables(crm), LINKWRIGHT_KEY: Buffer.alloc(32, 7).toString('base64') });
  crm.sandbox.clearRequests();
  const { exitCode, stderr } = await crm.run('sync');
  expect(stderr).toContain('key-wrong');
  expect(exitCode).toBe(2);
  expect(crm.sandbox.requests()).toEqual([]);
});

it('takes no answer of another attempt, and tells that the person said no', async () => {
  const crm = await startOAuthCrm();
  const strangers = await connectHere(crm.directory, 'airtable', {
    async browse(url) {
      const { searchParams } = url;
      const back = searchParams.get('redirect_uri') ?? '';
      const foreign = await fetch(`${back}?code=a-code-of-somebody-else&state=a-state-of-somebody-else`);
      expect(foreign.status).toBe(404);
      const refused = await fetch(`${back}?error=access_denied&state=${searchParams.get('state')}`);
      expect(await refused.text()).toContain('not let in');
    },
  });
  expect(strangers.stderr).toContain('authorization-refused');
  expect(strangers.stderr).toContain('access_denied');
  expect(strangers.exitCode).toBe(2);
  expect(crm.sandbox.airtable.grants()).toEqual([]);
});

const others = `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { clientId: hub, clientSecret: "\${HUB_SECRET}", baseUrl: "\${HUBSPOT_URL}" }
  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { clientId: kin, clientSecret: "\${KIN_SECRET}", baseUrl: "\${KINTONE_URL}" }
syncs: {}
`;

it('lets Linkwright into HubSpot and Kintone, gives a grant back to HubSpot, and tells that Kintone takes none back', async () => {
  const crm = await startOAuthCrm(unhurried);
  await crm.configure(others);
  await crm.setVariables({
    ...oauthVariables(crm),
    HUB_SECRET: 'hub-secret',
    KIN_SECRET: 'kin-secret',
    KINTONE_URL: crm.sandbox.kintone.baseUrl,
  });
  const hubspot = await connectHere(crm.directory, 'hubspot');
  expect(hubspot.stdout).toMatch(/^Connected: hubspot is HubSpot portal \d{8} .*\(HubSpot\)\.\n$/);
  const kintone = await connectHere(crm.directory, 'kintone');
  expect(kintone.stdout).toContain('Connected: kintone is');
  expect(await crm.run('keys', 'verify')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('2 credentials'),
  });

  const back = await crm.document('disconnect', 'hubspot');
  expect(back.document).toMatchObject({ connection: 'hubspot', forgotten: true, revoked: true, notRevoked: null });
  expect(crm.sandbox.hubspot.grants()).toMatchObject([{ clientId: 'hub', isValid: false }]);
  const kept = await crm.run('disconnect', 'kintone');
  expect(kept.stderr).toContain('End the grant there');
  expect(crm.sandbox.kintone.grants()).toMatchObject([{ clientId: 'kin', isValid: true }]);
});

it('forgets a grant that the app does not take back, and says so; where the app does not answer, it is kept', async () => {
  const crm = await startOAuthCrm(unhurried);
  await crm.configure(others);
  const variables = {
    ...oauthVariables(crm),
    HUB_SECRET: 'hub-secret',
    KIN_SECRET: 'kin',
    KINTONE_URL: 'http://localhost',
  };
  await crm.setVariables(variables);
  await connectHere(crm.directory, 'hubspot');
  await crm.setVariables({ ...variables, HUBSPOT_URL: 'http://localhost:9/hubspot' });
  expect(await crm.run('disconnect', 'hubspot')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('host-unreachable'),
  });
  await crm.setVariables({ ...variables, HUB_SECRET: 'invalid-secret' });
  const told = await crm.run('disconnect', 'hubspot');
  expect(told.stdout).toContain('Nothing is kept of it');
  expect(told.stderr).toMatch(/invalid_client.*End the grant there/);
  expect(crm.sandbox.hubspot.grants()).toMatchObject([{ clientId: 'hub', isValid: true }]);
});

it('status and check tell of credentials whose connection was renamed in the file, and disconnect takes them away', async () => {
  const crm = await startOAuthCrm(unhurried);
  await connectHere(crm.directory, 'airtable');
  await crm.run('sync', '--yes');
  const configuration = await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8');
  await crm.configure(
    configuration.replace(/^ {2}airtable:/m, '  base:').replaceAll('connection: airtable', 'connection: base'),
  );
  await connectHere(crm.directory, 'base');

  const told =
    'Credentials are kept of airtable, a connection that the file no longer has: linkwright disconnect airtable';
  for (const command of ['status', 'check']) {
    const { stdout } = await crm.run(command);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(told);
    expect((await crm.document(command)).document).toMatchObject({ unnamedCredentials: ['airtable'] });
  }

  const taken = await crm.run('disconnect', 'airtable');
  expect(taken).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing is kept of it') });
  // Nobody knows any more which app would have to be asked.
  expect(taken.stderr).toMatch(/which app gave the grant.*End the grant there/s);
  expect(crm.sandbox.airtable.grants().map(({ isValid }) => isValid)).toEqual([true, true]);
  for (const command of ['status', 'check']) {
    expect((await crm.document(command)).document).not.toHaveProperty('unnamedCredentials');
  }
  expect(await crm.run('disconnect', 'airtable')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('unknown-connection'),
  });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
});

it('a new key takes the place of the one before, which opens nothing any more', async () => {
  const crm = await startOAuthCrm(unhurried);
  await connectHere(crm.directory, 'airtable');
  const next = Buffer.alloc(32, 9).toString('base64');
  const variables = oauthVariables(crm);
  await crm.setVariables({ ...variables, LINKWRIGHT_KEY: next });
  expect((await crm.run('keys', 'rotate')).stderr).toContain('key-wrong');
  await crm.setVariables({ ...variables, LINKWRIGHT_KEY: next, LINKWRIGHT_KEY_PREVIOUS: testKey });
  expect((await crm.run('keys', 'rotate')).exitCode).toBe(0);
  // As somebody does who cannot tell whether the first one came to its end.
  expect((await crm.run('keys', 'rotate')).exitCode).toBe(0);
  await crm.setVariables({ ...variables, LINKWRIGHT_KEY: next });
  expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
  await crm.setVariables(variables);
  expect((await crm.run('check')).stderr).toContain('key-wrong');
});

it('tells that the person has taken the grant back, and writes nothing', async () => {
  const crm = await startOAuthCrm();
  await connectHere(crm.directory, 'airtable');
  crm.sandbox.airtable.revokeGrants('client-of-the-crm');
  crm.sandbox.clearRequests();
  const { exitCode, stderr } = await crm.run('sync');
  expect(stderr).toContain('grant-revoked');
  expect(stderr).toContain('linkwright connect airtable');
  expect(exitCode).toBe(2);
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ misuses: 0 }]);
});

it('tells apart that the client is registered otherwise, and keeps the grant', async () => {
  const crm = await startOAuthCrm(unhurried);
  await connectHere(crm.directory, 'airtable');
  await crm.setVariables({ ...oauthVariables(crm), AIRTABLE_CLIENT_SECRET: 'invalid-secret' });
  crm.sandbox.airtable.endTokens();
  const { exitCode, stderr } = await crm.run('sync');
  expect(stderr).toContain('oauth-client-refused');
  expect(exitCode).toBe(2);
  await crm.setVariables(oauthVariables(crm));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(crm.sandbox.airtable.grants()).toMatchObject([{ isValid: true, misuses: 0 }]);
});

it('credentials are not sent to a host that is not the app’s, unless the connection says so', async () => {
  const crm = await startOAuthCrm();
  await crm.setVariables({ ...oauthVariables(crm), AIRTABLE_URL: 'https://airtable.example.org' });
  const { exitCode, stderr } = await crm.run('check');
  expect(stderr).toContain('host-not-allowed');
  expect(stderr).toContain('allowHost: airtable.example.org');
  expect(exitCode).toBe(2);
});

it('keeps a key of .env encrypted in the state, from where a sync has it, until it is disconnected', async () => {
  const crm = await startCrm();
  const { AIRTABLE_ACCESS_TOKEN: token = '', ...others } = crm.variables;
  await crm.setVariables({ ...crm.variables, LINKWRIGHT_KEY: testKey });
  await crm.configure(crmConfiguration(['companies']));
  const offered = await connectHere(crm.directory, 'airtable');
  expect(offered.stderr).toContain('linkwright connect airtable --store-key');
  const stored = await connectHere(crm.directory, 'airtable', { words: ['--store-key'] });
  expect(stored).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Kept encrypted in the state: accessToken.'),
  });
  expect(stored.stderr).toContain('out of .env');

  await crm.setVariables({ ...others, LINKWRIGHT_KEY: testKey });
  const placeholder = 'accessToken: "$' + '{AIRTABLE_ACCESS_TOKEN}", ';
  await crm.configure(crmConfiguration(['companies']).replace(placeholder, ''));
  await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const state = await readFile(join(crm.directory, '.linkwright', 'state.db'), 'latin1');
  expect(state).not.toContain(token);
  expect((await connectHere(crm.directory, 'airtable', { words: ['--store-key'] })).stdout).toContain('hold no key');

  expect(await crm.run('disconnect', 'airtable')).toMatchObject({ exitCode: 0 });
  const { exitCode, stderr } = await crm.run('sync');
  expect(stderr).toContain('accessToken');
  expect(exitCode).toBe(2);
});

it('keeps no key where there is none to keep it with', async () => {
  const crm = await startCrm();
  const { exitCode, stderr } = await connectHere(crm.directory, 'airtable', { words: ['--store-key'] });
  expect(stderr).toContain('key-missing');
  expect(exitCode).toBe(2);
});
