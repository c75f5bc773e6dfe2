import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const bufferSize = 64 * 1024;
const itemsPerMark = 256;

/**
 * A list that is too long for memory: a line of JSON for each item, in a file that has no name and is gone with the
 * process, however that ends.
 */
export class RecordSpool<Item> {
  readonly #parse: (value: unknown) => Item;
  #file: number | null = null;
  #pending: string[] = [];
  #pendingSize = 0;
  /** Where every so many items begin, in bytes. */
  readonly #marks: number[] = [];
  #count = 0;
  #size = 0;

  /** `parse` reads back what was added. */
  constructor(parse: (value: unknown) => Item) {
    this.#parse = parse;
  }

  add(item: Item): void {
    const line = `${JSON.stringify(item)}\n`;
    if (this.#count % itemsPerMark === 0) this.#marks.push(this.#size);
    this.#count += 1;
    this.#size += Buffer.byteLength(line);
    this.#pending.push(line);
    this.#pendingSize += line.length;
    if (this.#pendingSize >= bufferSize) this.#flush();
  }

  get count(): number {
    return this.#count;
  }

  /** A part of the list, without reading what stands before it. */
  page(offset: number, limit: number): readonly Item[] {
    const mark = Math.floor(offset / itemsPerMark);
    const found: Item[] = [];
    let place = mark * itemsPerMark;
    if (limit <= 0 || offset >= this.#count) return found;
    for (const item of this.#from(this.#marks[mark] ?? 0)) {
      if (place >= offset) found.push(item);
      if (found.length === limit) break;
      place += 1;
    }
    return found;
  }

  /** From the first on, as often as wanted. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#from(0);
  }

  *#from(start: number): Generator<Item> {
    this.#flush();
    if (this.#file === null) return;
    const buffer = Buffer.alloc(bufferSize);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let position = start; ; ) {
      const size = readSync(this.#file, buffer, 0, bufferSize, position);
      if (size === 0) return;
      position += size;
      const lines = (rest + decoder.write(buffer.subarray(0, size))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield this.#parse(JSON.parse(line));
    }
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #flush(): void {
    if (this.#pendingSize === 0) return;
    this.#file ??= openNameless();
    const bytes = Buffer.from(this.#pending.join(''));
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#pending = [];
    this.#pendingSize = 0;
  }
}

/** It holds values of records, so nobody else may read it. */
function openNameless(): number {
  const path = join(tmpdir(), `linkwright-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}
