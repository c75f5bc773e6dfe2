import { readFile } from 'node:fs/promises';
import { createApiClient } from '@linkwright/api-client';
import { expect, it, vi } from 'vitest';
import { addContact } from '../../commands/support/fill-crm.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { serveProcess } from '../support/serve-process.ts';

const patience = { timeout: 600_000, interval: 100 };

it('a client that is made from the description sets a started service up, and watches it at work', async () => {
  const crm = await startCrm();
  await addContact(crm, { email: 'ada@engines.example', firstname: 'Ada', lastname: 'Lovelace' });
  const service = serveProcess(crm);
  const address = await service.address();
  const offer = await vi.waitFor(() => {
    const line = service.lines().find(({ msg }) => String(msg).includes('nobody is an admin yet'));
    expect(line).toBeDefined();
    return line;
  }, patience);
  const oneTime = (await readFile(String(offer?.file), 'utf8')).trim();
  const stranger = createApiClient({ address });
  const { data: admin } = await stranger.POST('/setup', { body: { token: oneTime, name: 'ada' } });
  expect(admin).toMatchObject({ role: 'admin', name: 'ada' });
  expect(JSON.stringify(service.lines())).not.toContain(oneTime);
  expect((await stranger.GET('/workspaces')).error).toMatchObject({ code: 'token-needed' });

  const client = createApiClient({ address, token: admin?.token ?? '' });
  const { data: served } = await client.GET('/workspaces');
  const workspace = served?.workspaces[0]?.name ?? '';
  const params = { path: { workspace } };
  await vi.waitFor(async () => {
    const { data } = await client.GET('/workspaces/{workspace}/syncs', { params });
    expect(data?.syncs.find(({ name }) => name === 'contacts')?.standing?.linked).toBe(1);
  }, patience);
  const { data: runs } = await client.GET('/workspaces/{workspace}/runs', { params });
  // By then others may have found nothing more to do.
  const run = runs?.items.at(-1)?.run ?? '';
  const { data: writes } = await client.GET('/workspaces/{workspace}/runs/{run}/writes', {
    params: { path: { workspace, run }, query: { kind: 'create' } },
  });
  const [row] = await crm.base('People').select().all();
  expect(writes?.items.map(({ id, label, connection }) => ({ id, label, connection }))).toEqual([
    { id: row?.id, label: 'ada@engines.example', connection: 'airtable' },
  ]);
  const { data: job } = await client.POST('/workspaces/{workspace}/plans', { params, body: { syncs: ['contacts'] } });
  const ofJob = { path: { workspace, job: job?.id ?? '' } };
  await vi.waitFor(async () => {
    const { data } = await client.GET('/workspaces/{workspace}/jobs/{job}', { params: ofJob });
    expect(data?.status).toBe('done');
  }, patience);
  const { data: operations } = await client.GET('/workspaces/{workspace}/jobs/{job}/operations', { params: ofJob });
  expect(operations).toMatchObject({ total: 0, items: [] });
  const { error } = await client.GET('/workspaces/{workspace}/status', { params: { path: { workspace: 'none' } } });
  expect(error).toMatchObject({ code: 'unknown-workspace', status: 404 });

  const events = await fetch(`${address}/api/v1/events`, { headers: { authorization: `Bearer ${admin?.token}` } });
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  await client.POST('/workspaces/{workspace}/runs', { params, body: { syncs: ['contacts'] } });
  // Before it starts, others may end: a run that the clock has begun, or one of what the apps have told.
  const asked = /"requester":\{"via":"api","by":"ada"\}.*event: run-ended/s;
  for (let told = ''; !asked.test(told); ) told += (await reader?.read())?.value ?? fail();
  expect((await service.stop('SIGTERM')).exitCode).toBe(0);
});

const fail = (): never => {
  throw new Error('the stream has ended');
};
