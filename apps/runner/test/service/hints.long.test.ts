import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../../src/index.ts';
import { connections } from '../../src/operations/connections.ts';
import { makeHook } from '../../src/operations/hooks.ts';
import { makeAirtableBase, peopleTable } from '../support/airtable-base.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startCalledService, until } from './support/start-called-service.ts';

it('carries what apps say has changed long before a run is due: Kintone calls, and the feed of Airtable is read', async () => {
  const sandbox = await startSandbox({ speed: 1000, kintone: { deployMs: 0 } });
  onTestFinished(() => sandbox.close());
  const kintone = new KintoneRestAPIClient({
    baseUrl: sandbox.kintone.baseUrl,
    auth: { username: 'ann@example.com', password: 'secret' },
  });
  const { app } = await kintone.app.addApp({ name: 'People' });
  const line = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, ...more });
  await kintone.app.addFormFields({ app, properties: { email: line('email', { unique: true }), name: line('name') } });
  await kintone.app.deployApp({ apps: [{ app }] });
  const baseId = (await makeAirtableBase(sandbox.airtable.baseUrl, [peopleTable])).id;
  const base = new Airtable({ apiKey: 'patPerson', endpointUrl: sandbox.airtable.baseUrl }).base(baseId);
  const directory = await temporaryFolder({
    'linkwright.yaml': `version: 1
connections:
  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${sandbox.kintone.baseUrl}", username: ann@example.com, password: secret }
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: patService, baseId: ${baseId}, baseUrl: "${sandbox.airtable.baseUrl}" }
syncs:
  people:
    left: { connection: kintone, object: "${app}" }
    right: { connection: airtable, object: People }
    every: 24h
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: name, right: Name }]
`,
  });
  const { publicUrl, outcomes, runs, start, end } = await startCalledService();
  const workspace = await openWorkspace({ directory, environment: {} });
  const address = await makeHook(workspace, { connection: 'kintone', url: publicUrl });
  const pasted = await fetch(`${sandbox.kintone.baseUrl}/k/v1/sandbox/webhooks.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-cybozu-api-token': 'person' },
    body: JSON.stringify({ app, url: address }),
  });
  expect(pasted.status).toBe(200);
  const { id } = await kintone.record.addRecord({
    app,
    record: { email: { value: 'ada@x.example' }, name: { value: 'Ada' } },
  });

  const service = start(directory);
  const rows = async () => (await base('People').select().all()).map((row) => String(row.get('Name'))).sort();
  const names = async () =>
    (await kintone.record.getAllRecords({ app })).map((record) => String(record.name?.value)).sort();
  await until(
    async () => (await rows()).join() === 'Ada' && service.workspaces.get('linkwright')?.feeds.standing.length !== 0,
  );
  await until(async () =>
    [...service.workspaces.values()].some((one) => one.feeds.standing.some(({ readAt }) => readAt !== null)),
  );
  await until(async () => runs.length >= 2);

  await kintone.record.updateRecord({ app, id, record: { name: { value: 'Ada L.' } } });
  // A run that the feed has begun may read the record before the call has come.
  await until(async () => (await rows()).join() === 'Ada L.' && outcomes.includes('taken'));
  // Whoever asks is told how each app says what changes.
  const { connections: told } = await connections(workspace);
  const feedsOf = (name: string) => told.find((one) => one.name === name)?.feeds;
  expect(feedsOf('kintone')).toMatchObject([{ kind: 'push', hintedAt: expect.any(Number), readAt: null }]);
  expect(feedsOf('airtable')).toMatchObject([{ kind: 'pull', state: 'alive', isCalled: false, trouble: null }]);
  const [row] = await base('People').select().all();
  await base('People').update(row?.id ?? '', { Name: 'Countess' });
  await until(async () => (await names()).join() === 'Countess');
  expect(runs.every(({ outcome }) => outcome === 'done')).toBe(true);
  await end();
});
