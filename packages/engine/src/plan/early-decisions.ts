import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { type DirtyRecord, dirtyMarks } from '../store/dirty.ts';
import { type Side, sideNumber, sides } from '../store/side.ts';
import type { DecidedLink } from './decide-pairs.ts';
import type { TargetLinks } from './pair-decision.ts';

/** What was decided about a linked pair when it was looked at for the first time. */
export interface EarlyDecision extends DecidedLink {
  /** How dirty both records were then. With other marks something has been seen since, and the decision is outdated. */
  readonly marks: Readonly<Record<Side, number>>;
  /** Of all pairs that were looked at together. */
  readonly targetLinks: TargetLinks;
}

/** Flat memory: what changes beyond that is decided once to count it and once to write it. */
const mostKept = 5000;

/**
 * Brakes count what would be written before anything is. So that a pair is not read and decided twice for that, its decision
 * is kept until it is its turn to be written.
 */
export class EarlyDecisions {
  readonly #ofPlans = new Map<
    PairPlan,
    { readonly all: EarlyDecision[]; readonly byRecord: Map<number, EarlyDecision> }
  >();
  #room = mostKept;

  /** So many more are kept. */
  get room(): number {
    return this.#room;
  }

  keep(plan: PairPlan, decisions: readonly EarlyDecision[]): void {
    const ofPlan = this.#ofPlans.get(plan) ?? { all: [], byRecord: new Map<number, EarlyDecision>() };
    this.#ofPlans.set(plan, ofPlan);
    for (const decision of decisions.slice(0, this.#room)) {
      const { left, right } = decision.pair;
      ofPlan.all.push(decision);
      ofPlan.byRecord.set(slot('left', left.number), decision).set(slot('right', right.number), decision);
    }
    this.#room -= Math.min(this.#room, decisions.length);
  }

  /** That of one of its two records. */
  of(plan: PairPlan, { side, number }: Pick<DirtyRecord, 'side' | 'number'>): EarlyDecision | undefined {
    return this.#ofPlans.get(plan)?.byRecord.get(slot(side, number));
  }

  list(plan: PairPlan): readonly EarlyDecision[] {
    return this.#ofPlans.get(plan)?.all ?? [];
  }

  forget(plan: PairPlan): void {
    this.#room += this.list(plan).length;
    this.#ofPlans.delete(plan);
  }
}

/**
 * Of these dirty records: decisions about them that still hold since nothing has been seen of either record since, and the
 * records without one.
 */
export async function splitDecided(
  database: Kysely<Database>,
  plan: PairPlan,
  early: EarlyDecisions,
  dirty: readonly DirtyRecord[],
): Promise<{ readonly decided: ReadonlyMap<number, EarlyDecision>; readonly undecided: readonly DirtyRecord[] }> {
  const found = new Set<EarlyDecision>();
  const undecided: DirtyRecord[] = [];
  const marks = { left: new Map<number, number>(), right: new Map<number, number>() };
  for (const record of dirty) {
    const decision = early.of(plan, record);
    if (decision) {
      found.add(decision);
      marks[record.side].set(record.number, record.marks);
    } else undecided.push(record);
  }
  if (found.size === 0) return { decided: new Map(), undecided: dirty };
  for (const side of sides) {
    const numbers = [...found].map(({ pair }) => pair[side].number);
    const unknown = numbers.filter((number) => !marks[side].has(number));
    for (const [number, count] of await dirtyMarks(database, plan.pair, side, unknown)) marks[side].set(number, count);
  }
  const holds = ({ pair, marks: known }: EarlyDecision): boolean =>
    sides.every((side) => (marks[side].get(pair[side].number) ?? 0) === known[side]);
  const decided = new Map<number, EarlyDecision>();
  for (const decision of found) if (holds(decision)) decided.set(decision.pair.link.id, decision);
  if (decided.size === found.size) return { decided, undecided };
  const isUndecided = (record: DirtyRecord): boolean => {
    const decision = early.of(plan, record);
    return decision === undefined || !decided.has(decision.pair.link.id);
  };
  return { decided, undecided: dirty.filter(isUndecided) };
}

const slot = (side: Side, number: number): number => 2 * number + sideNumber(side);
