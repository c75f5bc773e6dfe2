import { access, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@linkwright/core';
import { announce, lockState, openStore, type StateLock, type Store } from '@linkwright/engine';
import { ProblemsError } from '../configuration/problems-error.ts';
import { connectionRefused } from './blame.ts';
import { checkWorkspace } from './check-workspace.ts';
import { heldState, holdState, releaseState } from './held-state.ts';
import type { Session } from './open-session.ts';
import { ownStateFolder } from './own-state-folder.ts';
import { problemOf, refusalBy } from './refusal.ts';
import { inStateIfThere, openStateStore } from './state-store.ts';
import type { Work } from './work.ts';

/** For reading, also beside a process that writes it. */
export const openState = ({ loaded }: Pick<Session, 'loaded'>): Promise<Store> =>
  openStateStore(loaded.state, { reading: true });

/**
 * Work that no second process may do on the same state. Begins before any app is called: a process that is refused must
 * not use up the calls of the one that is at work. The signal that the work is given also says that the lock was lost.
 */
export async function withLock<Result>(
  { loaded, signal, awaitState }: Pick<Work, 'loaded' | 'signal' | 'awaitState'>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  // A file with mistakes is refused later, with all of them, and leaves nothing behind.
  if (loaded.problems.length > 0) return work(signal);
  const { place, schema, folder, leaseMs } = loaded.state;
  if (folder !== null) await ownStateFolder(folder);
  const lock = await lockWhenFree(() => lockState(place, { schema, leaseMs }), awaitState);
  holdState(loaded.state, lock);
  try {
    return await work(AbortSignal.any([signal, lock.lost]));
  } finally {
    releaseState(loaded.state, lock);
    await lock.release();
  }
}

async function lockWhenFree(lock: () => Promise<StateLock>, awaitState: Work['awaitState']): Promise<StateLock> {
  for (;;) {
    try {
      return await lock();
    } catch (error) {
      const isHeld = error instanceof ConfigurationError && error.code === 'state-locked';
      if (!isHeld || awaitState === undefined || !(await awaitState())) throw error;
    }
  }
}

/** The state of a session, with every connection still on the account it was before. */
export async function withState<Result>(session: Session, work: (store: Store) => Promise<Result>): Promise<Result> {
  const { state } = session.loaded;
  const store = await openStateStore(state, { reading: false, lock: heldState(state) });
  const end = (): Promise<void> =>
    session.calls
      .save()
      .then(() => tellChanged(store))
      .finally(() => store.close());
  let result: Result;
  try {
    await checkAccounts(session, store, { keep: true });
    session.calls.storeInto(store);
    result = await work(store);
  } catch (error) {
    // What has ended the work is told, and not that its end could not be stored for the same reason.
    await end().catch(() => undefined);
    throw placed(session, error);
  }
  await end();
  return result;
}

/** Whoever shows the state shows it anew. */
export const tellChanged = (store: Pick<Store, 'transaction'>): Promise<void> =>
  store.transaction((database) => announce(database, 'state-changed'));

/** Credentials that an app refuses in the middle of a run, with their line in the file, as at the opening of it. */
function placed({ loaded }: Session, error: unknown): unknown {
  const connection = connectionRefused(error);
  if (connection === null) return error;
  const problem = problemOf(refusalBy(loaded, connection, error));
  return new ProblemsError([problem], loaded, 'what was done is kept; the same command goes on from there');
}

/**
 * The state as it is, for a plan that must leave no trace: a copy that is thrown away, or an empty state in memory where
 * there is none yet. On PostgreSQL the plan itself takes back what it does; until then no sync runs there.
 */
export async function withStateCopy<Result>(
  session: Session,
  signal: AbortSignal,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const { loaded } = session;
  if (loaded.state.folder === null) {
    const planned = await withLock({ loaded, signal }, () =>
      inStateIfThere(loaded.state, async (store) => {
        await checkAccounts(session, store, { keep: false });
        return { result: await work(store) };
      }),
    );
    return planned ? planned.result : withEmptyState(work);
  }
  const original = loaded.state.place;
  if (!(await exists(original))) return withEmptyState(work);
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-'));
  try {
    await copyDatabase(original, join(folder, 'state.db'));
    const store = await openStore(join(folder, 'state.db'));
    try {
      await checkAccounts(session, store, { keep: false });
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withEmptyState<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(':memory:');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Whoever only reads a database in WAL mode leaves two files beside it, so one that nobody has open is copied as a file. */
async function copyDatabase(from: string, to: string): Promise<void> {
  const isOpen = (): Promise<boolean> => exists(`${from}-wal`);
  if (!(await isOpen())) {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    if (!(await isOpen()) && (await stat(from)).mtimeMs === mtimeMs) return;
    await rm(to);
  }
  // SQLite's own copying sees the whole, whoever writes meanwhile.
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    await backup(database, to);
  } finally {
    database.close();
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * A token of another account would make everything look deleted on one side and new on the other. `keep`: an account that was
 * not known is from here on.
 */
async function checkAccounts(session: Session, store: Store, { keep }: { readonly keep: boolean }): Promise<void> {
  const used = new Set(session.compilation.syncs.flatMap((sync) => [sync.left.connection, sync.right.connection]));
  const accounts = new Map<string, string>();
  for (const name of used) {
    const account = session.connections.get(name)?.account;
    if (account !== undefined) accounts.set(name, account);
  }
  await checkWorkspace(session.loaded, accounts, store, { keep });
  await store.transaction(async (database) => {
    for (const [name, account] of accounts) {
      const known = await database
        .selectFrom('accounts')
        .select('account')
        .where('connection', '=', name)
        .executeTakeFirst();
      if (!known) {
        if (keep) await database.insertInto('accounts').values({ connection: name, account }).execute();
      } else if (known.account !== account) {
        throw new ConfigurationError(
          `The connection "${name}" now opens the account ${account}; so far it was ${known.account}.`,
          {
            code: 'account-changed',
            remedy: `Put the key of ${known.account} back, or give the connection another name in the file: the links of both accounts are then kept apart.`,
          },
        );
      }
    }
  });
}
