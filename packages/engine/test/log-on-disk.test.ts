import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { watchDisk } from './support/watch-disk.ts';

interface Wait {
  /** Asks the disk, or lets it fail. */
  readonly go: (error?: Error) => void;
}

/** What was asked of the disk. While it `isHeld`, it waits for the test. */
const disk: { waits: Wait[]; isHeld: boolean } = { waits: [], isHeld: false };

beforeEach(() => {
  disk.waits = [];
  disk.isHeld = false;
  watchDisk((bring) => (file, done) => {
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    void promise.then((error) => (error ? done(error) : bring(file, done)));
    disk.waits.push({ go: resolve });
    if (!disk.isHeld) resolve(undefined);
  });
});

interface Opened {
  readonly store: Store;
  readonly file: string;
  /** What another program sees of it. */
  readonly committed: () => readonly string[];
}

async function opened(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-disk-'));
  const file = join(folder, 'state.db');
  const store = await openStore(file);
  const reader = new DatabaseSync(file, { readOnly: true });
  onTestFinished(async () => {
    disk.isHeld = false;
    for (const { go } of disk.waits) go();
    reader.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const rows = reader.prepare('select connection from accounts order by connection');
  return { store, file, committed: () => rows.all().map((row) => String(row.connection)) };
}

interface Put {
  readonly repeatable?: boolean;
  readonly meanwhile?: () => void;
}

/** Resolves to its name, and tells it in the order in which such are told. */
function put({ store }: Opened, name: string, told: string[] = [], { repeatable, meanwhile }: Put = {}) {
  const putting = store.transaction(
    async (database) => {
      meanwhile?.();
      await database.insertInto('accounts').values({ connection: name, account: 'a' }).execute();
      return name;
    },
    { ...(repeatable !== undefined && { repeatable }) },
  );
  return putting.then((done) => {
    told.push(done);
    return done;
  });
}

const repeatable = true;

test('nobody hears of a commit before it is on the disk, and others go on meanwhile', async () => {
  const state = await opened();
  const told: string[] = [];
  disk.isHeld = true;
  const waiting = put(state, 'create', told);
  await put(state, 'page', told, { repeatable });
  expect(state.committed()).toEqual(['create', 'page']);
  expect(told).toEqual(['page']);
  disk.waits[0]?.go();
  await waiting;
  expect(told).toEqual(['page', 'create']);
  expect(disk.waits).toHaveLength(1);
});

test('what could be done again waits for no disk, alone and together', async () => {
  const state = await opened();
  await put(state, 'a', [], { repeatable });
  await Promise.all(['b', 'c', 'd'].map((name) => put(state, name, [], { repeatable })));
  expect(disk.waits).toEqual([]);
  await Promise.all(['e', 'f', 'g'].map((name) => put(state, name)));
  expect(disk.waits).toHaveLength(1);
});

test('what the disk is waited for goes before what could be done again, and shares no commit with it', async () => {
  const state = await opened();
  const done: string[] = [];
  const behind: Promise<string>[] = [];
  const begin = (name: string, how: Put = {}): Promise<string> =>
    put(state, name, [], { ...how, meanwhile: () => void done.push(`${name} sees ${state.committed().join()}`) });
  const meanwhile = (): void => {
    behind.push(begin('b-page', { repeatable }), begin('c-create'), begin('d-page', { repeatable }), begin('e-create'));
  };
  await put(state, 'a', [], { repeatable, meanwhile });
  await Promise.all(behind);
  expect(done).toEqual([
    'c-create sees a',
    'e-create sees a',
    'b-page sees a,c-create,e-create',
    'd-page sees a,c-create,e-create',
  ]);
  expect(disk.waits).toHaveLength(1);
});

test('a wait that is under way is not enough for a later commit; those that come meanwhile share the next one', async () => {
  const state = await opened();
  const told: string[] = [];
  disk.isHeld = true;
  const works: Promise<string>[] = [];
  for (const name of ['a', 'b', 'c']) {
    works.push(put(state, name, told));
    // It goes behind the other one, which is committed by then.
    await put(state, `${name}-page`, [], { repeatable });
  }
  expect(state.committed()).toEqual(['a', 'a-page', 'b', 'b-page', 'c', 'c-page']);
  expect(disk.waits).toHaveLength(1);
  disk.waits[0]?.go();
  await works[0];
  await vi.waitFor(() => expect(disk.waits).toHaveLength(2));
  expect(told).toEqual(['a']);
  disk.waits[1]?.go();
  await Promise.all(works);
  expect(told).toEqual(['a', 'b', 'c']);
});

test('a disk that fails is told to all who wait for it, and never called sound again', async () => {
  const state = await opened();
  const refused = { kind: 'retryable', code: 'state-unreadable' };
  disk.isHeld = true;
  const works = Promise.allSettled([put(state, 'a'), put(state, 'b')]);
  await put(state, 'page', [], { repeatable });
  disk.waits[0]?.go(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
  expect((await works).map((work) => work.status === 'rejected' && work.reason)).toMatchObject([refused, refused]);
  disk.isHeld = false;
  await expect(put(state, 'c')).rejects.toMatchObject(refused);
  expect(await put(state, 'another-page', [], { repeatable })).toBe('another-page');
  expect(disk.waits).toHaveLength(1);
  const again = await openStore(state.file);
  expect(await put({ ...state, store: again }, 'd')).toBe('d');
  await again.close();
});

test('a store that is closed has waited for its disk', async () => {
  const state = await opened();
  const told: string[] = [];
  disk.isHeld = true;
  const waiting = put(state, 'a', told);
  await put(state, 'page', [], { repeatable });
  const closing = state.store.close().then(() => told.push('closed'));
  disk.waits[0]?.go();
  await Promise.all([waiting, closing]);
  expect(told).toEqual(['a', 'closed']);
});

test('what must not be lost waits for a preview to end, and then for the disk', async () => {
  const state = await opened();
  const begun = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  const preview = state.store.preview(async (inner) => {
    await put({ ...state, store: inner }, 'imagined');
    begun.resolve();
    await ending.promise;
  });
  await begun.promise;
  const works = [put(state, 'a'), put(state, 'page', [], { repeatable })];
  ending.resolve();
  await preview;
  expect(await Promise.all(works)).toEqual(['a', 'page']);
  expect(state.committed()).toEqual(['a', 'page']);
  expect(disk.waits).toHaveLength(1);
});
