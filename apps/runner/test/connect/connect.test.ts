import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { addRow } from '../commands/support/fill-crm.ts';
import { connectHere } from './support/connect-here.ts';
import { oauthVariables, startOAuthCrm } from './support/oauth-crm.ts';

it('lets Linkwright into Airtable with a browser, keeps the grant encrypted, and syncs with it', async () => {
  const crm = await startOAuthCrm();
  const before = await crm.run('check');
  expect(before.stderr).toContain('not-connected');
  expect(before.stderr).toContain('linkwright connect NAME');
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
      await fetch(`${back}?error=access_denied&state=${searchParams.get('state')}`);
    },
  });
  expect(strangers.stderr).toContain('authorization-refused');
  expect(strangers.stderr).toContain('access_denied');
  expect(strangers.exitCode).toBe(2);
  expect(crm.sandbox.airtable.grants()).toEqual([]);
});
