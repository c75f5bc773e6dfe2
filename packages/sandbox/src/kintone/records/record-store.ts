import { decimalKey } from '../fields/decimal-text.ts';
import type { FieldDefinition } from '../fields/field-definition.ts';
import type { KintoneTransaction } from '../kintone-transaction.ts';
import type { Cells, RecordState } from './record-state.ts';

/** The records of an app, with an index of each unique field. */
export class RecordStore {
  readonly #records = new Map<number, RecordState>();
  /** By the key of the field; from the value to the id of its record. */
  #uniques = new Map<number, { readonly field: FieldDefinition; readonly holders: Map<string, number> }>();
  /** Ascending; undefined once records were taken out of it. */
  #ids: number[] | undefined = [];
  #lastId = 0;

  get size(): number {
    return this.#records.size;
  }

  get(id: number): RecordState | undefined {
    return this.#records.get(id);
  }

  /** Ascending. */
  ids(): readonly number[] {
    this.#ids ??= [...this.#records.keys()].sort((left, right) => left - right);
    return this.#ids;
  }

  values(): Iterable<RecordState> {
    return this.#records.values();
  }

  /** Ids are never given twice, not even after a write that failed. */
  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  put(record: RecordState, transaction: KintoneTransaction): void {
    const before = this.#records.get(record.id);
    this.#replace(before, record);
    transaction.onRollback(() => this.#replace(record, before));
  }

  delete(record: RecordState, transaction: KintoneTransaction): void {
    this.#replace(record, undefined);
    transaction.onRollback(() => this.#replace(undefined, record));
  }

  /** The record with this value in a unique field. */
  holderOf(field: FieldDefinition, value: string): number | undefined {
    const key = uniqueKey(field, value);
    return key === undefined ? undefined : this.#uniques.get(field.key)?.holders.get(key);
  }

  /** Rewrites all records and indexes them for these fields: what a deployment does. */
  rebuild(records: readonly RecordState[], uniqueFields: readonly FieldDefinition[]): void {
    this.#uniques = new Map(uniqueFields.map((field) => [field.key, { field, holders: new Map() }]));
    for (const record of records) {
      this.#records.set(record.id, record);
      this.#index(record);
    }
  }

  /** Records of another app with their ids. */
  load(records: readonly RecordState[], uniqueFields: readonly FieldDefinition[]): void {
    this.rebuild(records, uniqueFields);
    this.#ids = undefined;
    this.#lastId = Math.max(this.#lastId, ...records.map(({ id }) => id));
  }

  #replace(before: RecordState | undefined, after: RecordState | undefined): void {
    if (before !== undefined) this.#unindex(before);
    if (after === undefined) {
      if (before === undefined) return;
      this.#records.delete(before.id);
      this.#ids = undefined;
      return;
    }
    if (!this.#records.has(after.id)) {
      if (this.#ids !== undefined && after.id > (this.#ids.at(-1) ?? 0)) this.#ids.push(after.id);
      else this.#ids = undefined;
    }
    this.#records.set(after.id, after);
    this.#index(after);
  }

  #index(record: RecordState): void {
    for (const { field, holders } of this.#uniques.values()) {
      const key = keyOf(field, record.cells);
      // Who holds a value keeps it: a second one is about to be refused and taken back.
      if (key !== undefined && !holders.has(key)) holders.set(key, record.id);
    }
  }

  #unindex(record: RecordState): void {
    for (const { field, holders } of this.#uniques.values()) {
      const key = keyOf(field, record.cells);
      if (key !== undefined && holders.get(key) === record.id) holders.delete(key);
    }
  }
}

function keyOf(field: FieldDefinition, cells: Cells): string | undefined {
  const value = cells.get(field.key);
  return typeof value === 'string' ? uniqueKey(field, value) : undefined;
}

/** Empty values are no duplicates of each other. */
export function uniqueKey(field: FieldDefinition, value: string): string | undefined {
  if (value === '') return undefined;
  return field.type === 'NUMBER' ? decimalKey(value) : value;
}
