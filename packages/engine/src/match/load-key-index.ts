import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import { linksByNumber } from '../store/links.ts';
import { keysByNumber, otherBearers } from '../store/record-keys.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { FilledIndex } from './filled-index.ts';
import type { KeyIndex, MatchRecord } from './match-records.ts';

export interface LoadedIndex extends KeyIndex {
  /** By its number. */
  record(side: Side, number: number): MatchRecord | undefined;
  ids(side: Side): readonly string[];
  /** From here on the record counts as linked. */
  link(record: MatchRecord, to: string): void;
}

/**
 * All records of both sides that bear a key of one of these records, and those that bear another key of these in turn: a
 * partner is judged by its own keys, whichever of the two is looked at. The given ones have no link.
 */
export async function loadKeyIndex(
  database: Kysely<Database>,
  plan: PairPlan,
  records: readonly UnlinkedRecord[],
): Promise<LoadedIndex> {
  const filled = new FilledIndex(plan.keys.length);
  for (const { side, observation } of records) filled.add(side, observation);
  const others: Record<Side, number[]> = { left: [], right: [] };
  let fresh: Record<Side, readonly number[]> = { left: filled.numbers('left'), right: filled.numbers('right') };
  for (let round = 0; fresh.left.length + fresh.right.length > 0; round += 1) {
    // In the last round nobody asks who else bears a key that is met there for the first time.
    const mayAsk = round < lastRound;
    const asked = plan.keys.map((): string[] => []);
    for (const side of sides) {
      for (const [position, definition] of plan.keys.entries()) {
        const borne = await keysByNumber(database, definition[side], fresh[side]);
        borne.forEach((keys, number) => {
          filled.bear(side, number, position, keys, mayAsk ? (asked[position] ?? null) : null);
        });
      }
    }
    if (!mayAsk) break;
    const found: Record<Side, number[]> = { left: [], right: [] };
    for (const [position, definition] of plan.keys.entries()) {
      const keys = asked[position] ?? [];
      for (const side of sides) {
        for (const bearer of await otherBearers(database, definition[side], keys, filled.numbers(side))) {
          if (filled.add(side, bearer)) found[side].push(bearer.number);
        }
      }
    }
    for (const side of sides) others[side].push(...found[side]);
    fresh = found;
  }
  for (const side of sides) {
    const links = await linksByNumber(database, plan.pair, side, others[side]);
    for (const [number, link] of links) filled.linkNumber(side, number, link[otherSide(side)]);
  }
  filled.sort();
  return filled;
}

/** Partners, and who shares a key with one of them. */
const lastRound = 2;
