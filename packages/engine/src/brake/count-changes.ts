import { setImmediate } from 'node:timers/promises';
import { type CanonicalValue, isBlank } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { loadStandings } from '../filter/load-standings.ts';
import { unlinks } from '../filter/settle-exits.ts';
import { takesPart } from '../filter/standing.ts';
import { type DecidedLink, decidePairs } from '../plan/decide-pairs.ts';
import type { EarlyDecision, EarlyDecisions } from '../plan/early-decisions.ts';
import { verifyRemovals } from '../plan/verify-removals.ts';
import { dirtyMarks, type NextDirty, nextDirty } from '../store/dirty.ts';
import { inChunks } from '../store/in-chunks.ts';
import { type Link, linksById, linksOf } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { ChangeCounts } from './change-counts.ts';

const chunkSize = 2000;

export interface CountedChanges {
  /** But the changes of associations of `doubtful` pairs. */
  readonly counts: ChangeCounts;
  /** These, as the apps show them. */
  readonly shown: ChangeCounts;
  /** Numbers of links with removed associations, or with lists that are older than a merger. */
  readonly doubtful: readonly number[];
  readonly seen: SeenDirty;
}

/** What else dirty records of each side have turned out to be. */
export interface SeenDirty {
  /** No longer shown by their app, whether they are linked or not. */
  readonly gone: Record<Side, number>;
  readonly unlinked: Record<Side, number>;
}

/**
 * What would be written to the twins of linked records that are dirty, counted by what was done to it on the other side: the
 * same decisions as those of the plan, and none of its writes. As many as there is room for are kept in `early`.
 *
 * `associations`: false where no limit of theirs can be reached, so that those of decisions that are not kept are left out.
 */
export async function countChanges(
  context: CycleContext,
  plan: PairPlan,
  early: EarlyDecisions,
  options: { readonly associations: boolean },
): Promise<CountedChanges> {
  const counts = new ChangeCounts();
  const shown = new ChangeCounts();
  const doubtful: number[] = [];
  const seen: SeenDirty = { gone: { left: 0, right: 0 }, unlinked: { left: 0, right: 0 } };
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const { database } = context.store;
  early.forget(plan);
  let after: NextDirty | null = null;
  for (;;) {
    const dirty: readonly NextDirty[] = await nextDirty(database, plan.pair, after, chunkSize);
    const last = dirty.at(-1);
    if (last === undefined) break;
    after = last;
    for (const { side, gone } of dirty) if (gone) seen.gone[side] += 1;
    const { links, marks } = await linksOnce(context, plan, dirty, seen);
    const standings = await loadStandings(context, siblings, links);
    const own = links.filter((link) => standings.get(link.id)?.owner === plan);
    const staying: Link[] = [];
    for (const link of own) {
      const standing = standings.get(link.id);
      if (!standing || takesPart(standing)) staying.push(link);
      else if (unlinks(standing)) {
        const side = standing.faults[0]?.side ?? 'left';
        counts.add('unlink', side, { kind: 'filtered-out' }, link[side]);
      }
    }
    const isKept = !context.decidedOnly && early.room > 0;
    const counted = isKept || options.associations ? plan : { ...plan, associations: [] };
    const { decided, targets } = await decidePairs(context, counted, staying, { creates: [], renews: false });
    const kept: EarlyDecision[] = [];
    for (const item of decided) {
      countMoves(counts, item);
      const isOutdated = sides.some((side) => targets.outdated[side].has(item.pair[side].id));
      const isDoubtful = isOutdated || losesTargets(item);
      if (isDoubtful) doubtful.push(item.pair.link.id);
      countEdits(isDoubtful ? shown : counts, item);
      if (isKept && !isOutdated) kept.push({ ...item, marks: marksOf(item, marks), targetLinks: targets.links });
    }
    early.keep(plan, kept);
    await letOthersIn(context);
    if (dirty.length < chunkSize) break;
  }
  return { counts, shown, doubtful, seen };
}

/** Edits of the associations of these pairs; removals are counted only where both ends are still there, which is read directly. */
export async function countVerified(
  context: CycleContext,
  plan: PairPlan,
  doubtful: readonly number[],
): Promise<ChangeCounts> {
  const counts = new ChangeCounts();
  for (const numbers of inChunks(doubtful, chunkSize)) {
    const links = await linksById(context.store.database, numbers);
    const { decided, targets } = await decidePairs(context, plan, [...links.values()], { creates: [], renews: true });
    const stands = await verifyRemovals(context, plan, decided, targets.links);
    for (const [index, item] of decided.entries()) if (stands[index] !== false) countEdits(counts, item);
    await letOthersIn(context);
  }
  return counts;
}

/** The store never waits for anything outside, so a person who wants to stop has to be let in. */
async function letOthersIn({ signal }: CycleContext): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

const losesTargets = ({ decision }: DecidedLink): boolean => decision.edits.some(({ remove }) => remove.length > 0);

type Marks = Readonly<Record<Side, ReadonlyMap<number, number>>>;

/** How dirty both records are, by their numbers. */
const marksOf = ({ pair: { link } }: DecidedLink, marks: Marks): Readonly<Record<Side, number>> => ({
  left: marks.left.get(link.numbers.left) ?? 0,
  right: marks.right.get(link.numbers.right) ?? 0,
});

/** The links of dirty records, with the marks of their ends; one whose both ends are dirty comes with its left one. */
async function linksOnce(
  { store: { database } }: CycleContext,
  { pair }: PairPlan,
  dirty: readonly NextDirty[],
  seen: SeenDirty,
): Promise<{ readonly links: readonly Link[]; readonly marks: Marks }> {
  const links: Link[] = [];
  const marks = { left: new Map<number, number>(), right: new Map<number, number>() };
  for (const record of dirty) marks[record.side].set(record.number, record.marks);
  for (const side of sides) {
    const ofSide = dirty.filter((record) => record.side === side);
    if (ofSide.length === 0) continue;
    const found = [...(await linksOf(database, pair, side, ofSide)).values()];
    seen.unlinked[side] += ofSide.length - found.length;
    const other = otherSide(side);
    const twins = found.map(({ numbers }) => numbers[other]).filter((number) => !marks[other].has(number));
    for (const [number, count] of await dirtyMarks(database, pair, other, twins)) marks[other].set(number, count);
    links.push(...(side === 'left' ? found : found.filter(({ numbers }) => !marks.left.has(numbers.left))));
  }
  return { links, marks };
}

/** A first match has no base: nobody has changed anything there. */
function countMoves(counts: ChangeCounts, { pair, decision }: DecidedLink): void {
  const { archive } = decision;
  if (archive) counts.add('archive', otherSide(archive.side), { kind: 'undone' }, pair[otherSide(archive.side)].id);
  for (const { mapping, to, before, after, origin } of decision.moves) {
    if (pair.link.base[mapping.key] === undefined || isBlank(mapping[to], before)) continue;
    const side = otherSide(to);
    const subject = { kind: 'field', mapping } as const;
    if (isBlank(mapping[to], after)) counts.add('blank', side, subject, pair[side].id);
    else counts.add('overwrite', side, subject, pair[side].id, textOf(origin));
  }
}

function countEdits(counts: ChangeCounts, { pair, decision }: DecidedLink): void {
  for (const edit of decision.edits) {
    const side: Side = otherSide(edit.side);
    const subject = { kind: 'association', association: edit.plan } as const;
    const isMoved = edit.add.length > 0 && edit.plan.mapping.reading === 'one';
    const kind = isMoved ? 'overwrite' : 'unlink';
    for (const _ of edit.remove) counts.add(kind, side, subject, pair[side].id);
  }
}

const textOf = (value: CanonicalValue): string => (Array.isArray(value) ? value.join(', ') : String(value));
