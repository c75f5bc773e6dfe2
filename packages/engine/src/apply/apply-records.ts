import type { CreateChange, Fields, RecordChange, WriteOutcome } from '@linkwright/core';
import { presetsFor } from '../condition/create-within-filter.ts';
import { newWriteId } from '../context/write-id.ts';
import { fieldsOf } from '../merge/merge-fields.ts';
import { dropConflicts } from '../store/conflicts.ts';
import { settleIntents } from '../store/intents.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Departure } from './answer.ts';
import type { ChunkContext } from './chunk-context.ts';
import { associationEdits, observationOf, type Progress } from './chunk-item.ts';
import { recordAsSent } from './record-as-sent.ts';
import { settleOutcomes } from './settle-outcomes.ts';
import { intentsOf } from './store-together.ts';
import { conflictsOf } from './write-log.ts';

/**
 * One batch of creates, or one of updates: what could be lost with the process (that a record is being made, a value
 * that is about to be overwritten) is committed before it is sent, the outcomes after.
 *
 * `answered`: told once the outcomes are on their way into the store, unless the app did not take the batch.
 */
export async function applyRecords(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  answered: () => void,
): Promise<void> {
  const { context, plan } = chunk;
  context.signal.throwIfAborted();
  const given = presetsFor(plan.sync, side);
  const presets = Object.keys(given).length === 0 ? null : given;
  const changes = batch.map((entry) => changeFor(chunk, side, presets, entry));
  const originOf = (index: number): string => {
    const item = batch[index]?.item;
    return (item && observationOf(item, otherSide(side))?.id) ?? '';
  };
  const departure: Departure = {
    intents: intentsOf(side, changes, originOf, context.clock.now()),
    conflicts: batch.flatMap((entry) => conflictsOf(plan, entry, side)),
  };
  if (departure.intents !== null || departure.conflicts.length > 0) await chunk.stored.depart(departure);
  try {
    const outcomes = context.preview ? changes.map(previewOutcome) : await send(chunk, side, changes);
    const settling = settleOutcomes(chunk, side, batch, changes, outcomes, departure);
    if (outcomes.every(({ kind }) => kind !== 'not-sent')) answered();
    await settling;
  } catch (error) {
    if (!(error instanceof NothingSent)) throw error;
    const { intents, conflicts } = departure;
    await context.store.transaction(async (database) => {
      if (intents) await settleIntents(database, [{ ...intents, unknown: new Set() }], context.clock.now());
      await dropConflicts(database, conflicts);
    });
    throw error.cause;
  }
}

/** The connector threw instead of reporting outcomes, which it does only before anything was sent. */
class NothingSent extends Error {}

async function send(
  { context, plan }: ChunkContext,
  side: Side,
  changes: readonly RecordChange[],
): Promise<readonly WriteOutcome[]> {
  const { app, object } = plan.sync[side];
  try {
    return await app.write({ object: object.id, changes }, { signal: context.signal });
  } catch (cause) {
    throw new NothingSent('nothing was sent', { cause });
  }
}

/** `presets`: what a create is given beside the mapped fields. `null`: nothing. */
function changeFor(
  { context, plan }: ChunkContext,
  side: Side,
  presets: Fields | null,
  { item }: Progress,
): RecordChange {
  const writeId = newWriteId(context.random);
  const mapped = fieldsOf(item.decision.moves, side);
  const associations = associationEdits(plan, item, side);
  if (item.kind === 'create') {
    const identity = plan.sync.identity[side];
    const fields = presets === null ? mapped : { ...presets, ...mapped };
    const change: CreateChange = { kind: 'create', writeId, fields };
    if (identity === null && associations === undefined) return change;
    return {
      ...change,
      ...(associations && { associations }),
      ...(identity !== null && { fields: { ...fields, [identity]: writeId }, upsertOn: identity }),
    };
  }
  const { revision, id } = item[side];
  return {
    kind: 'update',
    writeId,
    id,
    fields: mapped,
    ...(associations && { associations }),
    ...(plan.sync[side].capabilities.conditionalWrites && revision !== null && { expectedRevision: revision }),
  };
}

/** In a preview every write succeeds, and the app holds exactly what was sent. */
function previewOutcome(change: RecordChange): WriteOutcome {
  const id = change.kind === 'create' ? `preview:${change.writeId}` : change.id;
  return { kind: 'written', record: recordAsSent(id, change) };
}
