import type { CanonicalValue, Fields } from '../contract/canonical-value.ts';
import type { FieldSchema, ObjectSchema } from '../contract/object-schema.ts';
import type { LookupKey } from '../contract/source-record.ts';

export interface StoredRecord {
  readonly id: string;
  readonly table: Table;
  /** Empty fields are absent. */
  readonly values: Map<string, Exclude<CanonicalValue, null>>;
  /** Further values by which the record is found, by field. */
  readonly alternates: Map<string, readonly string[]>;
  readonly createdAt: number;
  modifiedAt: number;
  revision: number;
  /** Of its latest entry in the log. */
  sequence: number;
  mergedFrom: readonly string[];
}

interface LogEntry {
  readonly sequence: number;
  readonly id: string;
}

interface RecentChange {
  readonly at: number;
  readonly record: StoredRecord;
  readonly field: string;
  /** What a look-up that lags behind still sees. */
  readonly before: string | null;
}

export interface TableChanges {
  readonly records: readonly StoredRecord[];
  readonly deleted: readonly string[];
  readonly through: number;
}

/** The records of one object, what changed when, and the indexes that uniqueness and look-ups need. */
export class Table {
  readonly schema: ObjectSchema;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Fields of which a record may have further values. */
  readonly alternating: readonly string[];
  readonly records = new Map<string, StoredRecord>();
  /** Where the record of an id went: the record it was merged into. */
  readonly movedTo = new Map<string, string>();
  readonly #now: () => number;
  readonly #lookupDelayMs: number;
  readonly #unique = new Map<string, Map<string, StoredRecord>>();
  /** Built when a field is first looked up. */
  readonly #lookups = new Map<string, Map<string, Set<StoredRecord>>>();
  #recent: RecentChange[] = [];
  /** Ascending; an entry counts only while it is the latest of its record. */
  #log: LogEntry[] = [];
  readonly #deleted = new Map<string, number>();

  constructor(schema: ObjectSchema, alternating: readonly string[], lookupDelayMs: number, now: () => number) {
    this.schema = schema;
    this.alternating = alternating;
    this.fields = new Map(schema.fields.map((field) => [field.id, field]));
    this.#lookupDelayMs = lookupDelayMs;
    this.#now = now;
    for (const field of schema.fields) if (field.unique) this.#unique.set(field.id, new Map());
  }

  insert(record: StoredRecord): void {
    this.records.set(record.id, record);
    this.#deleted.delete(record.id);
    for (const field of this.fields.keys()) this.#reindex(record, field, null, record.values.get(field) ?? null);
  }

  remove(record: StoredRecord): void {
    for (const field of this.fields.keys()) this.#reindex(record, field, record.values.get(field) ?? null, null);
    for (const field of this.alternating) this.setAlternates(record, field, []);
    this.records.delete(record.id);
  }

  /** False: the record held these values already. */
  setValues(record: StoredRecord, fields: Fields): boolean {
    let changed = false;
    for (const [field, value] of Object.entries(fields)) {
      const before = record.values.get(field) ?? null;
      if (sameValue(before, value)) continue;
      if (value === null) record.values.delete(field);
      else record.values.set(field, value);
      this.#reindex(record, field, before, value);
      if (record.alternates.has(field)) this.setAlternates(record, field, record.alternates.get(field) ?? []);
      changed = true;
    }
    return changed;
  }

  /** Values that the record is found by beside its own; they are taken, where the field is unique. */
  setAlternates(record: StoredRecord, field: string, values: readonly string[]): void {
    const own = indexKey(record.values.get(field) ?? null);
    const others = [...new Set(values)].filter((value) => indexKey(value) !== own);
    for (const value of record.alternates.get(field) ?? []) {
      if (indexKey(value) !== own) this.#reindex(record, field, value, null);
    }
    for (const value of others) this.#reindex(record, field, null, value);
    record.alternates.set(field, others);
  }

  /** The other record that has one of these values in a unique field. */
  holderOf(
    fields: Fields,
    except: StoredRecord | null,
  ): { readonly field: string; readonly record: StoredRecord } | null {
    for (const [field, index] of this.#unique) {
      const key = indexKey(fields[field] ?? null);
      const record = key === null ? undefined : index.get(key);
      if (record !== undefined && record !== except) return { field, record };
    }
    return null;
  }

  /** Records whose first named field has this value, as far as a look-up sees it, and whose other fields agree. */
  find(key: LookupKey): readonly StoredRecord[] {
    const [first, ...others] = Object.entries(key).map(([field, value]) => ({ field, key: indexKey(value) }));
    if (first === undefined || first.key === null) return [];
    const overridden = this.#laggingValues(first.field);
    const found = [...(this.#lookup(first.field).get(first.key) ?? [])].filter((record) => !overridden.has(record));
    for (const [record, before] of overridden) {
      if (before === first.key && this.records.get(record.id) === record) found.push(record);
    }
    return found.filter((record) =>
      others.every((other) => valuesOf(record, other.field).some((value) => indexKey(value) === other.key)),
    );
  }

  /** The record that has this value at this moment, however look-ups lag. */
  findCurrent(field: string, value: CanonicalValue): StoredRecord | null {
    const key = indexKey(value);
    const [record] = key === null ? [] : (this.#lookup(field).get(key) ?? []);
    return record ?? null;
  }

  logChange(record: StoredRecord, sequence: number): void {
    record.sequence = sequence;
    this.#append({ sequence, id: record.id });
  }

  logDeletion(id: string, sequence: number): void {
    this.#deleted.set(id, sequence);
    this.#append({ sequence, id });
  }

  /**
   * What changed after `since`, up to `until`, at most so many records. `through`: everything up to it is covered. What has
   * changed again since `until` is shown at its former place: a read shows whatever was there when it began.
   */
  changes(since: number, until: number, limit: number, withDeleted: boolean): TableChanges {
    const records: StoredRecord[] = [];
    const deleted: string[] = [];
    let through = until;
    for (let index = this.#firstAfter(since); index < this.#log.length; index += 1) {
      const entry = this.#log[index];
      if (entry === undefined || entry.sequence > until) break;
      const record = this.records.get(entry.id);
      const isCurrent = record !== undefined && (record.sequence === entry.sequence || record.sequence > until);
      if (isCurrent && records.includes(record)) continue;
      if (!isCurrent && !(withDeleted && this.#deleted.get(entry.id) === entry.sequence)) continue;
      if (records.length + deleted.length >= limit) {
        through = entry.sequence - 1;
        break;
      }
      if (isCurrent) records.push(record);
      else deleted.push(entry.id);
    }
    return { records, deleted, through };
  }

  #append(entry: LogEntry): void {
    this.#log.push(entry);
    // Superseded entries are dropped now and then, so that the log stays in proportion to what is there.
    if (this.#log.length <= 1000 + 2 * (this.records.size + this.#deleted.size)) return;
    this.#log = this.#log.filter(
      ({ id, sequence }) => this.records.get(id)?.sequence === sequence || this.#deleted.get(id) === sequence,
    );
  }

  #firstAfter(since: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#log[middle]?.sequence ?? 0) > since) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #reindex(record: StoredRecord, field: string, before: CanonicalValue, after: CanonicalValue): void {
    const oldKey = indexKey(before);
    const newKey = indexKey(after);
    if (oldKey === newKey) return;
    const unique = this.#unique.get(field);
    if (unique !== undefined) {
      if (oldKey !== null) unique.delete(oldKey);
      if (newKey !== null) unique.set(newKey, record);
    }
    const lookup = this.#lookups.get(field);
    if (lookup !== undefined) {
      if (oldKey !== null) lookup.get(oldKey)?.delete(record);
      if (newKey !== null) addTo(lookup, newKey, record);
    }
    if (this.#lookupDelayMs > 0 && this.fields.get(field)?.lookup === 'delayed') {
      this.#recent.push({ at: this.#now(), record, field, before: oldKey });
    }
  }

  #lookup(field: string): ReadonlyMap<string, ReadonlySet<StoredRecord>> {
    let index = this.#lookups.get(field);
    if (index === undefined) {
      index = new Map();
      for (const record of this.records.values()) {
        for (const value of valuesOf(record, field)) {
          const key = indexKey(value);
          if (key !== null) addTo(index, key, record);
        }
      }
      this.#lookups.set(field, index);
    }
    return index;
  }

  /** By record, the key it had before the changes that a look-up does not see yet. */
  #laggingValues(field: string): Map<StoredRecord, string | null> {
    const visible = this.#now() - this.#lookupDelayMs;
    this.#recent = this.#recent.filter(({ at }) => at > visible);
    const values = new Map<StoredRecord, string | null>();
    for (const change of this.#recent) {
      if (change.field === field && !values.has(change.record)) values.set(change.record, change.before);
    }
    return values;
  }
}

const valuesOf = (record: StoredRecord, field: string): readonly CanonicalValue[] => [
  record.values.get(field) ?? null,
  ...(record.alternates.get(field) ?? []),
];

/** Look-ups and uniqueness ignore case and surrounding blanks. `null`: empty. */
function indexKey(value: CanonicalValue): string | null {
  if (value === null) return null;
  return (typeof value === 'object' ? value.join('\n') : String(value)).trim().toLowerCase();
}

export function sameValue(a: CanonicalValue, b: CanonicalValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function addTo(index: Map<string, Set<StoredRecord>>, key: string, record: StoredRecord): void {
  const records = index.get(key);
  if (records === undefined) index.set(key, new Set([record]));
  else records.add(record);
}
