import {
  type CallOptions,
  type ChangePage,
  type Checkpoint,
  type ConnectContext,
  createCheckpointCodec,
  type Selection,
} from '@linkwright/core';
import { z } from 'zod';
import type { AirtableClient } from './airtable-client.ts';
import { modifiedAfter } from './airtable-formula.ts';
import { listPages } from './airtable-listing.ts';
import { decodeRecord, requestedIds } from './airtable-records.ts';
import type { AirtableTable } from './airtable-schema.ts';

/**
 * How far an incremental read reaches back behind the moment of the one before, in milliseconds. Airtable's times have a
 * resolution of a second and IS_AFTER is strict; the rest is for edits that become visible late.
 */
const overlapMs = 5_000;

/** `list`: a full read under way, which can only begin again. `modified`: what came after `since` is still to be read. */
const progressSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('list'), startedAt: z.iso.datetime().nullable() }),
  z.object({ mode: z.literal('modified'), since: z.iso.datetime() }),
]);

type Progress = z.output<typeof progressSchema>;

const checkpoints = createCheckpointCodec({ appName: 'Airtable', version: 1, schema: progressSchema });

/**
 * Everything, or what was modified since a checkpoint. All moments are Airtable's: the time of the next read's start is
 * taken from the `Date` header of this one's first answer, never from the clock of this machine.
 */
export async function* readChanges(
  client: AirtableClient,
  table: AirtableTable,
  request: Selection & { readonly since: Checkpoint | null },
  options: CallOptions,
  logger: ConnectContext['logger'],
): AsyncGenerator<ChangePage> {
  const resumed = request.since === null ? null : checkpoints.read(request.since);
  const since = resumed?.mode === 'modified' ? resumed.since : null;
  const query = {
    fields: requestedIds(table, request),
    ...(since === null ? {} : { formula: modifiedAfter(since) }),
  };
  let startedAt: number | null | undefined;
  for await (const page of listPages(client, table.id, query, options)) {
    if (startedAt === undefined) startedAt = page.askedAt;
    const finished = page.next === null;
    if (finished && startedAt === null) {
      logger.warn(
        `Airtable's answers carry no Date header, so the next read of ${table.schema.name} repeats this one.`,
      );
    }
    yield {
      records: page.records.map((record) => decodeRecord(table, record, request)),
      deleted: [],
      checkpoint: checkpoints.write(progressOf(since, startedAt, finished)),
    };
  }
}

/** Until the last page a resume repeats the read as a whole: a listing cannot be entered in the middle. */
function progressOf(since: string | null, startedAt: number | null, finished: boolean): Progress {
  if (finished && startedAt !== null) {
    return { mode: 'modified', since: new Date(startedAt - overlapMs).toISOString() };
  }
  if (since !== null) return { mode: 'modified', since };
  return { mode: 'list', startedAt: startedAt === null ? null : new Date(startedAt).toISOString() };
}

/** The ids that are there, each once, with one small field per record. */
export async function* listIds(
  client: AirtableClient,
  table: AirtableTable,
  options: CallOptions,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  for await (const page of listPages(client, table.id, { fields: [table.primaryFieldId] }, options)) {
    const fresh = page.records.map(({ id }) => id).filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    yield fresh;
  }
}
