import {
  type AssociationRefusal,
  type AssociationTarget,
  areEquivalent,
  type RecordChange,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import type { Kysely } from 'kysely';
import { leavesFilter } from '../filter/leaves-filter.ts';
import { mergeFields } from '../merge/merge-fields.ts';
import { sameTarget } from '../plan/plan-edit.ts';
import { observeRecords, sameTargets } from '../pull/observe-records.ts';
import type { Database } from '../store/database.ts';
import { addEdges, type EdgeChange, removeEdges, wakeSourcesOf } from '../store/edges.ts';
import { addLinks, saveBases } from '../store/links.ts';
import { type Conflict, closeConflicts, type LoggedWrite, logWrites } from '../store/log.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { ChunkContext } from './apply-chunk.ts';
import { recordAsSent } from './apply-records.ts';
import { inlineEditsOn, observationOf, type Progress, placeEdges } from './chunk-item.ts';
import { withHalves } from './settle-chunk.ts';
import { sharesSet } from './shared-sets.ts';
import { conflictsOf, writtenChanges } from './write-log.ts';

export interface Written {
  readonly entry: Progress;
  readonly change: RecordChange;
  readonly outcome: WriteOutcome & { kind: 'written' };
}

/**
 * Stores what the app holds after a batch: observations, both halves of the bases, links, edges and logs.
 *
 * Returns the ids of records whose associations have to be read back, because the answer does not tell what the app
 * made of marks and sets.
 */
export async function settleWritten(
  chunk: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  batch: readonly Written[],
): Promise<readonly string[]> {
  if (batch.length === 0) return [];
  const { context, plan, tally } = chunk;
  const at = context.clock.now();
  const records = batch.map(({ entry, change, outcome }) => asHeld(chunk, side, entry, change, outcome));
  await observeRecords(database, plan[side], records, {
    at,
    normalizers: context.normalizers,
    ownWrite: { pair: plan.pair },
  });
  batch.forEach(({ entry }, index) => {
    const record = records[index];
    if (record) entry.base = baseAfter(entry, side, record);
  });
  await saveLinks(chunk, database, side, batch, records);

  const placed: EdgeChange[] = [];
  const renamed: EdgeChange[] = [];
  const removed: EdgeChange[] = [];
  const dropped: EdgeChange[] = [];
  const conflicts: Conflict[] = [];
  const writes: LoggedWrite[] = [];
  const unclear: string[] = [];
  batch.forEach(({ entry, outcome }, index) => {
    const record = records[index];
    const { item, link } = entry;
    if (!record || !link) return;
    const edits = inlineEditsOn(plan, item, side);
    for (const edit of edits) {
      const refusals = (outcome.refused ?? []).filter((refusal) => refusal.field === edit.plan.mapping[side].id);
      const edges = placeEdges(entry, edit, link.id, refusals);
      placed.push(...edges.placed);
      renamed.push(...edges.renamed);
      removed.push(...edges.removed);
      dropped.push(...edges.dropped);
    }
    conflicts.push(...conflictsOf(plan, entry, side));
    const kind = item.kind === 'create' ? 'create' : 'update';
    writes.push({ side, record: record.id, kind, changes: writtenChanges(plan.sync, entry, side, edits) });
    if (differs(chunk, side, entry, record, outcome) || leavesFilter(context, plan, side, record)) entry.again = true;
    if (edits.length > 0 && sharesSet(plan, side) && !showsAll(chunk, side, outcome)) unclear.push(record.id);
  });
  await addEdges(database, [...placed, ...renamed]);
  await removeEdges(database, [...removed, ...dropped]);
  tally.added[side] += placed.length;
  tally.removed[side] += removed.length;
  tally.conflicts += conflicts.length;
  await closeConflicts(database, conflicts);
  await logWrites(database, context.run, plan.pair, writes, at);
  return unclear;
}

/** What the app holds: its answer, and what was sent where the answer is silent. */
function asHeld(
  { plan }: ChunkContext,
  side: Side,
  { item }: Progress,
  change: RecordChange,
  outcome: WriteOutcome & { kind: 'written' },
): SourceRecord {
  const { record, refused = [] } = outcome;
  const sent = recordAsSent(record.id, change);
  const associations: Record<string, readonly AssociationTarget[]> = {};
  // A record that has just been made has no associations but those it was made with.
  if (item.kind === 'create') for (const field of plan[side].associations) associations[field] = [];
  for (const [field, targets] of Object.entries(sent.associations ?? {})) {
    associations[field] = targets.filter((target) => !isRefused(field, target, refused));
  }
  return {
    ...record,
    fields: { ...sent.fields, ...record.fields },
    associations: { ...associations, ...record.associations },
  };
}

const isRefused = (field: string, target: AssociationTarget, refused: readonly AssociationRefusal[]): boolean =>
  refused.some((refusal) => refusal.field === field && sameTarget(refusal.target, target));

function baseAfter(entry: Progress, side: Side, record: SourceRecord): Progress['base'] {
  const moves = entry.item.decision.moves.filter((move) => move.to === side);
  return withHalves(
    entry.base,
    moves.map((move) => {
      const held = record.fields[move.mapping[side].id] ?? null;
      return side === 'right' ? [move.mapping.key, move.origin, held] : [move.mapping.key, held, move.origin];
    }),
  );
}

/** A batch is of one kind: creates get their links, updates their bases. */
async function saveLinks(
  { context, plan, tally }: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  batch: readonly Written[],
  records: readonly SourceRecord[],
): Promise<void> {
  const created = batch.flatMap(({ entry }, index) => {
    const record = records[index];
    if (entry.item.kind !== 'create' || !record) return [];
    const origin = entry.item.origin.id;
    const ends = side === 'left' ? { left: record.id, right: origin } : { left: origin, right: record.id };
    return [{ entry, link: { ...ends, reason: 'created', base: entry.base } }];
  });
  const links = await addLinks(
    database,
    plan.pair,
    created.map(({ link }) => link),
    context.clock.now(),
  );
  created.forEach(({ entry }, index) => {
    entry.link = links[index] ?? null;
  });
  await wakeSourcesOf(database, plan, links);
  tally.created[side] += links.length;
  tally.linked += links.length;
  const updated = batch.flatMap(({ entry }) =>
    entry.item.kind === 'pair' ? [{ link: entry.item.link.id, base: entry.base }] : [],
  );
  await saveBases(database, updated);
  tally.updated[side] += updated.length;
}

/** The answer may show what somebody changed meanwhile, or what the app filled in by itself: that is still to merge. */
function differs(
  { plan }: ChunkContext,
  side: Side,
  entry: Progress,
  held: SourceRecord,
  outcome: WriteOutcome & { kind: 'written' },
): boolean {
  const { item } = entry;
  const before = observationOf(item, side);
  const other = observationOf(item, otherSide(side));
  if (!other) return false;
  const edits = inlineEditsOn(plan, item, side);
  for (const [field, shown] of Object.entries(outcome.record.associations ?? {})) {
    if (!plan[side].associations.includes(field)) continue;
    const edit = edits.find((candidate) => candidate.plan.mapping[side].id === field);
    const expected = edit?.edit.result.filter((target) => !isRefused(field, target, outcome.refused ?? []));
    if (!sameTargets(expected ?? before?.associations[field] ?? [], shown)) return true;
  }
  if (before) {
    const written = new Set(item.decision.moves.flatMap((move) => (move.to === side ? [move.mapping.key] : [])));
    return plan.sync.fields.some((mapping) => {
      const field = mapping[side];
      const shown = held.fields[field.id];
      const known = before.fields[field.id];
      if (written.has(mapping.key) || shown === undefined) return false;
      // A field that could not be read until now has not been merged either.
      return known === undefined || !areEquivalent(field, known, shown);
    });
  }
  const merge = mergeFields({
    mappings: plan.sync.fields,
    left: side === 'left' ? held.fields : other.fields,
    right: side === 'right' ? held.fields : other.fields,
    base: entry.base,
    blanks: plan.sync.blanks,
  });
  return merge.moves.length + merge.settlements.length > 0;
}

const showsAll = ({ plan }: ChunkContext, side: Side, { record }: Written['outcome']): boolean =>
  plan[side].associations.every((field) => record.associations?.[field] !== undefined);
