import { RecordSpool } from './record-spool.ts';

/** Items of one kind: how many there were, the first of them, and all of them where that was asked for. */
export class KeptList<Item> implements Iterable<Item> {
  readonly first: Item[] = [];
  readonly #limit: number;
  readonly #spool: RecordSpool<Item> | null;
  #total = 0;

  /** `parse` reads one back from where all are kept. `null`: the first are enough. */
  constructor(limit: number, parse: ((value: unknown) => Item) | null) {
    this.#limit = limit;
    this.#spool = parse && new RecordSpool(parse);
  }

  get total(): number {
    return this.#total;
  }

  add(item: Item): void {
    this.#total += 1;
    if (this.first.length < this.#limit) this.first.push(item);
    this.#spool?.add(item);
  }

  /** All that are kept. */
  [Symbol.iterator](): Iterator<Item> {
    return (this.#spool ?? this.first)[Symbol.iterator]();
  }

  close(): void {
    this.#spool?.close();
  }
}
