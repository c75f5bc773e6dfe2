import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import { linksOf } from '../store/links.ts';
import { bearersOf, keysOfNumbered, type NumberedRecord } from '../store/record-keys.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { KeyIndex, MatchRecord } from './match-records.ts';

export interface LoadedIndex extends KeyIndex {
  record(side: Side, id: string): MatchRecord | undefined;
  ids(side: Side): readonly string[];
  /** From here on the record counts as linked. */
  link(record: MatchRecord, to: string): void;
}

/**
 * All records of both sides that bear a key of one of these records, and those that bear another key of these in turn: a
 * partner is judged by its own keys, whichever of the two is looked at.
 */
export async function loadKeyIndex(
  database: Kysely<Database>,
  plan: PairPlan,
  records: readonly UnlinkedRecord[],
): Promise<LoadedIndex> {
  /** Numbers by id. */
  const all: Record<Side, Map<string, number>> = { left: new Map(), right: new Map() };
  const ofNumber: Record<Side, Map<number, NumberedRecord>> = { left: new Map(), right: new Map() };
  for (const { side, observation } of records) {
    const { id, number } = observation;
    all[side].set(id, number);
    ofNumber[side].set(number, { id, number });
  }
  const newMaps = <Value>(): Map<string, Value>[] => plan.keys.map(() => new Map());
  const borne: Record<Side, Map<string, readonly string[]>[]> = { left: newMaps(), right: newMaps() };
  const bearers: Record<Side, Map<string, NumberedRecord[]>[]> = { left: newMaps(), right: newMaps() };
  const wanted: Set<string>[] = plan.keys.map(() => new Set<string>());
  let fresh: Record<Side, readonly NumberedRecord[]> = { left: named(all.left), right: named(all.right) };
  for (let round = 0; fresh.left.length + fresh.right.length > 0; round += 1) {
    const asked: Set<string>[] = plan.keys.map(() => new Set<string>());
    for (const side of sides) {
      for (const [position, definition] of plan.keys.entries()) {
        for (const [id, keys] of await keysOfNumbered(database, definition[side], fresh[side])) {
          borne[side][position]?.set(id, keys);
          for (const key of keys) if (!wanted[position]?.has(key)) asked[position]?.add(key);
        }
      }
    }
    if (round === 2) break;
    const found: Record<Side, NumberedRecord[]> = { left: [], right: [] };
    for (const [position, definition] of plan.keys.entries()) {
      const keys = [...(asked[position] ?? [])];
      for (const key of keys) wanted[position]?.add(key);
      for (const side of sides) {
        for (const [key, bearing] of await bearersOf(database, definition[side], keys, ofNumber[side])) {
          bearers[side][position]?.set(key, bearing);
          for (const bearer of bearing) {
            if (all[side].has(bearer.id)) continue;
            all[side].set(bearer.id, bearer.number);
            ofNumber[side].set(bearer.number, bearer);
            found[side].push(bearer);
          }
        }
      }
    }
    fresh = found;
  }
  const known: Record<Side, Map<string, MatchRecord>> = { left: new Map(), right: new Map() };
  for (const side of sides) {
    const ofSide = named(all[side]).map((record) => ({ side, ...record }));
    const links = await linksOf(database, plan.pair, side, ofSide);
    for (const { id } of ofSide) {
      known[side].set(id, {
        side,
        id,
        keys: borne[side].map((found) => found.get(id) ?? []),
        linkedTo: links.get(id)?.[otherSide(side)] ?? null,
      });
    }
  }
  return {
    record: (side, id) => known[side].get(id),
    ids: (side) => [...known[side].keys()],
    bearers: (side, position, key) => {
      const found: MatchRecord[] = [];
      for (const { id } of bearers[side][position]?.get(key) ?? []) {
        const record = known[side].get(id);
        if (record) found.push(record);
      }
      return found;
    },
    link: (record, to) => known[record.side].set(record.id, { ...record, linkedTo: to }),
  };
}

const named = (numbers: ReadonlyMap<string, number>): readonly NumberedRecord[] =>
  [...numbers].map(([id, number]) => ({ id, number }));
