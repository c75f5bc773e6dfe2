import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const allowing = (limit: string): string =>
  crmConfiguration().replace('requestsPerSecond: 1000 }\nsyncs', `requestsPerSecond: 1000, ${limit} }\nsyncs`);

const statusSchema = z.looseObject({
  calls: z.array(z.looseObject({ connection: z.string(), today: z.number(), thisMonth: z.number() })),
});

const connectionsSchema = z.looseObject({
  connections: z.array(z.looseObject({ name: z.string(), callsPerMonth: z.number(), servedPerMonth: z.number() })),
});

/** That the syncs of the file pair. */
const tables = 3;

/** What `status` says of the calls to Airtable. */
async function airtableCalls(crm: Crm) {
  const { document } = await crm.document('status');
  return statusSchema.parse(document).calls.find(({ connection }) => connection === 'airtable');
}

const received = (crm: Crm): number =>
  crm.sandbox
    .requests()
    .filter(({ app }) => app === 'airtable')
    .reduce((sum, { count }) => sum + count, 0);

async function startFilled(): Promise<Crm> {
  const crm = await startCrm();
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  for (let index = 0; index < 35; index += 1) await addContact(crm, { email: `p${index}@acme.example` }, [acme]);
  crm.sandbox.clearRequests();
  return crm;
}

describe('limits.callsPerDay', () => {
  it('stops a run before the call too many, and the run goes on when there are calls again', async () => {
    const crm = await startFilled();
    // Enough to read, and to write some of the four batches of contacts.
    await crm.configure(allowing('callsPerDay: 9'));
    const stopped = await crm.run('sync');
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stderr).toContain(
      'The connection "airtable" has used up its 9 calls of this day (limits.callsPerDay).',
    );
    expect(stopped.stderr).toContain('the same command goes on from there after');
    expect(received(crm)).toBe(9);
    expect(await airtableCalls(crm)).toMatchObject({ today: 9, thisMonth: 9, callsPerDay: 9 });
    const before = await readApps(crm);
    crm.sandbox.clearRequests();
    expect((await crm.run('sync')).exitCode).toBe(1);
    expect(received(crm)).toBe(0);
    expect(await readApps(crm)).toEqual(before);

    await crm.configure(allowing('callsPerDay: 1000'));
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const people = await crm.base('People').select().all();
    expect(people.map((row) => String(row.get('Email'))).toSorted()).toEqual(
      Array.from({ length: 35 }, (_, index) => `p${index}@acme.example`).toSorted(),
    );
    expect(await crm.run('plan')).toMatchObject({
      stdout: expect.stringContaining('Nothing to do: both sides are in step.'),
    });
  });

  it('counts what the app receives, over all runs', async () => {
    const crm = await startFilled();
    for (const verb of ['plan', 'sync', 'sync', 'check']) await crm.run(verb);
    expect((await airtableCalls(crm))?.today).toBe(received(crm));
    const { stdout } = await crm.run('status');
    expect(stdout).toContain(`airtable: ${received(crm)} calls today, ${received(crm)} this month (UTC); about `);
    expect(stdout).toMatch(
      /^airtable: .* at every 10 min, [\d,]+ by a service; a workspace has 1,000 a month \(Free\), 100,000 \(Team\)$/m,
    );
  });

  it('is compared with what the syncs need by check', async () => {
    const crm = await startCrm();
    await crm.configure(allowing('callsPerMonth: 1000').replace(/( {4}match:)/g, '    every: 1m\n$1'));
    const { exitCode, stdout } = await crm.run('check');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /airtable needs about [\d,]+ calls a month if nothing changes; limits.callsPerMonth allows 1,000/,
    );
    expect(stdout).toMatch(
      /airtable: about [\d,]+ calls a month at every 60 s, [\d,]+ by a service; a workspace has 1,000 a month \(Free\), 100,000 \(Team\)\./,
    );
    // What looks for deletions counts: of three tables, a thousand ids each, ten calls to a table.
    const callsWith = async (times: string): Promise<number> => {
      await crm.configure(
        allowing('callsPerMonth: 100000').replace(/( {4}match:)/g, `    every: 1h\n    ${times}\n$1`),
      );
      const { document } = await crm.document('check');
      return connectionsSchema.parse(document).connections.find(({ name }) => name === 'airtable')?.callsPerMonth ?? 0;
    };
    const [hourly, daily] = [await callsWith('sweep: 1h'), await callsWith('sweep: 24h')];
    expect(hourly - daily).toBe(tables * 10 * (720 - 30));
    expect((await callsWith('compare: 24h')) - daily).toBe(
      tables * Math.round(10 * (30 + 30)) - tables * Math.round(10 * (30 + 30 / 7)),
    );
  });

  it('is what a run costs in which nothing changes, and a service spares what it believes for an hour', async () => {
    const crm = await startFilled();
    for (let times = 0; times < 3; times += 1) expect((await crm.run('sync')).exitCode).toBe(0);
    crm.sandbox.clearRequests();
    expect((await crm.run('sync')).exitCode).toBe(0);
    const ofRun = received(crm);
    const { document } = await crm.document('check');
    const airtable = connectionsSchema.parse(document).connections.find(({ name }) => name === 'airtable');
    const [runs, hours] = [30 * 24 * 6, 30 * 24];
    const opening = ((airtable?.callsPerMonth ?? 0) - (airtable?.servedPerMonth ?? 0)) / (runs - hours);
    // Each table is read once a run.
    expect(opening + tables).toBe(ofRun);
    expect(airtable?.callsPerMonth).toBeGreaterThan(runs * ofRun);
    const { stdout } = await crm.run('status');
    const told = (calls = 0): string => calls.toLocaleString('en-US');
    expect(stdout).toContain(
      `about ${told(airtable?.callsPerMonth)} calls a month at every 10 min, ${told(airtable?.servedPerMonth)} by a service; a workspace`,
    );
  });
});
