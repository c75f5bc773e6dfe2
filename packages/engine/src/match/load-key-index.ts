import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import { linksByNumber } from '../store/links.ts';
import { keysByNumber, type NumberedRecord, otherBearers } from '../store/record-keys.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
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

interface FilledRecord extends MatchRecord {
  readonly keys: (readonly string[])[];
  linkedTo: string | null;
}

const noKeys: readonly string[] = [];

const nobody: readonly FilledRecord[] = [];

class FilledIndex implements LoadedIndex {
  readonly #records: Readonly<Record<Side, Map<number, FilledRecord>>> = { left: new Map(), right: new Map() };
  /** By key, for each position. */
  readonly #bearers: Readonly<Record<Side, readonly Map<string, FilledRecord[]>[]>>;
  readonly #asked: readonly Set<string>[];
  readonly #shared = new Set<FilledRecord[]>();
  readonly #positions: number;

  constructor(positions: number) {
    const each = <Value>(make: () => Value): Value[] => Array.from({ length: positions }, make);
    this.#positions = positions;
    this.#bearers = { left: each(() => new Map()), right: each(() => new Map()) };
    this.#asked = each(() => new Set());
  }

  /** Is it another one than those that are there? */
  add(side: Side, { id, number }: NumberedRecord): boolean {
    const records = this.#records[side];
    if (records.has(number)) return false;
    const keys = new Array<readonly string[]>(this.#positions).fill(noKeys);
    records.set(number, { side, id, number, keys, linkedTo: null });
    return true;
  }

  /** `asked`: where keys go whose other bearers are to be asked for. `null`: such keys are left out. */
  bear(side: Side, number: number, position: number, keys: readonly string[], asked: string[] | null): void {
    const record = this.#records[side].get(number);
    const [bearers, known] = [this.#bearers[side][position], this.#asked[position]];
    if (record === undefined || bearers === undefined || known === undefined) return;
    record.keys[position] = keys;
    for (const key of keys) {
      if (!known.has(key)) {
        if (asked === null) continue;
        known.add(key);
        asked.push(key);
      }
      const bearing = bearers.get(key);
      if (bearing === undefined) bearers.set(key, [record]);
      else {
        bearing.push(record);
        this.#shared.add(bearing);
      }
    }
  }

  /** In the order of their ids, whoever was found first. */
  sort(): void {
    for (const bearing of this.#shared) bearing.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  numbers(side: Side): readonly number[] {
    return [...this.#records[side].keys()];
  }

  linkNumber(side: Side, number: number, to: string): void {
    const record = this.#records[side].get(number);
    if (record) record.linkedTo = to;
  }

  record(side: Side, number: number): MatchRecord | undefined {
    return this.#records[side].get(number);
  }

  ids(side: Side): readonly string[] {
    return [...this.#records[side].values()].map(({ id }) => id);
  }

  bearers(side: Side, position: number, key: string): readonly MatchRecord[] {
    return this.#bearers[side][position]?.get(key) ?? nobody;
  }

  link(record: MatchRecord, to: string): void {
    this.linkNumber(record.side, record.number, to);
  }
}
