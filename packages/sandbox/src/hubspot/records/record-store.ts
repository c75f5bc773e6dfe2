import type { RecordChange } from '../events/portal-event.ts';

/** One state of a record. A record that is archived or merged away has a last state that is not live. */
export interface RecordVersion {
  /** Values as stored; a property without a value has no entry. Never changed in place. */
  readonly properties: ReadonlyMap<string, string>;
  readonly modifiedAt: number;
  readonly live: boolean;
}

export interface PropertyVersion {
  readonly value: string;
  readonly timestamp: number;
}

export interface StoredRecord {
  readonly id: string;
  readonly number: number;
  readonly createdAt: number;
  /** When HubSpot modifies the record by itself, once; absent for never. */
  readonly touchAt: number | undefined;
  version: RecordVersion;
  /** Earlier states that a lagging search may still see, oldest first; the state of before the creation is undefined. */
  past: { readonly until: number; readonly version: RecordVersion | undefined }[];
  archivedAt: number | undefined;
  /** The record that took this one in. */
  mergedInto: string | undefined;
  /** Newest first, by property. */
  readonly history: Map<string, PropertyVersion[]>;
}

/** Above 2^31, so that a client which takes ids for 32-bit numbers fails here. */
const firstId = 51_000_000_001;
const longestHistory = 20;

/**
 * The records of one object type. Ids of each type count on their own: contact 51000000001 and company 51000000001 both exist.
 */
export class RecordStore {
  readonly #records = new Map<string, StoredRecord>();
  /** All records, by id ascending: ids are given in rising order. */
  readonly #order: StoredRecord[] = [];
  /** Property name → value → id of the live record that holds it. */
  readonly #unique = new Map<string, Map<string, string>>();
  readonly #searchLagMs: number;
  readonly #report: (change: Omit<RecordChange, 'objectTypeId'>) => void;
  #nextId = firstId;

  /** `report` hears of every change, once it is made. */
  constructor(searchLagMs: number, report: (change: Omit<RecordChange, 'objectTypeId'>) => void) {
    this.#searchLagMs = searchLagMs;
    this.#report = report;
  }

  nextId(): string {
    return String(this.#nextId);
  }

  create(request: {
    readonly properties: ReadonlyMap<string, string>;
    readonly createdAt: number;
    readonly time: number;
    readonly touchAt: number | undefined;
  }): StoredRecord {
    const { properties, createdAt, time, touchAt } = request;
    const number = this.#nextId;
    this.#nextId += 1;
    const record: StoredRecord = {
      id: String(number),
      number,
      createdAt,
      touchAt,
      version: { properties, modifiedAt: time, live: true },
      past: [{ until: time, version: undefined }],
      archivedAt: undefined,
      mergedInto: undefined,
      history: new Map(),
    };
    for (const [name, value] of properties) record.history.set(name, [{ value, timestamp: time }]);
    this.#records.set(record.id, record);
    this.#order.push(record);
    this.#report({ action: 'CREATE', objectId: record.id, propertyChanges: properties });
    return record;
  }

  /** A record of another portal with its id. Every id has to be above those that are there. */
  load(request: {
    readonly id: string;
    readonly properties: ReadonlyMap<string, string>;
    readonly createdAt: number;
    readonly modifiedAt: number;
  }): StoredRecord {
    const { id, properties, createdAt, modifiedAt } = request;
    this.#nextId = Number(id);
    const record = this.create({ properties, createdAt, time: modifiedAt, touchAt: undefined });
    // A search sees it at once: it was there before.
    record.past = [];
    this.#nextId = Math.max(firstId, this.#nextId);
    return record;
  }

  /** Live records only. */
  get(id: string): StoredRecord | undefined {
    const record = this.#records.get(id);
    return record?.version.live === true ? record : undefined;
  }

  /** Like `get`, and the id of a record that was merged away finds the record that took it in. */
  resolve(id: string): StoredRecord | undefined {
    let record = this.#records.get(id);
    while (record?.mergedInto !== undefined) record = this.#records.get(record.mergedInto);
    return record?.version.live === true ? record : undefined;
  }

  archived(id: string): StoredRecord | undefined {
    const record = this.#records.get(id);
    return record?.archivedAt === undefined ? undefined : record;
  }

  isMergedAway(id: string): boolean {
    return this.#records.get(id)?.mergedInto !== undefined;
  }

  update(record: StoredRecord, properties: ReadonlyMap<string, string>, time: number): void {
    const before = record.version.properties;
    const propertyChanges = new Map<string, string>();
    for (const name of new Set([...before.keys(), ...properties.keys()])) {
      const value = properties.get(name) ?? '';
      if ((before.get(name) ?? '') === value) continue;
      propertyChanges.set(name, value);
      const versions = record.history.get(name) ?? [];
      record.history.set(name, [{ value, timestamp: time }, ...versions].slice(0, longestHistory));
    }
    this.#replace(record, { properties, modifiedAt: time, live: true }, time);
    if (propertyChanges.size > 0) this.#report({ action: 'UPDATE', objectId: record.id, propertyChanges });
  }

  archive(record: StoredRecord, time: number): void {
    record.archivedAt = time;
    this.#replace(record, { ...record.version, live: false }, time);
    this.#report({ action: 'DELETE', objectId: record.id, propertyChanges: new Map() });
  }

  /** Out of the recycle bin, without its associations. */
  restore(record: StoredRecord, time: number): void {
    record.archivedAt = undefined;
    this.#replace(record, { ...record.version, modifiedAt: time, live: true }, time);
    this.#report({ action: 'RESTORE', objectId: record.id, propertyChanges: new Map() });
  }

  /** Gone for good: not among the archived ones either. */
  purge(record: StoredRecord, time: number): void {
    record.archivedAt = undefined;
    this.#replace(record, { properties: new Map(), modifiedAt: time, live: false }, time);
    record.history.clear();
    this.#report({ action: 'GDPR_DELETE', objectId: record.id, propertyChanges: new Map() });
  }

  mergeAway(record: StoredRecord, intoId: string, time: number): void {
    record.mergedInto = intoId;
    this.#replace(record, { ...record.version, live: false }, time);
  }

  /** Ids at or after `after`, ascending; one more than `limit` tells that there is a next page. */
  page(request: { readonly after: number; readonly limit: number; readonly archived: boolean }): StoredRecord[] {
    const found: StoredRecord[] = [];
    for (let index = this.#firstIndexFrom(request.after); index < this.#order.length; index += 1) {
      const record = this.#order[index];
      if (record === undefined) break;
      if (request.archived ? record.archivedAt === undefined : !record.version.live) continue;
      found.push(record);
      if (found.length > request.limit) break;
    }
    return found;
  }

  /** By id ascending. */
  *live(): Generator<StoredRecord> {
    for (const record of this.#order) if (record.version.live) yield record;
  }

  /** What a search sees at this time: each record as it stood a while ago, by id ascending. */
  *indexed(time: number): Generator<{ readonly record: StoredRecord; readonly version: RecordVersion }> {
    const horizon = time - this.#searchLagMs;
    for (const record of this.#order) {
      const earlier = record.past.find((entry) => entry.until > horizon);
      const version = earlier === undefined ? record.version : earlier.version;
      if (version?.live === true) yield { record, version };
    }
  }

  /** The time of the state that a search sees. */
  indexedTime(time: number): number {
    return time - this.#searchLagMs;
  }

  idWithUnique(property: string, value: string): string | undefined {
    return this.#unique.get(property)?.get(value);
  }

  claimUnique(property: string, value: string, id: string): void {
    let values = this.#unique.get(property);
    if (values === undefined) {
      values = new Map();
      this.#unique.set(property, values);
    }
    values.set(value, id);
  }

  releaseUnique(property: string, value: string, id: string): void {
    const values = this.#unique.get(property);
    if (values?.get(value) === id) values.delete(value);
  }

  #replace(record: StoredRecord, version: RecordVersion, time: number): void {
    const horizon = time - this.#searchLagMs;
    record.past = record.past.filter((entry) => entry.until > horizon);
    record.past.push({ until: time, version: record.version });
    record.version = version;
  }

  #firstIndexFrom(number: number): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle]?.number ?? Number.POSITIVE_INFINITY) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** When a version of a record was modified, as seen at this time: by a client, or by HubSpot itself since. */
export function modifiedAt(record: StoredRecord, version: RecordVersion, time: number): number {
  const { touchAt } = record;
  return touchAt !== undefined && touchAt <= time ? Math.max(version.modifiedAt, touchAt) : version.modifiedAt;
}
