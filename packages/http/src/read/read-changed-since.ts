import {
  type ChangePage,
  type Checkpoint,
  type CheckpointCodec,
  createCheckpointCodec,
  type Logger,
} from '@linkwright/core';
import { z } from 'zod';
import type { CursorPage } from './cursor-pages.ts';

/** A page as `cursorPages` gives it, with the records on it. */
export interface ChangedPage extends CursorPage, Pick<ChangePage, 'records'> {
  /** `askedTime` of its answer. */
  readonly askedAt: number | null;
}

export interface ChangedSinceOptions {
  /** For people, in messages. */
  readonly appName: string;
  /** What is listed, in messages: `contacts`. */
  readonly what: string;
  /** Of the read before; `null`: there was none, and everything is read. */
  readonly since: Checkpoint | null;
  /**
   * How far a read reaches back behind the moment at which the one before began, in milliseconds: the resolution of the app's
   * times, and as long as an edit may take to show up in its lists.
   */
  readonly overlapMs: number;
  /** Does the app know a page's cursor in days to come? Default: true. Otherwise a read that was broken off begins again. */
  readonly cursorsLast?: boolean;
  readonly logger: Pick<Logger, 'warn'>;
  /**
   * The pages of what was changed at or after `since` (ISO 8601; `null`: of everything), from a page's cursor on (`null`: from the
   * first). At least one.
   */
  readonly pages: (from: {
    readonly since: string | null;
    readonly cursor: string | null;
  }) => AsyncIterable<ChangedPage>;
}

const moment = z.iso.datetime().nullable();

/** `since`: what is read. `startedAt`, `cursor`: of a read under way, when it began and where it goes on. */
const progressSchema = z.object({ since: moment, startedAt: moment, cursor: z.string().nullable() });

/** By the name of the app. Making one costs more than a reading in which nothing has changed. */
const codecs = new Map<string, CheckpointCodec<z.infer<typeof progressSchema>>>();

function codecOf(appName: string): CheckpointCodec<z.infer<typeof progressSchema>> {
  const known = codecs.get(appName) ?? createCheckpointCodec({ appName, version: 1, schema: progressSchema });
  codecs.set(appName, known);
  return known;
}

/**
 * `readChanges` of an app that lists what was changed since a moment. Records of the overlap come again, which the contract
 * allows. All moments are the app's own: a read goes up to the moment at which its first page was asked for, by the app's
 * clock, and the next one begins there, less the overlap.
 *
 * Throws a `ContractError` (`checkpointUnknown`) for a checkpoint that it cannot read.
 */
export async function* readChangedSince({
  appName,
  what,
  since: checkpoint,
  overlapMs,
  cursorsLast = true,
  logger,
  pages,
}: ChangedSinceOptions): AsyncGenerator<ChangePage> {
  const checkpoints = codecOf(appName);
  const resumed = checkpoint === null ? null : checkpoints.read(checkpoint);
  const since = resumed?.since ?? null;
  const cursor = resumed?.cursor ?? null;
  // A read that goes on began when it began; one that begins again begins now.
  let startedAt = cursor === null ? undefined : (resumed?.startedAt ?? null);
  for await (const { records, next, askedAt } of pages({ since, cursor })) {
    if (startedAt === undefined) startedAt = askedAt === null ? null : isoOf(askedAt);
    if (next === null && startedAt === null) {
      logger.warn(`${appName}'s answers carry no Date header, so the next read of ${what} repeats this one.`);
    }
    const done = { since: startedAt === null ? since : isoOf(Date.parse(startedAt) - overlapMs) };
    const progress =
      next === null
        ? { ...done, startedAt: null, cursor: null }
        : { since, startedAt, cursor: cursorsLast ? next : null };
    yield { records, deleted: [], checkpoint: checkpoints.write(progress) };
  }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
