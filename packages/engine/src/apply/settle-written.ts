import type {
  AssociationTarget,
  CanonicalValue,
  Fields,
  RecordChange,
  SourceRecord,
  WriteOutcome,
} from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import { leavesFilter } from '../filter/leaves-filter.ts';
import { versionOfWrite } from '../merge/base-of-held.ts';
import { writesTo } from '../merge/merge-fields.ts';
import type { PlannedEdit } from '../plan/pair-decision.ts';
import { observeRecords } from '../pull/observe-records.ts';
import { addLinks, type NewLink, saveBases } from '../store/change-links.ts';
import { type Conflict, closeConflicts } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { endDecisions } from '../store/decisions.ts';
import { addEdges, type EdgeChange, removeEdges, wakeSourcesOf } from '../store/edges.ts';
import { type LoggedWrite, logWrites } from '../store/log.ts';
import { recordNumbers } from '../store/records.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import { putUnreadWrites, type UnreadWrite } from '../store/unread-writes.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn, type Progress, placeEdges } from './chunk-item.ts';
import { recordAsSent } from './record-as-sent.ts';
import { sharesSet } from './shared-sets.ts';
import { differs, isRefused } from './what-differs.ts';
import { conflictsOf, writtenChanges } from './write-log.ts';
import type { Written } from './written.ts';

/**
 * Stores what the app holds after a batch: observations, both halves of the bases, links, edges and logs. Where its answers
 * do not show that, nothing was observed, and the halves are what was sent until the records are read back.
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
  const shown = showsHeld(chunk, side);
  const numbers = shown
    ? (
        await observeRecords(database, plan[side], records, {
          at,
          normalizers: context.normalizers,
          ownWrite: { pair: plan.pair },
        })
      ).numbers
    : await recordNumbers(
        database,
        plan.pair,
        side,
        records.map(({ id }) => id),
      );
  batch.forEach(({ entry }, index) => {
    const record = records[index];
    if (record) entry.base = baseAfter(chunk, entry, side, record);
  });
  await saveLinks(chunk, database, side, batch, records, numbers);
  if (!shown) await putUnreadWrites(database, unreadWrites(side, batch));

  const placed: EdgeChange[] = [];
  const renamed: EdgeChange[] = [];
  const removed: EdgeChange[] = [];
  const dropped: EdgeChange[] = [];
  const held: EdgeChange[] = [];
  const conflicts: Conflict[] = [];
  const writes: LoggedWrite[] = [];
  const unclear: string[] = [];
  const changesOf = (entry: Progress, edits: readonly PlannedEdit[], record: SourceRecord) =>
    writtenChanges(plan.sync, entry, side, edits, shown ? record.fields : undefined);
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
      held.push(...edges.held);
      tally.added[side] += edges.counts.added;
      tally.removed[side] += edges.counts.removed;
    }
    conflicts.push(...conflictsOf(plan, entry, side));
    const kind = item.kind === 'create' ? 'create' : 'update';
    writes.push({ side, record: link.numbers[side], kind, changes: changesOf(entry, edits, record) });
    if (!shown) return;
    if (differs(chunk, side, entry, record, outcome) || leavesFilter(context, plan, side, record)) entry.again = true;
    if (edits.length > 0 && sharesSet(plan, side) && !showsAll(chunk, side, outcome)) unclear.push(record.id);
  });
  await addEdges(database, [...placed, ...renamed, ...held]);
  await removeEdges(database, [...removed, ...dropped]);
  tally.conflicts += conflicts.length;
  await closeConflicts(database, conflicts);
  await logWrites(database, context.run, plan.pair, writes, at);
  await endDecisions(database, decisionsOn(plan, batch, side));
  return unclear;
}

/** What people have decided, and is written with this batch. */
function decisionsOn(plan: ChunkContext['plan'], batch: readonly Written[], side: Side): readonly number[] {
  const decisions: number[] = [];
  for (const { entry } of batch) {
    for (const { to, decision } of entry.item.decision.moves) {
      if (to === side && decision !== undefined) decisions.push(decision);
    }
    for (const { decision } of inlineEditsOn(plan, entry.item, side)) {
      if (decision !== undefined) decisions.push(decision);
    }
  }
  return decisions;
}

/** Does the answer to a write show what the app holds? In a preview nothing was sent, and it is taken to hold just that. */
export const showsHeld = ({ context, plan }: ChunkContext, side: Side): boolean =>
  context.preview || plan.sync[side].capabilities.echoesWrites !== false;

const unreadWrites = (side: Side, batch: readonly Written[]): readonly UnreadWrite[] =>
  batch.flatMap(({ entry, outcome }) =>
    entry.link
      ? [{ link: entry.link.id, side, sent: sentValues(entry, side), version: versionWritten(entry, outcome) }]
      : [],
  );

export const versionWritten = ({ item }: Progress, { record }: Written['outcome']): string | null =>
  versionOfWrite(record, item.kind === 'create' ? 'create' : 'update');

/** By mapping key. */
export const sentValues = ({ item }: Progress, side: Side): Fields =>
  Object.fromEntries(
    item.decision.moves.flatMap((move) => (move.to === side ? [[move.mapping.key, move.after] as const] : [])),
  );

/** What the app holds: its answer, and what was sent where the answer is silent. */
export function asHeld(
  { plan }: ChunkContext,
  side: Side,
  { item }: Progress,
  change: RecordChange,
  outcome: WriteOutcome & { kind: 'written' },
): SourceRecord {
  const { record, refused = [] } = outcome;
  const sent = recordAsSent(record.id, change);
  const fields = showsEach(sent.fields, record.fields) ? record.fields : { ...sent.fields, ...record.fields };
  if (plan[side].associations.length === 0) return fields === record.fields ? record : { ...record, fields };
  const associations: Record<string, readonly AssociationTarget[]> = {};
  // A record that has just been made has no associations but those it was made with.
  if (item.kind === 'create') for (const field of plan[side].associations) associations[field] = [];
  for (const [field, targets] of Object.entries(sent.associations ?? {})) {
    associations[field] = targets.filter((target) => !isRefused(field, target, refused));
  }
  return {
    ...record,
    fields,
    associations: { ...associations, ...record.associations },
  };
}

function showsEach(sent: Fields, shown: Fields): boolean {
  for (const field in sent) if (!Object.hasOwn(shown, field)) return false;
  return true;
}

function baseAfter({ plan }: ChunkContext, entry: Progress, side: Side, record: SourceRecord): Base {
  const { item, base } = entry;
  const next: Record<string, Base[string]> = { ...base };
  const halves = (mapping: CompiledFieldMapping, origin: CanonicalValue): Base[string] => {
    const held = record.fields[mapping[side].id] ?? null;
    return side === 'right' ? [origin, held] : [held, origin];
  };
  for (const { mapping, to, origin } of item.decision.moves) {
    if (to === side) next[mapping.key] = halves(mapping, origin);
  }
  if (item.kind !== 'create') return next;
  // What a new record was made without has a base too, or its blank would be taken for a value at a first match: of a field
  // that only comes from this side, what both hold; of one that waits (refused, or not to be held), nothing has arrived yet.
  for (const mapping of plan.sync.fields) {
    const origin = item.origin.fields[mapping[otherSide(side)].id];
    if (next[mapping.key] !== undefined || origin === undefined) continue;
    next[mapping.key] = halves(mapping, writesTo(mapping, side) ? null : origin);
  }
  return next;
}

/** A batch is of one kind: creates get their links, updates their bases. */
async function saveLinks(
  { context, plan, tally }: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  batch: readonly Written[],
  records: readonly SourceRecord[],
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  const created: Progress[] = [];
  const made: NewLink[] = [];
  const updated: { readonly link: number; readonly base: Base }[] = [];
  for (const [index, { entry }] of batch.entries()) {
    const { item, base } = entry;
    const record = records[index];
    if (item.kind === 'pair') updated.push({ link: item.link.id, base });
    if (item.kind === 'pair' || !record) continue;
    const { origin } = item;
    const number = numbers.get(record.id) ?? 0;
    created.push(entry);
    made.push(
      side === 'left'
        ? {
            left: record.id,
            right: origin.id,
            numbers: { left: number, right: origin.number },
            reason: 'created',
            base,
          }
        : {
            left: origin.id,
            right: record.id,
            numbers: { left: origin.number, right: number },
            reason: 'created',
            base,
          },
    );
  }
  const links = await addLinks(database, plan.pair, made, context.clock.now());
  for (const [index, entry] of created.entries()) entry.link = links[index] ?? null;
  await wakeSourcesOf(database, plan, links);
  tally.created[side] += links.length;
  tally.linked += links.length;
  await saveBases(database, updated);
  tally.updated[side] += updated.length;
}

const showsAll = ({ plan }: ChunkContext, side: Side, { record }: Written['outcome']): boolean =>
  plan[side].associations.every((field) => record.associations?.[field] !== undefined);
