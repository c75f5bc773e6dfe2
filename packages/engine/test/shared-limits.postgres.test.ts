import { randomUUID } from 'node:crypto';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import {
  createCallTurns,
  createRateLimiter,
  openPostgresLimits,
  postgresAddress,
  type SharedLimits,
  systemClock,
} from '../src/index.ts';

const { signal } = new AbortController();

/** One sender and the other, as processes on two machines are. */
function open(address: string, schema: string, stateSchema = schema): SharedLimits {
  const limits = openPostgresLimits(postgresAddress(address, schema), stateSchema, systemClock);
  onTestFinished(() => limits.close());
  return limits;
}

async function administrator(): Promise<{
  readonly admin: pg.Client;
  readonly place: string;
  readonly schema: string;
}> {
  const { place } = testState();
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  const schema = `limits_${process.pid}_${Date.now()}`;
  onTestFinished(async () => {
    await admin.query(`drop schema if exists ${schema} cascade`);
    await admin.end();
  });
  return { admin, place, schema };
}

const group = { account: 'crm:1', bucket: 'default' };

test('senders on one database keep the limit of an account together, by the clock of the database', async () => {
  const { place, schema } = await administrator();
  const limit = { requests: 20, perMs: 1000 };
  const start = performance.now();
  const times: number[] = [];
  const senders = [open(place, schema), open(place, schema)].map((shared) =>
    createRateLimiter(systemClock, {
      limits: { default: limit },
      turns: createCallTurns({ shared, holder: randomUUID(), account: () => group.account }, systemClock),
    }),
  );
  await Promise.all(
    senders.map(async (limits) => {
      for (let call = 0; call < 20; call += 1) {
        await limits.acquire('default', 1, signal);
        times.push(performance.now() - start);
      }
    }),
  );
  // Alone, each would have been done after 0.95 s.
  expect(Math.max(...times)).toBeGreaterThan(1900);
});

test('what an app has said outlives a connection that was cut, and who has it open', async () => {
  const { admin, place, schema } = await administrator();
  const first = open(place, schema);
  await first.pause(group, 60_000);
  await first.learn(group, { requests: 3, perMs: 1000 });
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'linkwright limits'`,
  );
  const wanted = { turns: 2, spacingMs: 100, holder: 'one' };
  for (const limits of [first, open(place, schema)]) {
    const taken = await limits.take(group, wanted, signal);
    expect(taken.startsInMs).toBeGreaterThan(30_000);
    expect(taken.pausedForMs).toBeGreaterThan(30_000);
    expect(taken.limit).toEqual({ requests: 3, perMs: 1000 });
  }
});

test('a pause of hours ends the calls of all who share the database, and they know until when', async () => {
  const { place, schema } = await administrator();
  const pauses: Promise<void>[] = [];
  const noting = (shared: SharedLimits): SharedLimits => ({
    ...shared,
    pause(...given) {
      const pausing = shared.pause(...given);
      pauses.push(pausing);
      return pausing;
    },
  });
  const [first, other] = [open(place, schema), open(place, schema)].map((shared) =>
    createRateLimiter(systemClock, {
      limits: { default: { requests: 20, perMs: 1000 } },
      turns: createCallTurns(
        { shared: noting(shared), holder: randomUUID(), account: () => group.account },
        systemClock,
      ),
    }),
  );
  await first?.acquire('default', 1, signal);
  first?.pause('default', 2 * 3_600_000);
  // Each asks the database in its own time; the pause is on its way.
  await expect(first?.acquire('default', 1, signal)).rejects.toMatchObject({ code: 'wait-too-long' });
  await Promise.all(pauses);
  const later = open(place, schema);
  const { pausedForMs } = await later.take(group, { turns: 0, spacingMs: 0, holder: 'looks' }, signal);
  expect(pausedForMs).toBeGreaterThan(3_600_000);
  await expect(other?.acquire('default', 1, signal)).rejects.toMatchObject({
    code: 'wait-too-long',
    retryAfterMs: expect.closeTo(2 * 3_600_000, -5),
  });
});

test('a user that may make no schema shares the limits of its own', async () => {
  const { admin, place, schema } = await administrator();
  const name = `user_${schema}`;
  await admin.query(
    `create role ${name} login password 'for-tests-alone'; create schema ${schema} authorization ${name}`,
  );
  await admin.query(`revoke create on database ${new URL(place).pathname.slice(1)} from public`);
  onTestFinished(async () => {
    await admin.query(`drop owned by ${name}; drop role ${name}`);
  });
  const address = new URL(place);
  address.username = name;
  const limits = open(address.href, `${schema}_shared`, schema);
  const taken = await limits.take(group, { turns: 1, spacingMs: 100, holder: 'one' }, signal);
  expect(taken).toMatchObject({ startsInMs: 0, isShared: false, limit: null });
  const { rows } = await admin.query(`select bucket from ${schema}.call_limits`);
  expect(rows).toEqual([{ bucket: 'default' }]);
});
