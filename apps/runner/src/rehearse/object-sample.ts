import type { AssociationTarget, CallOptions, ChangePage, SourceRecord } from '@linkwright/core';
import type { SampledObject } from './sampled-object.ts';

/** The records of one object that are taken into a rehearsal, in the order in which they were taken. `most`: there is room for so many. */
export class ObjectSample {
  readonly object: SampledObject;
  readonly records = new Map<string, SourceRecord>();
  readonly #most: number;
  readonly #options: CallOptions;
  readonly #pages: AsyncIterator<ChangePage>;
  #page: SourceRecord[] = [];
  #isWhole = false;

  constructor(object: SampledObject, most: number, options: CallOptions) {
    this.object = object;
    this.#most = most;
    this.#options = options;
    this.#pages = object.end.app.readChanges({ ...this.#what(), since: null }, options)[Symbol.asyncIterator]();
  }

  get room(): number {
    return Math.max(0, this.#most - this.records.size);
  }

  /** Everything that the object has is among the records. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Takes so many further records in the order in which the app tells them. */
  async takeNext(count: number): Promise<readonly SourceRecord[]> {
    const taken: SourceRecord[] = [];
    while (taken.length < Math.min(count, this.room + taken.length)) {
      const record = this.#page.shift();
      if (record !== undefined) {
        if (this.#take(record)) taken.push(record);
      } else if (!(await this.#turn())) break;
    }
    return this.#complete(taken);
  }

  /** Takes the records with these ids that are there: as far as there is room, or all. */
  async takeIds(ids: readonly string[], which: 'with-room' | 'all'): Promise<readonly SourceRecord[]> {
    const { end } = this.object;
    const unknown = [...new Set(ids)].filter((id) => !this.records.has(id));
    const missing = which === 'all' ? unknown : unknown.slice(0, this.room);
    const taken: SourceRecord[] = [];
    for (const part of inParts(missing, end.capabilities.batchLimits.read)) {
      const answers = await end.app.readRecords({ ...this.#what(), ids: part }, this.#options);
      for (const { record } of answers) if (record !== null && this.#take(record)) taken.push(record);
    }
    return this.#complete(taken);
  }

  /** Ids of the records that bear one of these keys. */
  async findIds(keys: readonly Readonly<Record<string, string>>[]): Promise<readonly string[]> {
    const { end, schema } = this.object;
    const ids: string[] = [];
    for (const part of inParts(keys, end.capabilities.batchLimits.lookup)) {
      const request = { object: schema.id, keys: part, fields: [...new Set(part.flatMap(Object.keys))] };
      for (const candidates of await end.app.findByKey(request, this.#options)) {
        ids.push(...candidates.map(({ id }) => id));
      }
    }
    return ids;
  }

  /** How many records the object has: all are counted, up to so many. `exact`: there are no more. */
  async count(most: number): Promise<{ readonly count: number; readonly exact: boolean }> {
    if (this.#isWhole) return { count: this.records.size, exact: true };
    const { end, schema } = this.object;
    const ids = end.app.listIds({ object: schema.id }, this.#options);
    let count = 0;
    for await (const page of ids) {
      count += page.length;
      if (count > most) return { count, exact: false };
    }
    return { count: Math.max(count, this.records.size), exact: true };
  }

  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  async #turn(): Promise<boolean> {
    if (this.#isWhole) return false;
    const { done, value } = await this.#pages.next();
    if (done === true) {
      this.#isWhole = true;
      return false;
    }
    this.#page = [...value.records];
    return true;
  }

  #what(): { readonly object: string; readonly fields: readonly string[]; readonly associations: readonly string[] } {
    const { schema, fields, associations } = this.object;
    return { object: schema.id, fields: [...fields], associations: [...associations] };
  }

  #take(record: SourceRecord): boolean {
    if (this.records.has(record.id)) return false;
    this.records.set(record.id, record);
    return true;
  }

  /** With the associations that did not come with the records. */
  async #complete(taken: readonly SourceRecord[]): Promise<readonly SourceRecord[]> {
    const { end, schema, associations } = this.object;
    const isIncomplete = (record: SourceRecord): boolean =>
      [...associations].some((id) => record.associations?.[id] === undefined);
    const ids = taken.filter(isIncomplete).map(({ id }) => id);
    const request = { object: schema.id, associations: [...associations] };
    for (const part of inParts(ids, end.capabilities.batchLimits.readAssociations)) {
      for (const answer of await end.app.readAssociations({ ...request, ids: part }, this.#options)) {
        const record = this.records.get(answer.id);
        if (record === undefined || answer.associations === null) continue;
        const all: Record<string, readonly AssociationTarget[]> = { ...record.associations, ...answer.associations };
        this.records.set(record.id, { ...record, associations: all });
      }
    }
    return taken.map(({ id, ...record }) => this.records.get(id) ?? { id, ...record });
  }
}

export function* inParts<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
