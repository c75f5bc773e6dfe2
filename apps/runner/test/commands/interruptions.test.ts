import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const companies = 300;

const fast = crmConfiguration(['companies']);
/** Ten records a call and three calls a second: a sync of all companies lasts ten seconds, however slow the machine. */
const slow = fast.replace(/(baseId.*\n.*requestsPerSecond: )1000/, '$1 3');

async function startSlow(): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(slow);
  for (let start = 0; start < companies; start += 100) {
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      properties: { name: `Company ${start + index}`, domain: `company${start + index}.example` },
      associations: [],
    }));
    await crm.hubspot.crm.companies.batchApi.create({ inputs });
  }
  crm.sandbox.clearRequests();
  return crm;
}

const recordWrites = (crm: Crm): number =>
  crm.sandbox
    .requests()
    .filter(({ app, method, path }) => app === 'airtable' && method === 'POST' && path === '/v0/{id}/{id}')
    .reduce((sum, { count }) => sum + count, 0);

it('one sync at a time: a second process is refused, status works beside it, Ctrl-C stops it between batches, and the next one goes on', async () => {
  const crm = await startSlow();
  const child = startCommand(['sync'], { directory: crm.directory });
  const ended = resultOf(child);
  await vi.waitFor(() => expect(recordWrites(crm)).toBeGreaterThan(1), { timeout: 20_000, interval: 10 });

  const [second, status] = await Promise.all([crm.runProcess('sync'), crm.runProcess('status')]);
  expect(second).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'Another linkwright is syncing this state.\nWait until it has ended, or stop it; `linkwright status` works meanwhile.\n',
  });
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('companies') });
  expect(child.exitCode).toBeNull();

  child.kill('SIGINT');
  expect(await ended).toEqual({
    exitCode: 130,
    stdout: '',
    stderr: 'Stopped.\nWhat was done is kept; the same command goes on from there.\n',
  });
  const written = await crm.base('Accounts').select().all();
  expect(written.length).toBeGreaterThan(0);
  expect(written.length).toBeLessThan(companies);

  await crm.configure(fast);
  const next = await crm.run('sync');
  expect(next).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`Airtable: ${companies - written.length} creates.`),
  });
  const rows = await crm.base('Accounts').select().all();
  expect(rows).toHaveLength(companies);
  expect(new Set(rows.map(({ fields }) => fields.Name)).size).toBe(companies);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
});

it('a process that is killed leaves no lock, and nothing twice', async () => {
  const crm = await startSlow();
  const child = startCommand(['sync'], { directory: crm.directory });
  await vi.waitFor(() => expect(recordWrites(crm)).toBeGreaterThan(1), { timeout: 20_000, interval: 10 });
  child.kill('SIGKILL');
  await once(child, 'close');
  await crm.configure(fast);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const rows = await crm.base('Accounts').select().all();
  expect(rows).toHaveLength(companies);
  expect(new Set(rows.map(({ fields }) => fields.Name)).size).toBe(companies);
});
