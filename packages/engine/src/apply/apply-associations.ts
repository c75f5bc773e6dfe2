import {
  type AssociationChange,
  type AssociationOutcome,
  type AssociationTarget,
  ContractError,
} from '@linkwright/core';
import type { Kysely } from 'kysely';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import { newWriteId } from '../context/write-id.ts';
import { applyEdits } from '../plan/join-edits.ts';
import type { PlannedEdit } from '../plan/pair-decision.ts';
import { sameTarget } from '../plan/plan-edit.ts';
import { readAssociationsOf } from '../pull/scan-associations.ts';
import { type Conflict, closeConflicts, dropConflicts, openConflicts } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { endDecisions } from '../store/decisions.ts';
import { markDirty } from '../store/dirty.ts';
import { addEdges, type EdgeChange, removeEdges } from '../store/edges.ts';
import { type LoggedWrite, logWrites } from '../store/log.ts';
import { loadObservations, saveObservations } from '../store/observations.ts';
import type { Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { observationOf, type Progress, placeEdges, writesFields } from './chunk-item.ts';
import { noticeUnkept } from './notice-unkept.ts';
import { reportOperations } from './report-operations.ts';
import { setOf, sharedSets } from './shared-sets.ts';
import { associationConflicts, writtenEdits } from './write-log.ts';

interface Edit {
  readonly entry: Progress;
  readonly edit: PlannedEdit;
}

interface Settled extends Edit {
  readonly link: number;
  readonly id: string;
  readonly outcome: AssociationOutcome & { kind: 'written' };
}

/** One batch of association edits in calls of their own, and what the app made of them. */
export async function applyAssociations(chunk: ChunkContext, side: Side, batch: readonly Edit[]): Promise<void> {
  const { context, plan } = chunk;
  context.signal.throwIfAborted();
  const end = plan.sync[side];
  const sent = batch.filter(({ entry }) => !entry.failedOn.has(side) && entry.link !== null);
  const changes = sent.map(
    ({ entry, edit }): AssociationChange => ({
      writeId: newWriteId(context.random),
      id: observationOf(entry.item, side)?.id ?? '',
      field: edit.plan.mapping[side].id,
      add: edit.edit.add,
      remove: edit.edit.remove,
    }),
  );
  if (changes.length === 0) return;
  const conflicts = sent.flatMap((one) => conflictsOfEdit(one, side));
  if (conflicts.length > 0) {
    await context.store.transaction((database) =>
      openConflicts(database, context.run, plan.pair, conflicts, context.clock.now()),
    );
  }
  const outcomes: readonly AssociationOutcome[] = context.preview
    ? changes.map(() => ({ kind: 'written' }))
    : await writeAssociations(end, changes, context.signal);
  const unsent: unknown[] = [];
  const uncertain = new Set<string>();
  const settled: Settled[] = [];
  const averted: Conflict[] = [];
  outcomes.forEach((outcome, index) => {
    const one = sent[index];
    const id = changes[index]?.id;
    if (!one || id === undefined) return;
    if (outcome.kind === 'written') {
      if (one.entry.link) settled.push({ ...one, link: one.entry.link.id, id, outcome });
      return;
    }
    one.entry.again = true;
    if (outcome.kind === 'not-sent') unsent.push(outcome.error);
    else uncertain.add(id);
    if (outcome.kind === 'unknown' && isBrokenWrite(outcome.error)) unsent.unshift(outcome.error);
    if (outcome.kind !== 'unknown') averted.push(...conflictsOfEdit(one, side));
  });
  await context.store.transaction(async (database) => {
    await dropConflicts(database, averted);
    await settleEdits(chunk, database, side, settled);
  });
  const read = await readBack(chunk, side, sent, uncertain);
  await noticeUnkept(
    chunk,
    side,
    settled
      .filter(({ id }) => read.has(id))
      .map((one) => ({ ...one, refused: (one.outcome.refused ?? []).map(({ target }) => target) })),
  );
  // A record's own update has told of its associations already.
  const entries = new Set(settled.map((one) => one.entry).filter((entry) => !writesFields(entry.item, side)));
  await reportOperations(context, plan, side, [...entries]);
  if (unsent.length > 0) throw unsent[0];
}

async function writeAssociations(
  end: ChunkContext['plan']['sync']['left'],
  changes: readonly AssociationChange[],
  signal: AbortSignal,
): Promise<readonly AssociationOutcome[]> {
  if (end.app.writeAssociations) {
    return end.app.writeAssociations({ object: end.object.id, changes }, { signal });
  }
  throw new ContractError(`${end.displayName} declares separate association writes but has no writeAssociations.`, {
    code: 'no-association-writes',
  });
}

/** The single target that this edit makes lose. */
const conflictsOfEdit = ({ entry, edit }: Edit, side: Side): readonly Conflict[] =>
  associationConflicts(entry, side, entry.link?.id ?? 0).filter(
    (conflict) => conflict.mapping === edit.plan.mapping.key,
  );

async function settleEdits(
  { context, plan, tally }: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  settled: readonly Settled[],
): Promise<void> {
  const observed = await loadObservations(
    database,
    plan[side].object,
    settled.map(({ id }) => id),
  );
  const placed: EdgeChange[] = [];
  const renamed: EdgeChange[] = [];
  const removed: EdgeChange[] = [];
  const dropped: EdgeChange[] = [];
  const held: EdgeChange[] = [];
  const conflicts: Conflict[] = [];
  const writes: LoggedWrite[] = [];
  for (const { entry, edit, link, id, outcome } of settled) {
    const refusals = outcome.refused ?? [];
    const edges = placeEdges(entry, edit, link, refusals);
    placed.push(...edges.placed);
    renamed.push(...edges.renamed);
    removed.push(...edges.removed);
    dropped.push(...edges.dropped);
    held.push(...edges.held);
    tally.added[side] += edges.counts.added;
    tally.removed[side] += edges.counts.removed;
    const field = edit.plan.mapping[side].id;
    const before = observed.get(id);
    if (before) {
      const isRefused = (target: AssociationTarget): boolean =>
        refusals.some((refusal) => sameTarget(refusal.target, target));
      const result = applyEdits(before.associations[field] ?? edit.before, [edit.edit]).filter(
        (target) => !isRefused(target),
      );
      observed.set(id, { ...before, associations: { ...before.associations, [field]: result } });
    }
    writes.push({
      side,
      record: entry.link?.numbers[side] ?? 0,
      kind: 'associate',
      changes: writtenEdits(entry.item, side, [edit]),
    });
    conflicts.push(...conflictsOfEdit({ entry, edit }, side));
  }
  const at = context.clock.now();
  await addEdges(database, [...placed, ...renamed, ...held]);
  await removeEdges(database, [...removed, ...dropped]);
  await saveObservations(database, plan[side].object, [...observed.values()]);
  // What is settled here is news to the other pairs of the object: a hub passes on what one app gave it.
  const ids = settled.map(({ id }) => id);
  for (const other of plan[side].pairs) {
    if (other.pair !== plan.pair) await markDirty(database, other.pair, other.side, ids);
  }
  await logWrites(database, context.run, plan.pair, writes, at);
  await closeConflicts(database, conflicts);
  await endDecisions(
    database,
    settled.flatMap(({ edit }) => edit.decision ?? []),
  );
  tally.conflicts += conflicts.length;
}

/**
 * What an app adds by itself (the first company becomes primary) is read back and merged like any change; only where
 * two mapped association fields share a set can it matter. Uncertain outcomes are read back too. A record that shows
 * something else than was written stays dirty through that observation.
 *
 * Returns the ids of the records that were read.
 */
async function readBack(
  chunk: ChunkContext,
  side: Side,
  sent: readonly Edit[],
  uncertain: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { context, plan } = chunk;
  if (context.preview) return new Set();
  const shared = sharedSets(plan, side);
  const touched = sent.filter(({ edit }) => shared.has(setOf(plan, side, edit.plan.mapping[side].id)));
  const ids = new Set([...uncertain, ...touched.map(({ entry }) => observationOf(entry.item, side)?.id ?? '')]);
  if (ids.size > 0) await readAssociationsOf(context, plan[side], plan[side].associations, [...ids]);
  return ids;
}
