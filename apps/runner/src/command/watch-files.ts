import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '@linkwright/core';

/** What files look like from outside, by path. */
export type FileMarks = ReadonlyMap<string, string>;

/** An editor writes a file in several steps; they are one change, in milliseconds. */
const settlingMs = 100;

/** Of a file that is not there too: it may come. */
export async function markFiles(paths: Iterable<string>): Promise<FileMarks> {
  const marks = new Map<string, string>();
  for (const path of new Set(paths)) {
    const found = await stat(path).catch(() => null);
    marks.set(path, found === null ? 'missing' : `${found.mtimeMs} ${found.size} ${found.ino}`);
  }
  return marks;
}

/** The first file that no longer looks as it did, as soon as it does. Throws the signal's reason. */
export async function nextChange(before: FileMarks, clock: Clock, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  let wake: () => void = () => undefined;
  let awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  // Editors put a new file in the place of the old one: a folder sees that, a file does not.
  const names = Map.groupBy(before.keys(), (path) => dirname(path));
  const watchers = [...names].flatMap(([folder, paths]) => watcherOf(folder, paths, () => wake()));
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      // First without a wait: something may have changed before anybody watched.
      const now = await markFiles(before.keys());
      const changed = [...before].find(([path, mark]) => now.get(path) !== mark);
      if (changed !== undefined) return changed[0];
      await awake;
      signal.throwIfAborted();
      awake = new Promise((resolve) => {
        wake = resolve;
      });
      await clock.sleep(settlingMs, signal);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const watcher of watchers) watcher.close();
  }
}

/** A folder that is not there has nobody to tell of it. */
function watcherOf(folder: string, paths: readonly string[], wake: () => void): readonly FSWatcher[] {
  const names = new Set(paths.map((path) => basename(path)));
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || names.has(name)) wake();
    });
    watcher.on('error', wake);
    return [watcher];
  } catch {
    return [];
  }
}
