import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { testState } from '@linkwright/postgres-server/test-state';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isStateLocked, lockState, openStore } from '../src/index.ts';

/** Generous: the machine may be busy with other tests. */
const patience = 600_000;

function place(): { readonly url: string; readonly schema: string } {
  const { place: url, schema = '', release } = testState();
  onTestFinished(release);
  return { url, schema };
}

/** Takes the lease in a process of its own, and leaves a transaction open; then does what it is told, line by line. */
const holder = `
  const { lockState, openStore } = await import('@linkwright/engine');
  const [url, schema, leaseMs] = process.argv.slice(1);
  const lock = await lockState(url, { schema, leaseMs: Number(leaseMs) });
  const store = await openStore(url, { schema, lease: lock.lease });
  const tell = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  let goOn;
  const resumed = new Promise((resolve) => { goOn = resolve; });
  process.stdin.once('data', () => goOn());
  const put = (name) => (database) => database.insertInto('documents').values({ name, content: 'late' }).execute();
  const open = store.transaction(async (database) => { await put('open')(database); tell('open'); await resumed; });
  await open.then(() => tell('stored'), () => tell('refused'));
  await store.transaction(put('next')).then(() => tell('stored'), (error) => tell(error.code));
  tell(lock.lost.aborted || lock.lease.leftMs() <= 0);
  process.exit();
`;

async function startHolder(url: string, schema: string, leaseMs: number) {
  const flags = ['--conditions=@linkwright/source', '--disable-warning=ExperimentalWarning', '--input-type=module'];
  const child = spawn(process.execPath, [...flags, '-e', holder, url, schema, String(leaseMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: new URL('..', import.meta.url),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
  expect(await next()).toBe('open');
  return { child, next };
}

const names = async (url: string, schema: string): Promise<readonly string[]> => {
  const store = await openStore(url, { schema });
  try {
    const rows = await store.database.selectFrom('documents').select('name').orderBy('name').execute();
    return rows.map(({ name }) => name);
  } finally {
    await store.close();
  }
};

test('a process that stood still for longer than its lease: another one goes on, and nothing late is stored', async () => {
  const { url, schema } = place();
  // Longer than a busy machine keeps a process from renewing it.
  const { child, next } = await startHolder(url, schema, 6000);
  await expect(lockState(url, { schema })).rejects.toMatchObject({ code: 'state-locked' });
  child.kill('SIGSTOP');
  const lock = await vi.waitFor(() => lockState(url, { schema }), { timeout: patience, interval: 100 });
  const store = await openStore(url, { schema, ...(lock.lease && { lease: lock.lease }) });
  await store.transaction((database) =>
    database.insertInto('documents').values({ name: 'taken over', content: '' }).execute(),
  );
  child.stdin.write('go on\n');
  child.kill('SIGCONT');
  expect(await next()).toBe('refused');
  expect(await next()).toMatch(/^state-(lease-lost|unreachable)$/);
  expect(await next()).toBe(true);
  await store.close();
  await lock.release();
  expect(await names(url, schema)).toEqual(['taken over']);
});

test('an earlier epoch is refused by the server, and the present one is not', async () => {
  const { url, schema } = place();
  const first = await lockState(url, { schema });
  const store = await openStore(url, { schema, ...(first.lease && { lease: first.lease }) });
  onTestFinished(() => store.close());
  await store.transaction((database) => database.insertInto('documents').values({ name: 'a', content: '' }).execute());
  await first.release();
  const second = await lockState(url, { schema });
  expect(second.lease?.epoch).toBe((first.lease?.epoch ?? 0) + 1);
  for (let time = 0; time < 2; time += 1) {
    await expect(
      store.transaction((database) => database.insertInto('documents').values({ name: 'b', content: '' }).execute()),
    ).rejects.toMatchObject({ kind: 'retryable', code: 'state-lease-lost' });
  }
  await second.release();
  expect(await names(url, schema)).toEqual(['a']);
});

test('a lease is renewed for as long as its owner lives, and given up at once when it is killed', async () => {
  const { url, schema } = place();
  const lock = await lockState(url, { schema, leaseMs: 9000 });
  const reader = await openStore(url, { schema });
  onTestFinished(() => reader.close());
  const left = sql<{ left: number }>`
    select extract(epoch from expires_at - clock_timestamp())::float8 as left from leases where name = 'run'
  `;
  let before = 0;
  let renewals = 0;
  await expect
    .poll(
      async () => {
        const now = (await left.execute(reader.database)).rows[0]?.left ?? 0;
        if (now > before) renewals += 1;
        before = now;
        return renewals;
      },
      { timeout: patience, interval: 100 },
    )
    .toBeGreaterThan(3);
  expect(lock.lost.aborted).toBe(false);
  await lock.release();

  const { child } = await startHolder(url, schema, 3_600_000);
  expect(await isStateLocked(url, { schema })).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(() => isStateLocked(url, { schema }), { timeout: patience }).toBe(false);
  await (await lockState(url, { schema })).release();
});
