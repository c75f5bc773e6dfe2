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
  readonly #byRecord = new Map<PairPlan, Map<number, EarlyDecision>>();
  #room = mostKept;

  /** So many more are kept. */
  get room(): number {
    return this.#room;
  }

  keep(plan: PairPlan, decisions: readonly EarlyDecision[]): void {
    const ofPlan = this.#byRecord.get(plan) ?? new Map<number, EarlyDecision>();
    this.#byRecord.set(plan, ofPlan);
    for (const decision of decisions.slice(0, this.#room)) {
      const { left, right } = decision.pair;
      ofPlan.set(slot('left', left.number), decision).set(slot('right', right.number), decision);
    }
    this.#room -= Math.min(this.#room, decisions.length);
  }

  /** That of one of its two records. */
  of(plan: PairPlan, { side, number }: Pick<DirtyRecord, 'side' | 'number'>): EarlyDecision | undefined {
    return this.#byRecord.get(plan)?.get(slot(side, number));
  }

  list(plan: PairPlan): readonly EarlyDecision[] {
    return [...new Set(this.#byRecord.get(plan)?.values())];
  }

  forget(plan: PairPlan): void {
    this.#room += this.list(plan).length;
    this.#byRecord.delete(plan);
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
  const marks = { left: new Map<number, number>(), right: new Map<number, number>() };
  for (const record of dirty) {
    const decision = early.of(plan, record);
    if (!decision) continue;
    found.add(decision);
    marks[record.side].set(record.number, record.marks);
  }
  if (found.size === 0) return { decided: new Map(), undecided: dirty };
  for (const side of sides) {
    const numbers = [...found].map(({ pair }) => pair[side].number);
    const unknown = numbers.filter((number) => !marks[side].has(number));
    for (const [number, count] of await dirtyMarks(database, plan.pair, side, unknown)) marks[side].set(number, count);
  }
  const holds = ({ pair, marks: known }: EarlyDecision): boolean =>
    sides.every((side) => (marks[side].get(pair[side].number) ?? 0) === known[side]);
  const decided = new Map([...found].filter(holds).map((decision) => [decision.pair.link.id, decision]));
  const undecided = dirty.filter((record) => !decided.has(early.of(plan, record)?.pair.link.id ?? 0));
  return { decided, undecided };
}

const slot = (side: Side, number: number): number => 2 * number + sideNumber(side);
