import { expect, it, vi } from 'vitest';
import { recordDocumentSchema } from '../../../src/operations/documents/record-document.ts';
import { statusDocumentSchema } from '../../../src/operations/documents/status-document.ts';
import { addCompany, addContact } from '../../commands/support/fill-crm.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { startApi } from './start-api.ts';

const patience = { timeout: 600_000, interval: 50 };
const base = '/api/v1/workspaces/crm';

it('tells what the commands tell, plans page by page, and asks the service for a run', async () => {
  const crm = await startCrm();
  const company = await addCompany(crm, { name: 'Engines', domain: 'engines.example' });
  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' }, [company]);
  await addContact(crm, { email: 'grace@engines.example', firstname: 'Grace', lastname: 'Hopper' });
  const { ask, tokenOf } = await startApi(crm.directory);
  const token = await tokenOf('operator');
  const read = async (path: string) => {
    const { status, text } = await ask(path, { token });
    expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
    return JSON.parse(text);
  };
  const post = async (path: string, body: object) => {
    const { status, text } = await ask(`${base}${path}`, { method: 'POST', token, body: JSON.stringify(body) });
    return { status, document: JSON.parse(text) };
  };

  const before = crm.writes();
  expect(await read('/api/v1/workspaces')).toEqual({ version: 1, workspaces: [{ name: 'crm', served: true }] });
  const begun = await post('/plans', { syncs: [] });
  expect(begun).toMatchObject({ status: 202, document: { kind: 'plan', status: 'running', by: 'operator' } });
  const job = `${base}/jobs/${begun.document.id}`;
  await vi.waitFor(async () => expect(await read(job)).toMatchObject({ status: 'done', problem: null }), patience);
  const first = await read(`${job}/operations?sync=contacts&limit=1`);
  const second = await read(`${job}/operations?sync=contacts&limit=1&offset=1`);
  expect(first.total).toBe(2);
  expect([...first.items, ...second.items].map(({ kind, connection }) => `${kind} ${connection}`)).toEqual([
    'create airtable',
    'create airtable',
  ]);
  expect(first.items[0].id).not.toBe(second.items[0].id);
  const planned = await read(`${job}/plan`);
  expect(planned.syncs.find(({ name }: { name: string }) => name === 'contacts').operationsLeftOut).toBe(2);
  expect(crm.writes()).toEqual(before);

  expect((await crm.run('sync')).exitCode).toBe(0);
  const { version: _version, ...stood } = await read(`${base}/status?limit=5`);
  expect(statusDocumentSchema.parse(stood).syncs.find(({ name }) => name === 'contacts')?.linked).toBe(2);
  const { version: _one, ...story } = await read(
    `${base}/record?connection=hubspot&object=contacts&keyOrId=ada@engines.example`,
  );
  const [row] = await crm.base('People').select({ filterByFormula: "{Email}='ada@engines.example'" }).all();
  expect(recordDocumentSchema.parse(story).records.map(({ right }) => right?.id)).toEqual([row?.id]);
  for (const list of ['failing', 'excluded'])
    expect(await read(`${base}/${list}`)).toMatchObject({ total: 0, items: [], next: null });
  expect(await read(`${base}/conflicts?open=true`)).toMatchObject({ items: [], total: 0 });
  expect(await read(`${base}/review`)).toMatchObject({ items: [] });
  expect(await post('/runs', { syncs: ['contacts'] })).toMatchObject({
    status: 202,
    document: { syncs: ['contacts'] },
  });
  expect(await post('/runs', { syncs: ['contcats'] })).toMatchObject({
    status: 404,
    document: { code: 'unknown-sync', remedy: 'Did you mean "contacts"?' },
  });
  expect(await post('/pause', { syncs: ['contacts'], why: 'an import' })).toMatchObject({ status: 200 });
  expect((await crm.run('status')).stdout).toContain('contacts is paused by operator');
  expect(await post('/resume', { syncs: [] })).toMatchObject({ document: { syncs: ['contacts'] } });

  const drifting = await post('/drift', { syncs: ['contacts'] });
  const other = `${base}/jobs/${drifting.document.id}`;
  await vi.waitFor(async () => expect(await read(other)).toMatchObject({ status: 'done' }), patience);
  expect(await read(`${other}/drift`)).toMatchObject({ status: 'equal' });
});

it('makes, lists and revokes tokens, and shows one once', async () => {
  const crm = await startCrm();
  const made = await crm.document('token', 'create', '--role', 'viewer', '--name', 'grafana', '--expires', '90d');
  expect(made.document).toMatchObject({
    role: 'viewer',
    name: 'grafana',
    token: expect.stringMatching(/^lwt_[\w-]{43}$/),
  });
  const listed = await crm.document('token', 'list');
  expect(listed.document).toMatchObject({ tokens: [{ role: 'viewer', name: 'grafana', lastUsedAt: null }] });
  const { token, id } = made.document as { readonly token: string; readonly id: string };
  expect(JSON.stringify(listed.document)).not.toContain(token);
  const { ask, clock } = await startApi(crm.directory);
  expect((await ask('/api/v1/workspaces', { token })).status).toBe(200);
  const { tokens } = (await crm.document('token', 'list')).document as { tokens: { lastUsedAt: number }[] };
  expect(Math.abs((tokens[0]?.lastUsedAt ?? 0) - clock.at)).toBeLessThan(2_000);
  expect((await crm.run('token', 'revoke', id)).exitCode).toBe(0);
  expect((await ask('/api/v1/workspaces', { token })).status).toBe(401);
  expect((await crm.run('token', 'revoke', id)).stderr).toContain('There is no token');
  expect((await crm.run('token', 'create', '--role', 'owner')).stderr).toContain('viewer, operator, admin');
});
