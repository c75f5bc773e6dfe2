import {
  type CallOptions,
  type ChangePage,
  type Checkpoint,
  type ConnectContext,
  createCheckpointCodec,
  type Selection,
} from '@linkwright/core';
import { z } from 'zod';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { minuteOf, updatedSince } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';
import { decodeRecord, requestedCodes } from './kintone-records.ts';
import type { KintoneApp } from './kintone-schema.ts';

/**
 * How far an incremental read reaches back behind the moment of the one before, in milliseconds. Kintone's times have no
 * seconds; the rest is for edits that become visible late.
 */
const overlapMs = 2 * 60_000;

/** More revisions are not remembered, since checkpoints stay small; the other records of the overlap come again. */
const maxSeen = 150;

/** `after`: the last record id of the pages before. */
const underWaySchema = z.object({ startedAt: z.iso.datetime().nullable(), after: z.string().regex(/^\d+$/) });

/** Revisions by record id, of records that the next read would show again. */
const seenSchema = z.record(z.string(), z.string());

/** `all`: a full read under way. `changed`: what was updated at `since` or later is still to be read. */
const progressSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('all'), ...underWaySchema.shape, seen: seenSchema }),
  z.object({
    mode: z.literal('changed'),
    since: z.iso.datetime(),
    seen: seenSchema,
    /** Of an incremental read under way. */
    underWay: underWaySchema.optional(),
  }),
]);

type Progress = z.output<typeof progressSchema>;

const checkpoints = createCheckpointCodec({ appName: 'Kintone', version: 1, schema: progressSchema });

/**
 * Everything, or what was updated since a checkpoint. All moments are Kintone's: the time of the next read's start is
 * taken from the `Date` header of this one's first answer, never from the clock of this machine.
 *
 * Two edits within a minute have the same time and differ only in their revisions, so a read reaches back over the
 * minutes before and leaves out the revisions that were shown already.
 */
export async function* readChanges(
  client: KintoneClient,
  app: KintoneApp,
  request: Selection & { readonly since: Checkpoint | null },
  options: CallOptions,
  logger: ConnectContext['logger'],
): AsyncGenerator<ChangePage> {
  const { updatedTime } = app;
  const resumed = request.since === null ? null : checkpoints.read(request.since);
  const since = resumed?.mode === 'changed' && updatedTime !== null ? resumed.since : null;
  const underWay = resumed === null ? undefined : underWayOf(resumed, since);
  const shown = new Map(Object.entries(resumed?.seen ?? {}));
  /** Of this read: what the next one would show again. */
  const overlapping = underWay === undefined ? new Map<string, string>() : new Map(shown);
  let startedAt = underWay === undefined ? undefined : momentOf(underWay.startedAt);
  const query = {
    fields: requestedCodes(app, request),
    condition: since === null || updatedTime === null ? null : updatedSince(updatedTime, since),
    after: underWay?.after,
  };
  for await (const page of seekPages(client, app.id, query, options)) {
    if (startedAt === undefined) startedAt = page.askedAt;
    const nextSince = startedAt === null || updatedTime === null ? null : minuteOf(startedAt - overlapMs);
    const records = page.records.map((record) => decodeRecord(app, record, request));
    for (const { id, revision, modifiedAt = '' } of records) {
      const comesAgain = nextSince !== null && Date.parse(modifiedAt) >= Date.parse(nextSince);
      if (comesAgain && revision !== undefined) overlapping.set(id, revision);
    }
    if (page.isLast && nextSince === null) {
      const lacking = updatedTime === null ? 'its updated time is not shown' : 'the answers carry no Date header';
      logger.warn(`The next read of Kintone's app ${app.id} repeats this one: ${lacking}.`);
    }
    const next: Progress = page.isLast
      ? finished(since, nextSince, overlapping)
      : stillUnderWay(since, { startedAt: isoOf(startedAt), after: page.after }, new Map([...shown, ...overlapping]));
    yield {
      records: records.filter(({ id, revision }) => revision === undefined || shown.get(id) !== revision),
      deleted: [],
      checkpoint: checkpoints.write(next),
    };
  }
}

/** A read of which nothing is known begins again. */
function underWayOf(resumed: Progress, since: string | null): z.output<typeof underWaySchema> | undefined {
  if (resumed.mode === 'changed') return since === null ? undefined : resumed.underWay;
  return resumed.after === '0' ? undefined : resumed;
}

function finished(since: string | null, nextSince: string | null, seen: ReadonlyMap<string, string>): Progress {
  const again = nextSince ?? since;
  if (again === null) return { mode: 'all', startedAt: null, after: '0', seen: {} };
  return { mode: 'changed', since: again, seen: nextSince === null ? {} : remembered(seen) };
}

function stillUnderWay(
  since: string | null,
  underWay: z.output<typeof underWaySchema>,
  seen: ReadonlyMap<string, string>,
): Progress {
  if (since === null) return { mode: 'all', ...underWay, seen: remembered(seen) };
  return { mode: 'changed', since, seen: remembered(seen), underWay };
}

function remembered(seen: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...seen].slice(-maxSeen));
}

function isoOf(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString();
}

function momentOf(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}

/** The ids that are there, each once, 500 to a call. */
export async function* listIds(
  client: KintoneClient,
  app: KintoneApp,
  options: CallOptions,
): AsyncGenerator<readonly string[]> {
  for await (const page of seekPages(client, app.id, { fields: [], condition: null }, options)) {
    yield page.records.map(idOf);
  }
}
