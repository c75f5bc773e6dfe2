import { once } from 'node:events';
import { expect, it } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { holdBatches } from './support/hold-batches.ts';
import { startCrm } from './support/start-crm.ts';

const companies = 100;

/** A portal whose companies fit no single call, and a base that answers two batches of them, and the others once released. */
async function startHeld() {
  const { chooseFault, held, release } = holdBatches();
  const crm = await startCrm({ chooseFault });
  await crm.configure(crmConfiguration(['companies']).replace(/(baseId.*\n.*requestsPerSecond: )1000/, '$1 3'));
  const inputs = Array.from({ length: companies }, (_, index) => ({
    properties: { name: `Company ${index}`, domain: `company${index}.example` },
    associations: [],
  }));
  await crm.hubspot.crm.companies.batchApi.create({ inputs });
  return { crm, held, release };
}

it('one sync at a time: a second process is refused, status works beside it, Ctrl-C stops it between batches, and the next one goes on', async () => {
  const { crm, held, release } = await startHeld();
  const child = startCommand(['sync'], { directory: crm.directory });
  const ended = resultOf(child);
  await held;

  const [second, status] = await Promise.all([crm.runProcess('sync'), crm.runProcess('status')]);
  expect(second).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^Another linkwright is syncing this state\.\nWait until it has ended, or stop it; `linkwright status` works meanwhile\.\nstate-locked: \S+\n$/,
    ),
  });
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('companies') });
  expect(child.exitCode).toBeNull();

  // It is told to whoever has waited a second for the answer: only then does the process certainly know.
  const noticed = once(child.stderr, 'data');
  child.kill('SIGINT');
  await noticed;
  release();
  const { exitCode, stdout, stderr } = await ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
  expect(stderr).toMatch(
    /^Stopping once .*\nStopped\.\nWhat was done is kept; the same command goes on from there\.\n$/,
  );
  const written = await crm.base('Accounts').select().all();
  expect(written.length).toBeGreaterThan(0);
  expect(written.length).toBeLessThan(companies);

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
  const { crm, held, release } = await startHeld();
  const child = startCommand(['sync'], { directory: crm.directory });
  await held;
  child.kill('SIGKILL');
  await once(child, 'close');
  release();
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const rows = await crm.base('Accounts').select().all();
  expect(rows).toHaveLength(companies);
  expect(new Set(rows.map(({ fields }) => fields.Name)).size).toBe(companies);
});
