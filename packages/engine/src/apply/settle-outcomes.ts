import {
  type AssociationRefusal,
  type AssociationTarget,
  type CanonicalValue,
  ContractError,
  type Fields,
  type RecordChange,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { ObjectPlan } from '../cycle/cycle-context.ts';
import { mergeFields } from '../merge/merge-fields.ts';
import { observeGone, observeRecords } from '../pull/observe-records.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { reportFailure, reportOperation } from '../report/report-records.ts';
import type { Database } from '../store/database.ts';
import { addEdges, removeEdges, wakeSourcesOf } from '../store/edges.ts';
import { closeIntents } from '../store/intents.ts';
import { addLink, linksByRecord, saveBase } from '../store/links.ts';
import { type Conflict, logConflicts, logWrites, type WrittenChanges } from '../store/log.ts';
import { otherSide, type Side } from '../store/side.ts';
import { type Failure, markDirty, putFailure } from '../store/work.ts';
import type { ChunkContext } from './apply-chunk.ts';
import { recordAsSent } from './apply-records.ts';
import { editsOn, inline, observationOf, originOf, type Progress } from './chunk-item.ts';
import { withHalves } from './settle-chunk.ts';
import { askAssociationsAgain, sharesSet } from './shared-sets.ts';

/**
 * One transaction per answer: what the app holds, both halves of the base, links, edges, logs and closed intents.
 * Throws the error of outcomes that were never sent, after everything else is stored.
 */
export async function settleOutcomes(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  changes: readonly RecordChange[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const { context, plan } = chunk;
  if (outcomes.length !== batch.length) {
    throw new ContractError(
      `${plan.sync[side].displayName} reported ${outcomes.length} outcomes for ${batch.length} changes.`,
      { code: 'outcome-count' },
    );
  }
  const unsent: unknown[] = [];
  const reread = new Set<string>();
  const failures: Failure[] = [];
  await context.store.transaction(async (database) => {
    for (const [index, outcome] of outcomes.entries()) {
      const entry = batch[index];
      const change = changes[index];
      if (!entry || !change) continue;
      if (outcome.kind !== 'unknown') await closeIntents(database, [change.writeId]);
      if (outcome.kind === 'written') await settleWritten(chunk, database, side, entry, change, outcome);
      else if (outcome.kind === 'rejected') {
        const { error } = outcome;
        failures.push({ origin: originOf(entry.item, side), ...pick(error), field: error.field ?? null });
      } else if (outcome.kind === 'exists') {
        const adopted = outcome.id !== null && entry.item.kind === 'create';
        if (adopted && outcome.id !== null) reread.add(outcome.id);
        else failures.push(taken(chunk, side, entry, outcome.id));
        entry.again = adopted;
      } else {
        entry.again = true;
        if (outcome.kind === 'not-sent') unsent.push(outcome.error);
        if (change.kind === 'create') continue;
        if (outcome.kind === 'gone') {
          await observeGone(database, plan[side], [{ id: change.id, mergedInto: outcome.movedTo ?? null }]);
          if (outcome.movedTo !== undefined) reread.add(outcome.movedTo);
        } else reread.add(change.id);
      }
      if (outcome.kind === 'rejected' || (outcome.kind === 'exists' && !entry.again)) entry.failed = true;
    }
    for (const failure of failures) await putFailure(database, plan.pair, failure, context.clock.now());
  });
  for (const failure of failures) await reportFailure(context, plan, failure);
  await verifyRecords(context, plan[side], [...reread]);
  await adoptExisting(chunk, side, batch, outcomes);
  if (unsent.length > 0) throw unsent[0];
  for (const [index, outcome] of outcomes.entries()) {
    const entry = batch[index];
    if (entry && outcome.kind === 'written') await reportOperation(context, plan, side, entry);
  }
}

const pick = (error: { code: string; category: string; message: string; remedy: string }) => ({
  code: error.code,
  category: error.category,
  message: error.message,
  remedy: error.remedy,
});

async function settleWritten(
  chunk: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  entry: Progress,
  change: RecordChange,
  outcome: WriteOutcome & { kind: 'written' },
): Promise<void> {
  const { context, plan, tally } = chunk;
  const { item } = entry;
  const at = context.clock.now();
  const record = withSent(plan[side], outcome.record, change, outcome.refused ?? []);
  await observeRecords(database, plan[side], [record], { at, normalizers: context.normalizers, ownWrite: true });
  if (item.kind === 'create') {
    const origin = observationOf(item, otherSide(side))?.id ?? '';
    const ends = side === 'left' ? { left: record.id, right: origin } : { left: origin, right: record.id };
    entry.link = await addLink(database, { pair: plan.pair, ...ends, reason: 'created', at });
    await wakeSourcesOf(database, plan.left.object, [ends.left]);
    await wakeSourcesOf(database, plan.right.object, [ends.right]);
    tally.created[side] += 1;
    tally.linked += 1;
  } else tally.updated[side] += 1;
  const link = entry.link;
  if (!link) return;
  const moves = item.decision.moves.filter((move) => move.to === side);
  entry.base = withHalves(
    entry.base,
    moves.map((move) => {
      const held = record.fields[move.mapping[side].id] ?? null;
      return side === 'right' ? [move.mapping.key, move.origin, held] : [move.mapping.key, held, move.origin];
    }),
  );
  await saveBase(database, link.id, entry.base);
  if (inline(plan, item, side)) await settleInlineEdits(chunk, database, side, entry, outcome);
  if (!context.preview && inline(plan, item, side) && editsOn(item, side).length > 0 && sharesSet(plan, side)) {
    await askAssociationsAgain(database, plan[side], record.id);
    entry.again = true;
  }
  const conflicts = [
    ...fieldConflicts(entry, side, link.id),
    ...(inline(plan, item, side) ? associationConflicts(entry, side, link.id) : []),
  ];
  tally.conflicts += conflicts.length;
  await logConflicts(database, context.run, plan.pair, conflicts, at);
  await logWrites(
    database,
    context.run,
    plan.pair,
    [
      {
        side,
        record: record.id,
        kind: item.kind === 'create' ? 'create' : 'update',
        changes: writtenChanges(entry, side),
      },
    ],
    at,
  );
  if (leavesWork(plan, side, entry, record)) entry.again = true;
}

/** What the app holds: its answer, and what was sent where the answer is silent. */
function withSent(
  plan: ObjectPlan,
  record: SourceRecord,
  change: RecordChange,
  refused: readonly AssociationRefusal[],
): SourceRecord {
  const sent = recordAsSent(record.id, change);
  const associations: Record<string, readonly AssociationTarget[]> = {};
  // A record that has just been made has no associations but those it was made with.
  if (change.kind === 'create') for (const field of plan.associations) associations[field] = [];
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
  refused.some(
    (refusal) => refusal.field === field && 'id' in refusal.target && 'id' in target && refusal.target.id === target.id,
  );

async function settleInlineEdits(
  chunk: ChunkContext,
  database: Kysely<Database>,
  side: Side,
  entry: Progress,
  outcome: WriteOutcome & { kind: 'written' },
): Promise<void> {
  const link = entry.link;
  if (!link) return;
  for (const edit of editsOn(entry.item, side)) {
    const field = edit.plan.mapping[side].id;
    const refused = new Map(
      (outcome.refused ?? []).flatMap((refusal) =>
        refusal.field === field && 'id' in refusal.target ? [[refusal.target.id, refusal.error.message] as const] : [],
      ),
    );
    const placed = edit.add.filter((_, index) => {
      const target = edit.edit.add[index];
      const reason = target && 'id' in target ? refused.get(target.id) : undefined;
      if (reason !== undefined && target && 'id' in target) entry.refused.push({ edit, target: target.id, reason });
      return reason === undefined;
    });
    const edge = (target: number) => ({ association: edit.plan.association, source: link.id, target });
    await addEdges(database, placed.map(edge));
    await removeEdges(database, edit.remove.map(edge));
    chunk.tally.added[side] += placed.length;
    chunk.tally.removed[side] += edit.remove.length;
  }
}

/** Conflicts that a write to this side decides: they are logged with the write that makes the value lose. */
function fieldConflicts(entry: Progress, side: Side, link: number): readonly Conflict[] {
  return entry.item.decision.moves
    .filter((move) => move.to === side && move.conflict)
    .map((move) => ({
      link,
      mapping: move.mapping.key,
      left: side === 'left' ? move.before : move.origin,
      right: side === 'right' ? move.before : move.origin,
      winner: otherSide(side),
    }));
}

export function associationConflicts(entry: Progress, side: Side, link: number): readonly Conflict[] {
  return entry.item.decision.associationConflicts
    .filter(({ conflict }) => conflict.winner === otherSide(side))
    .map(({ plan, conflict }) => ({
      link,
      mapping: plan.mapping.key,
      left: conflict.left.map((target) => target.id),
      right: conflict.right.map((target) => target.id),
      winner: conflict.winner,
    }));
}

function writtenChanges(entry: Progress, side: Side): WrittenChanges {
  const changes: Record<string, { before: CanonicalValue; after: CanonicalValue }> = {};
  for (const move of entry.item.decision.moves) {
    if (move.to === side) changes[move.mapping[side].id] = { before: move.before, after: move.after };
  }
  for (const edit of editsOn(entry.item, side)) {
    const ids = (targets: readonly ({ id: string } | { key: string })[]): readonly string[] =>
      targets.map((target) => ('id' in target ? target.id : target.key));
    changes[edit.plan.mapping[side].id] = { before: ids(edit.edit.remove), after: ids(edit.edit.result) };
  }
  return changes;
}

/** The answer may show a value that somebody changed meanwhile, or that the app filled in by itself. */
function leavesWork(plan: ChunkContext['plan'], side: Side, entry: Progress, record: SourceRecord): boolean {
  const other = observationOf(entry.item, otherSide(side));
  const before = observationOf(entry.item, side);
  if (!other) return false;
  const shown: Fields = { ...before?.fields, ...record.fields };
  const fields = side === 'left' ? { left: shown, right: other.fields } : { left: other.fields, right: shown };
  const planned = new Set(entry.item.decision.moves.map((move) => move.mapping.key));
  const merge = mergeFields({
    mappings: plan.sync.fields.filter((mapping) => entry.item.kind === 'create' || !planned.has(mapping.key)),
    ...fields,
    base: entry.base,
    blanks: plan.sync.blanks,
  });
  return merge.moves.length + merge.settlements.length > 0;
}

function taken({ plan }: ChunkContext, side: Side, entry: Progress, id: string | null): Failure {
  const app = plan.sync[side].displayName;
  return {
    origin: originOf(entry.item, side),
    code: 'duplicate-value',
    category: 'duplicate-value',
    field: null,
    message: `${app} refuses a value that another record has${id === null ? '' : ` (${id})`}`,
    remedy: `Change the value in one of the two records, or merge them in ${app}.`,
  };
}

/** A create met a record that was there: the two are linked and merged, unless it has a partner already. */
async function adoptExisting(
  chunk: ChunkContext,
  side: Side,
  batch: readonly Progress[],
  outcomes: readonly WriteOutcome[],
): Promise<void> {
  const { context, plan } = chunk;
  for (const [index, outcome] of outcomes.entries()) {
    const entry = batch[index];
    if (!entry || outcome.kind !== 'exists' || outcome.id === null || entry.item.kind !== 'create') continue;
    const existing = outcome.id;
    const origin = originOf(entry.item, side);
    const failure = await context.store.transaction(async (database) => {
      const links = await linksByRecord(database, plan.pair, side, [existing]);
      if (links.size > 0) {
        const refusal = taken(chunk, side, entry, existing);
        await putFailure(database, plan.pair, refusal, context.clock.now());
        return refusal;
      }
      const ends = side === 'left' ? { left: existing, right: origin.id } : { left: origin.id, right: existing };
      await addLink(database, { pair: plan.pair, ...ends, reason: 'existing', at: context.clock.now() });
      await markDirty(database, plan.pair, origin.side, [origin.id]);
      chunk.tally.linked += 1;
      return null;
    });
    if (failure) {
      entry.failed = true;
      entry.again = false;
      await reportFailure(context, plan, failure);
    }
  }
}
