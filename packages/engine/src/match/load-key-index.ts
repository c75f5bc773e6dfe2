import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import { linksByNumber } from '../store/links.ts';
import { keysByNumber, type NumberedRecord, otherBearers } from '../store/record-keys.ts';
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
 * partner is judged by its own keys, whichever of the two is looked at. The given ones have no link.
 */
export async function loadKeyIndex(
  database: Kysely<Database>,
  plan: PairPlan,
  records: readonly UnlinkedRecord[],
): Promise<LoadedIndex> {
  /** By number. */
  const all: Record<Side, Map<number, NumberedRecord>> = { left: new Map(), right: new Map() };
  for (const { side, observation } of records) all[side].set(observation.number, observation);
  const others: Record<Side, number[]> = { left: [], right: [] };
  const newMaps = <Key, Value>(): Map<Key, Value>[] => plan.keys.map(() => new Map());
  const borne: Record<Side, Map<number, readonly string[]>[]> = { left: newMaps(), right: newMaps() };
  const bearers: Record<Side, Map<string, NumberedRecord[]>[]> = { left: newMaps(), right: newMaps() };
  const wanted: Set<string>[] = plan.keys.map(() => new Set<string>());
  let fresh: Record<Side, readonly number[]> = { left: [...all.left.keys()], right: [...all.right.keys()] };
  const shared = new Set<NumberedRecord[]>();
  const addBearer = (side: Side, position: number, key: string, number: number): void => {
    const record = all[side].get(number);
    const ofKeys = bearers[side][position];
    if (!record || !ofKeys) return;
    const bearing = ofKeys.get(key);
    if (bearing === undefined) ofKeys.set(key, [record]);
    else {
      bearing.push(record);
      shared.add(bearing);
    }
  };
  for (let round = 0; fresh.left.length + fresh.right.length > 0; round += 1) {
    const asked: Set<string>[] = plan.keys.map(() => new Set<string>());
    for (const side of sides) {
      for (const [position, definition] of plan.keys.entries()) {
        const earlier = wanted[position];
        for (const [number, keys] of await keysByNumber(database, definition[side], fresh[side])) {
          borne[side][position]?.set(number, keys);
          for (const key of keys) {
            const isKnown = earlier?.has(key) === true;
            if (!isKnown) asked[position]?.add(key);
            // In the last round nobody asks who else bears a key that is met there for the first time.
            if (isKnown || round < lastRound) addBearer(side, position, key, number);
          }
        }
      }
    }
    if (round === lastRound) break;
    const found: Record<Side, number[]> = { left: [], right: [] };
    for (const [position, definition] of plan.keys.entries()) {
      const keys = [...(asked[position] ?? [])];
      for (const key of keys) wanted[position]?.add(key);
      for (const side of sides) {
        for (const bearer of await otherBearers(database, definition[side], keys, [...all[side].keys()])) {
          if (all[side].has(bearer.number)) continue;
          all[side].set(bearer.number, bearer);
          found[side].push(bearer.number);
        }
      }
    }
    for (const side of sides) others[side].push(...found[side]);
    fresh = found;
  }
  for (const bearing of shared) bearing.sort((a, b) => (a.id < b.id ? -1 : 1));
  const known: Record<Side, Map<string, MatchRecord>> = { left: new Map(), right: new Map() };
  for (const side of sides) {
    const links = await linksByNumber(database, plan.pair, side, others[side]);
    for (const { id, number } of all[side].values()) {
      known[side].set(id, {
        side,
        id,
        keys: borne[side].map((found) => found.get(number) ?? noKeys),
        linkedTo: links.get(number)?.[otherSide(side)] ?? null,
      });
    }
  }
  return {
    record: (side, id) => known[side].get(id),
    ids: (side) => [...known[side].keys()],
    bearers: (side, position, key) => {
      const bearing = bearers[side][position]?.get(key);
      if (bearing === undefined) return nobody;
      const found: MatchRecord[] = [];
      for (const { id } of bearing) {
        const record = known[side].get(id);
        if (record) found.push(record);
      }
      return found;
    },
    link: (record, to) => known[record.side].set(record.id, { ...record, linkedTo: to }),
  };
}

/** Partners, and who shares a key with one of them. */
const lastRound = 2;

const noKeys: readonly string[] = [];

const nobody: readonly MatchRecord[] = [];
