import { stat } from 'node:fs/promises';
import type { Clock } from '@linkwright/core';

/** What files look like from outside, by path. */
export type FileMarks = ReadonlyMap<string, string>;

export interface FileChanges {
  /** Paths, at least one. */
  readonly changed: readonly string[];
  /** What the files look like with these changes. */
  readonly marks: FileMarks;
}

/**
 * So often they are looked at, in milliseconds: they are few, and the system tells nothing of a folder that came after it was asked,
 * was replaced, or lies on another machine.
 */
const lookEveryMs = 250;
/** An editor writes a file in several steps, and several files one after the other; they are one change, in milliseconds. */
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

/** All files that no longer look as they did, once one does and none changes any more. Throws the signal's reason. */
export async function nextChanges(before: FileMarks, clock: Clock, signal: AbortSignal): Promise<FileChanges> {
  let seen = before;
  for (;;) {
    signal.throwIfAborted();
    const marks = await markFiles(before.keys());
    const settled = differing(seen, marks).length === 0;
    const changed = differing(before, marks);
    if (settled && changed.length > 0) return { changed, marks };
    seen = marks;
    await clock.sleep(changed.length > 0 ? settlingMs : lookEveryMs, signal);
  }
}

const differing = (before: FileMarks, marks: FileMarks): readonly string[] =>
  [...marks.keys()].filter((path) => before.get(path) !== marks.get(path));
