import type { NumberedRecord } from '../store/record-keys.ts';
import type { Side } from '../store/side.ts';
import type { KeyIndex, MatchRecord } from './match-records.ts';

interface FilledRecord extends MatchRecord {
  readonly keys: (readonly string[])[];
  linkedTo: string | null;
}

const noKeys: readonly string[] = [];

const nobody: readonly FilledRecord[] = [];

/** An index of keys that is filled step by step, with records of both sides by their numbers. */
export class FilledIndex implements KeyIndex {
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
