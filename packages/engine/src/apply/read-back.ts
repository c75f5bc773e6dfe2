import type { ReadRecord, SourceRecord } from '@linkwright/core';
import { leavesFilter } from '../filter/leaves-filter.ts';
import { baseOfHeld } from '../merge/base-of-held.ts';
import { observeRecords } from '../pull/observe-records.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { storeVanished } from '../pull/verify-absence.ts';
import { saveBases } from '../store/change-links.ts';
import { inChunks } from '../store/in-chunks.ts';
import type { Side } from '../store/side.ts';
import { dropUnreadWrites } from '../store/unread-writes.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn } from './chunk-item.ts';
import { inFlight } from './in-flight.ts';
import { asHeld, sentValues, versionWritten } from './settle-written.ts';
import { sharesSet } from './shared-sets.ts';
import { differs } from './what-differs.ts';
import type { Written } from './written.ts';

/**
 * Reads what a chunk has written to an app whose answers do not show what it holds. Only then is it known what the app has
 * made of the values, and that is what the next change is told from. Until then the writes stand in the store as unread: a
 * process that dies here leaves them to `resolveUnreadWrites`.
 */
export async function readBack(chunk: ChunkContext, side: Side): Promise<void> {
  const { read } = chunk.plan.sync[side].capabilities.batchLimits;
  await inFlight([...inChunks(chunk.unread[side].splice(0), read)], (batch) => readBatch(chunk, side, batch));
}

async function readBatch(chunk: ChunkContext, side: Side, batch: readonly Written[]): Promise<void> {
  const { context, plan } = chunk;
  const { app, object } = plan.sync[side];
  const answers = await app.readRecords(
    {
      object: object.id,
      ids: batch.map(({ outcome }) => outcome.record.id),
      fields: [...plan[side].fields.keys()],
      associations: plan[side].associations,
    },
    { signal: context.signal },
  );
  const read = batch.map((written, index) => recordRead(chunk, side, written, answers[index]));
  await context.store.transaction(async (database) => {
    await observeRecords(
      database,
      plan[side],
      read.flatMap((record) => record ?? []),
      { at: context.clock.now(), normalizers: context.normalizers, ownWrite: { pair: plan.pair } },
    );
    await storeVanished(database, plan[side], answers);
    const bases = batch.flatMap(({ entry, outcome }, index) => {
      const record = read[index];
      if (!entry.link) return [];
      // Gone, or merged away, since it was written.
      if (!record) {
        entry.again = true;
        return [];
      }
      const write = { sent: sentValues(entry, side), version: versionWritten(entry, outcome), isReadAtOnce: true };
      entry.base = baseOfHeld(plan.sync.fields, side, entry.base, write, record);
      const shown = { ...outcome, record };
      if (differs(chunk, side, entry, record, shown) || leavesFilter(context, plan, side, record)) entry.again = true;
      return [{ link: entry.link.id, base: entry.base }];
    });
    await saveBases(database, bases);
    await dropUnreadWrites(
      database,
      side,
      batch.flatMap(({ entry }) => entry.link?.id ?? []),
    );
  });
  // An app that tells associations in calls of their own: what it made of marks and sets is asked for.
  const unclear = batch.filter(
    ({ entry }, index) =>
      inlineEditsOn(plan, entry.item, side).length > 0 &&
      sharesSet(plan, side) &&
      plan[side].associations.some((field) => answers[index]?.record?.associations?.[field] === undefined),
  );
  await readAssociationsOf(
    context,
    plan[side],
    plan[side].associations,
    unclear.map(({ outcome }) => outcome.record.id),
  );
}

/** What the read does not carry of associations is as the write has left it. */
function recordRead(
  chunk: ChunkContext,
  side: Side,
  { entry, change, outcome }: Written,
  answer: ReadRecord | undefined,
): SourceRecord | null {
  const record = answer?.record;
  if (!record || record.id !== outcome.record.id) return null;
  const { associations } = asHeld(chunk, side, entry, change, outcome);
  return { ...record, associations: { ...associations, ...record.associations } };
}
