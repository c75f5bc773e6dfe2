import { expect, it } from 'vitest';
import { openWorkspace, ProblemsError, plan, record, status, sync, type WorkEvent } from '../src/index.ts';
import { addCompany, addContact } from './commands/support/fill-crm.ts';
import { startCrm } from './commands/support/start-crm.ts';

it('plans, syncs and tells how things stand without a terminal', async () => {
  const crm = await startCrm();
  const company = await addCompany(crm, { name: 'Analytical Engines', domain: 'engines.example' });
  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' }, [company]);
  const events: WorkEvent[] = [];
  const workspace = await openWorkspace({
    directory: crm.directory,
    environment: {},
    onEvent: (event) => events.push(event),
  });
  const planned = await plan(workspace, { syncs: [] });
  const creates = planned.syncs.flatMap(({ operations }) => operations.filter(({ kind }) => kind === 'create'));
  expect(creates.length).toBeGreaterThan(0);
  expect((await status(workspace, { limit: 5 })).syncs.every(({ linked }) => linked === 0)).toBe(true);

  const synced = await sync(workspace, { syncs: [] });
  expect(synced.status).toBe('done');
  const made = synced.syncs.reduce((sum, { left, right }) => sum + left.created + right.created, 0);
  expect(made).toBe(creates.length);
  expect(events.some((event) => event.kind === 'cycle' && event.event.kind === 'run-finished')).toBe(true);
  expect(
    (await sync(workspace, { syncs: [] })).syncs.every(({ left, right }) => left.created + right.created === 0),
  ).toBe(true);
  const rows = await crm.base('People').select().all();
  expect(rows.map((row) => row.get('Email'))).toEqual(['ada@engines.example']);
  const asked = { connection: 'hubspot', object: 'contacts' };
  const { records } = await record(workspace, { ...asked, keyOrId: 'ada@engines.example' });
  expect(records.map(({ right }) => right?.id)).toEqual(rows.map(({ id }) => id));
  await expect(record(workspace, { ...asked, keyOrId: 'nobody' })).rejects.toMatchObject({ code: 'unknown-record' });
});

it('tells everything that is wrong in a file at once', async () => {
  const crm = await startCrm();
  await crm.configure('version: 1\nconnections: {}\nsyncs: { contacts: { left: 3 } }\n');
  const workspace = await openWorkspace({ directory: crm.directory, environment: {} });
  await expect(status(workspace, { limit: 5 })).rejects.toBeInstanceOf(ProblemsError);
});
