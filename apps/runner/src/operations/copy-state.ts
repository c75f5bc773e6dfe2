import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { ConfigurationError } from '@linkwright/core';
import {
  type CopiedTable,
  copyState,
  isEmptyState,
  openStore,
  openStoreIfThere,
  postgresAddress,
  type Store,
} from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { ownStateFolder } from '../session/own-state-folder.ts';
import { whileNobodyWorks } from '../session/while-nobody-works.ts';
import { ended, type Watch } from '../session/work.ts';
import type { StateCopyDocument } from './documents/state-copy-document.ts';

export interface StatesToCopy {
  readonly from: StatePlace;
  /** Holds nothing yet. */
  readonly to: StatePlace;
}

/**
 * Copies a state from a folder or a database to another, and compares every row. No service and no run may hold either. What
 * fails leaves nothing behind.
 * Throws a `ConfigurationError` (`no-state`, `state-not-empty`, `state-locked`) or a `ContractError` (`state-copy-differs`).
 */
export async function copyStates(watch: Watch, { from, to }: StatesToCopy): Promise<StateCopyDocument> {
  const names = { from: nameOf(from), to: nameOf(to) };
  if (names.from === names.to) throw notEmpty(names.to, 'A state cannot be copied onto itself.');
  if (from.folder !== null && !existsSync(from.place)) throw noState(names.from);
  for (const { folder } of [from, to]) if (folder !== null) await ownStateFolder(folder);
  const tables = await whileNobodyWorks(from, (signal) =>
    whileNobodyWorks(to, async (other) => {
      const store = await openStoreIfThere(from.place, { schema: from.schema, signal });
      if (store === null) throw noState(names.from);
      try {
        return await copyTo(to, store, { ...watch, signal: AbortSignal.any([watch.signal, signal, other]) });
      } finally {
        await store.close();
      }
    }),
  );
  ended(watch);
  return { ...names, rows: tables.reduce((sum, { rows }) => sum + rows, 0), tables };
}

async function copyTo(to: StatePlace, from: Store, watch: Watch): Promise<readonly CopiedTable[]> {
  const { place, schema, folder } = to;
  const copyInto = async (target: string): Promise<readonly CopiedTable[]> => {
    const store = await openStore(target, { schema, signal: watch.signal });
    try {
      if (!(await isEmptyState(store))) throw notEmpty(nameOf(to), `${nameOf(to)} holds a state already.`);
      return await copyState(from, store, {
        signal: watch.signal,
        tell: (rows) => watch.tell({ kind: 'progress', line: `${rows} rows copied` }),
      });
    } finally {
      await store.close();
    }
  };
  if (folder === null) return copyInto(place);
  if (existsSync(place)) throw notEmpty(nameOf(to), `${nameOf(to)} holds a state already.`);
  const unfinished = `${place}.copying`;
  const removeUnfinished = async (): Promise<void> => {
    for (const beside of ['', '-wal', '-shm', '-journal']) await rm(unfinished + beside, { force: true });
  };
  await removeUnfinished();
  try {
    const tables = await copyInto(unfinished);
    await rename(unfinished, place);
    return tables;
  } finally {
    await removeUnfinished();
  }
}

const nameOf = ({ place, schema, folder }: StatePlace): string => folder ?? postgresAddress(place, schema).shown;

const noState = (name: string): ConfigurationError =>
  new ConfigurationError(`There is no state in ${name}.`, {
    code: 'no-state',
    remedy: 'Name the folder that holds state.db, or the address of the database with its schema: ?schema=NAME.',
  });

const notEmpty = (name: string, message: string): ConfigurationError =>
  new ConfigurationError(message, {
    code: 'state-not-empty',
    remedy: `Name a place that holds nothing yet, or move away what ${name} holds.`,
  });
