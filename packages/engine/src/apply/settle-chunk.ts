import type { Kysely } from 'kysely';
import { reportFailure } from '../context/report-records.ts';
import { targetObject, targetSide } from '../context/target-side.ts';
import { saveBases } from '../store/change-links.ts';
import { type Review, replaceReviews } from '../store/conflicts.ts';
import type { Database } from '../store/database.ts';
import { endDecisions, replaceDecision } from '../store/decisions.ts';
import { clearDirty, type DirtyRecord, markDirty } from '../store/dirty.ts';
import { addEdges, type EdgeChange, type PendingEdge, removeEdges, replacePendingEdges } from '../store/edges.ts';
import { clearFailures, type Failure, putFailures } from '../store/failures.ts';
import { liftHolds } from '../store/holds.ts';
import { linksByRecord } from '../store/links.ts';
import { otherSide, sides } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import type { ChunkContext } from './chunk-context.ts';
import { originOf, type Progress, recordsOf } from './chunk-item.ts';
import { refusedAssociations, refusedFieldFailures } from './refusals.ts';
import { wakeRenamed } from './wake-renamed.ts';

/** `isLinked`: its target is linked, and it waits for something else. */
type WaitingEdge = PendingEdge & { readonly isLinked?: true };

/** What both sides hold already becomes the base, without a write. */
export async function settleChunk(chunk: ChunkContext, progress: readonly Progress[]): Promise<void> {
  const bases: { link: number; base: Base }[] = [];
  const settled: EdgeChange[] = [];
  const ended: EdgeChange[] = [];
  for (const entry of progress) {
    const { item } = entry;
    if (item.kind !== 'pair' || item.postponed) continue;
    const { settlements, edges } = item.decision;
    if (settlements.length > 0) {
      entry.base = withHalves(
        entry.base,
        settlements.map(({ mapping, left, right }) => [mapping.key, left, right]),
      );
      bases.push({ link: item.link.id, base: entry.base });
    }
    const edge = ({ association, target, keys, heldBy }: (typeof edges.settled)[number]): EdgeChange => ({
      association,
      source: item.link.id,
      target,
      ...(keys && { keys }),
      ...(heldBy && { heldBy }),
    });
    settled.push(...edges.settled.map(edge));
    ended.push(...edges.ended.map(edge));
  }
  const decided = progress.flatMap(({ item }) =>
    item.kind === 'pair' && !item.postponed ? (item.decision.ended ?? []) : [],
  );
  const lost = progress.flatMap(({ item }) =>
    item.kind === 'pair' && !item.postponed ? (item.decision.lost ?? []) : [],
  );
  if (bases.length + settled.length + ended.length + decided.length + lost.length === 0) return;
  await chunk.context.store.transaction(async (database) => {
    await endDecisions(database, decided);
    for (const { decision, rest } of lost) await replaceDecision(database, decision.id, rest);
    await saveBases(database, bases);
    await addEdges(database, settled);
    await removeEdges(database, ended);
  });
  chunk.context.lostUndo.push(...lost);
}

export function withHalves(base: Base, halves: readonly (readonly [string, Base[string][0], Base[string][1]])[]): Base {
  const next: Record<string, Base[string]> = { ...base };
  for (const [key, left, right] of halves) next[key] = [left, right];
  return next;
}

/** Records with nothing left to do are no longer dirty; what waits, and what was refused, is written down. */
export async function closeChunk(chunk: ChunkContext, progress: readonly Progress[]): Promise<void> {
  const { context, plan } = chunk;
  const failures: Failure[] = [];
  const sound: DirtyRecord[] = [];
  const unsound: DirtyRecord[] = [];
  /** The ends of unsound ones that what was refused says nothing of. */
  const soundEnds: DirtyRecord[] = [];
  const pending: WaitingEdge[] = [];
  const sources: number[] = [];
  for (const entry of progress) {
    const { item } = entry;
    if (item.decision.unfinished && entry.failedOn.size + entry.refused.length === 0) entry.again = true;
    if (!entry.again && isSound(entry)) for (const record of recordsOf(item)) sound.push(record);
    else if (!entry.again) {
      const records = recordsOf(item);
      unsound.push(...records);
      const failed = entry.failedOn.list().map(otherSide);
      const waiting = [
        ...refusedAssociations(chunk, entry),
        ...obstacleFailures(chunk, entry),
        ...refusedFieldFailures(entry),
      ];
      const obstacles = waiting.filter(({ origin }) => !failed.includes(origin.side));
      failures.push(...obstacles);
      // What was refused on one side says nothing of the other: a failure there that has not come again is over.
      const failing = [...failed, ...obstacles.map(({ origin }) => origin.side)];
      soundEnds.push(...records.filter(({ side }) => !failing.includes(side)));
    }
    if (entry.link) {
      sources.push(entry.link.id);
      if (item.decision.pending.length + entry.refused.length > 0) pending.push(...pendingEdges(entry, entry.link.id));
    }
  }
  const done = unsound.length === 0 ? sound : [...sound, ...unsound];
  const at = context.clock.now();
  const close = async (database: Kysely<Database>): Promise<void> => {
    await clearDirty(database, plan.pair, done);
    await liftHolds(database, plan.pair, done);
    await clearFailures(database, plan.pair, soundEnds.length === 0 ? sound : [...sound, ...soundEnds]);
    await putFailures(database, plan.pair, failures, at);
    await replacePendingEdges(database, sources, pending);
    await keepReviews(chunk, database, progress);
    await wakeEarlyWaiters(chunk, database, progress, pending);
    await wakeRenamed(chunk, database, progress);
  };
  // Whatever stays dirty is looked at again, and found to be done.
  await context.store.transaction(close, { repeatable: true });
  for (const failure of failures) await reportFailure(context, plan, failure);
}

/** Most records: nothing of them was refused, and nothing could not be held. */
const isSound = ({ item, failedOn, refused, refusedFields }: Progress): boolean =>
  failedOn.size + refused.length + refusedFields.length + item.decision.obstacles.length === 0;

/** Values that somebody is to decide about, and those that no longer are to be. */
async function keepReviews(
  { context, plan }: ChunkContext,
  database: Parameters<typeof replaceReviews>[0],
  progress: readonly Progress[],
): Promise<void> {
  const looked = progress.filter(({ item }) => item.kind === 'pair' && !item.postponed);
  const reviews = looked.flatMap(({ item, link }): readonly Review[] => {
    if (item.kind !== 'pair' || !link) return [];
    const times = { left: item.left.modifiedAt, right: item.right.modifiedAt };
    const values = item.decision.reviews.map(({ mapping, left, right, reason }) => {
      const base = item.link.base[mapping.key] ?? null;
      return { link: link.id, mapping: mapping.key, left, right, base, times, reason };
    });
    const targets = (item.decision.associationReviews ?? []).map(({ plan: { mapping }, left, right }) => {
      return { link: link.id, mapping: mapping.key, left, right, base: null, times, reason: 'review' as const };
    });
    return [...values, ...targets];
  });
  if (reviews.length > 0) context.undecided.add(plan.pair);
  if (!context.undecided.has(plan.pair)) return;
  const links = looked.flatMap(({ link }) => link?.id ?? []);
  await replaceReviews(database, { run: context.run, pair: plan.pair, links, reviews, at: context.clock.now() });
}

/** A target that got its link while this chunk was on its way: its source has to be looked at again. */
async function wakeEarlyWaiters(
  chunk: ChunkContext,
  database: Parameters<typeof linksByRecord>[0],
  progress: readonly Progress[],
  pending: readonly WaitingEdge[],
): Promise<void> {
  const { plan } = chunk;
  const woken: string[] = [];
  for (const association of plan.associations) {
    for (const side of sides) {
      const waiting = pending.filter(
        (edge) => edge.association === association.association && edge.side === side && !edge.isLinked,
      );
      const linked = await linksByRecord(
        database,
        association.target.pair,
        targetSide(association, side),
        waiting.map((edge) => edge.targetRecord),
      );
      const sources = new Set(waiting.filter((edge) => linked.has(edge.targetRecord)).map((edge) => edge.source));
      for (const entry of progress) {
        if (entry.link && sources.has(entry.link.id) && entry.refused.length === 0) woken.push(entry.link.left);
      }
    }
  }
  await markDirty(database, plan.pair, 'left', woken);
}

function pendingEdges(entry: Progress, source: number): readonly WaitingEdge[] {
  const waiting = entry.item.decision.pending.map(({ plan, side, record, reason, key, isLinked }) => ({
    association: plan.association,
    source,
    side,
    targetObject: targetObject(plan, side),
    targetRecord: record,
    key: key ?? null,
    reason,
    ...(isLinked && { isLinked }),
  }));
  const refused = entry.refused.map(({ edit, target, error }) => ({
    association: edit.plan.association,
    source,
    side: edit.side,
    targetObject: targetObject(edit.plan, edit.side),
    targetRecord: target,
    key: null,
    reason: error.message,
  }));
  return [...waiting, ...refused];
}

/** A value that the other side cannot hold is left out of the write and listed. */
function obstacleFailures({ plan }: ChunkContext, { item }: Progress): readonly Failure[] {
  const [first, ...rest] = item.decision.obstacles;
  if (!first) return [];
  const field = first.mapping[first.to];
  const where = `${plan.sync[first.to].displayName} "${field.name}"`;
  const more = rest.length > 0 ? ` (and ${rest.length} more)` : '';
  const isOption = field.type === 'option' || field.type === 'options' || first.mapping.toRight !== null;
  const told =
    first.code === 'value-flips'
      ? {
          category: 'other',
          message: `${where} is left as it is: ${first.reason}${more}`,
          remedy: 'Find what sets the value in one of the two apps, or let the mapping go one way.',
        }
      : {
          category: 'invalid-value',
          message: `${where} cannot hold it: ${first.reason}${more}`,
          remedy: isOption
            ? `Add the option to "${field.name}", or pair it under \`options\` of this mapping.`
            : 'Correct the value, or map the field to one that can hold it.',
        };
  return [{ origin: originOf(item, first.to), code: first.code, field: field.id, ...told }];
}
