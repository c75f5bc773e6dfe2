import type { CanonicalValue, Fields } from '../contract/canonical-value.ts';
import type { ConnectorCapabilities } from '../contract/capabilities.ts';
import type { Clock } from '../contract/connector.ts';
import type { Associations, AssociationTarget, SourceRecord } from '../contract/source-record.ts';
import { ConfigurationError } from '../errors/linkwright-error.ts';
import { completeSchema, type InMemoryAppOptions, inMemoryCapabilities } from './in-memory-definition.ts';
import { type Association, Edges, type RecordEdges } from './in-memory-edges.ts';
import { Faults } from './in-memory-faults.ts';
import { InMemoryHints } from './in-memory-hints.ts';
import { LaggingIndex } from './in-memory-index.ts';
import { type StoredRecord, Table } from './in-memory-table.ts';
import { keptValue } from './in-memory-values.ts';
import { createTestClock } from './test-clock.ts';

/** With what it was associated, and the keys that its own fields held. */
export interface TrashedRecord {
  readonly record: StoredRecord;
  readonly edges: RecordEdges;
  readonly keys: readonly (readonly [Association, ReadonlySet<string>])[];
}

/** Everything an in-memory app holds, and the steps that persons and the connector share. */
export class AppState {
  readonly options: InMemoryAppOptions;
  readonly clock: Clock;
  readonly capabilities: ConnectorCapabilities;
  readonly tables: ReadonlyMap<string, Table>;
  readonly edges: Edges;
  readonly faults = new Faults();
  readonly hints: InMemoryHints;
  /** Records that are gone, by object and id. */
  readonly trash = new Map<string, TrashedRecord>();
  /** `null`: changes are read from the records themselves. */
  readonly index: LaggingIndex | null;
  readonly #capabilitiesByTable = new Map<Table, ConnectorCapabilities>();
  /** Of the latest change of any record: what checkpoints are made of. */
  sequence = 0;
  #lastId = 0;

  constructor(options: InMemoryAppOptions) {
    this.options = options;
    const clock = options.clock ?? createTestClock();
    this.clock = clock;
    this.hints = new InMemoryHints(() => clock.now(), options.pageSize ?? 100);
    this.capabilities = { ...inMemoryCapabilities, ...options.capabilities };
    this.index = options.indexLag === undefined ? null : new LaggingIndex(options.indexLag, () => clock.now());
    this.tables = new Map(
      options.objects.map((object) => {
        const delay = object.capabilities?.lookupDelayMs ?? this.capabilities.lookupDelayMs;
        const alternating = object.fields.filter(({ alternates }) => alternates === true).map(({ id }) => id);
        return [object.id, new Table(completeSchema(object), alternating, delay, () => clock.now())];
      }),
    );
    for (const table of this.tables.values()) {
      this.#capabilitiesByTable.set(table, { ...this.capabilities, ...table.schema.capabilities });
    }
    this.edges = new Edges(options.objects, this.tables, (record, association) => {
      if (association.schema.changeTouchesRecord) this.touch(record);
      else this.hints.note(record.table.schema.id, record.id, 'associations');
    });
  }

  table(object: string): Table {
    const table = this.tables.get(object);
    if (table !== undefined) return table;
    const remedy = `Name one of: ${[...this.tables.keys()].join(', ')}.`;
    throw new ConfigurationError(`There is no object "${object}".`, { code: 'unknown-object', remedy });
  }

  capabilitiesOf(table: Table): ConnectorCapabilities {
    return this.#capabilitiesByTable.get(table) ?? this.capabilities;
  }

  association(table: Table, field: string): Association {
    const association = this.edges.of(table).get(field);
    if (association !== undefined) return association;
    const remedy = `Name one of: ${[...this.edges.of(table).keys()].join(', ')}.`;
    const code = 'unknown-association-field';
    throw new ConfigurationError(`"${table.schema.id}" has no association field "${field}".`, { code, remedy });
  }

  touch(record: StoredRecord): void {
    record.modifiedAt = this.clock.now();
    record.revision += 1;
    this.sequence += 1;
    record.table.logChange(record, this.sequence);
    this.index?.note(record, this.show(record, record.table.fields.keys(), null));
    this.hints.note(record.table.schema.id, record.id, 'changed');
  }

  insert(table: Table, fields: Fields): StoredRecord {
    this.#lastId += 1;
    const now = this.clock.now();
    const record: StoredRecord = {
      id: `${this.options.name}-${table.schema.id}-${this.#lastId}`,
      table,
      values: new Map(),
      alternates: new Map(),
      createdAt: now,
      modifiedAt: now,
      revision: 0,
      sequence: 0,
      mergedFrom: [],
    };
    for (const [field, value] of Object.entries(fields)) if (value !== null) record.values.set(field, value);
    table.insert(record);
    this.touch(record);
    return record;
  }

  remove(record: StoredRecord): void {
    const fields = [...this.edges.of(record.table).values()];
    const keys = fields.map((association) => [association, association.keys.get(record) ?? new Set<string>()] as const);
    this.trash.set(`${record.table.schema.id} ${record.id}`, { record, edges: this.edges.edgesOf(record), keys });
    record.table.remove(record);
    this.edges.detach(record);
    this.sequence += 1;
    record.table.logDeletion(record.id, this.sequence);
    this.index?.note(record, null);
    this.hints.note(record.table.schema.id, record.id, 'deleted');
  }

  /** Out of the trash: with its values, and its associations as far as their other ends are there and free. */
  restore({ record, edges, keys }: TrashedRecord): void {
    record.table.insert(record);
    const ends = [...edges.outgoing.map(({ target }) => target), ...edges.incoming.map(({ source }) => source)];
    const gone = new Set(ends.filter((end) => end.table.records.get(end.id) !== end));
    this.edges.takeOver(record, edges, gone);
    for (const { association, target } of edges.outgoing) {
      if (target === record) this.edges.link(record, association, record);
    }
    for (const [association, held] of keys) this.edges.setKeys(record, association, held);
    this.touch(record);
    this.trash.delete(`${record.table.schema.id} ${record.id}`);
  }

  /** Where an id leads: the record itself, or the one that it was merged into. */
  resolve(table: Table, id: string): StoredRecord | null {
    let current: string | undefined = id;
    while (current !== undefined) {
      const record = table.records.get(current);
      if (record !== undefined) return record;
      current = table.movedTo.get(current);
    }
    return null;
  }

  kept(table: Table, fields: Fields): Fields {
    const { normalize } = this.options;
    const kept: Record<string, CanonicalValue> = {};
    for (const [id, value] of Object.entries(fields)) {
      const field = table.fields.get(id);
      const own = field === undefined ? value : keptValue(field, value);
      kept[id] = normalize === undefined ? own : normalize(table.schema.id, id, own);
    }
    return kept;
  }

  show(record: StoredRecord, fields: Iterable<string>, associations: Iterable<string> | null): SourceRecord {
    const { table } = record;
    const values: Record<string, CanonicalValue> = {};
    for (const field of fields) if (table.fields.has(field)) values[field] = record.values.get(field) ?? null;
    const alternating = table.alternating.filter((field) => values[field] !== undefined);
    const alternates = alternating.map((field) => [field, record.alternates.get(field) ?? []]);
    return {
      id: record.id,
      fields: values,
      ...(alternates.length === 0 ? {} : { alternateKeys: Object.fromEntries(alternates) }),
      ...(associations === null ? {} : { associations: this.showAssociations(record, associations) }),
      ...(this.capabilitiesOf(record.table).conditionalWrites ? { revision: String(record.revision) } : {}),
      createdAt: new Date(record.createdAt).toISOString(),
      modifiedAt: new Date(record.modifiedAt).toISOString(),
      ...(record.mergedFrom.length === 0 ? {} : { mergedFrom: record.mergedFrom }),
    };
  }

  showAssociations(record: StoredRecord, fields: Iterable<string>): Associations {
    const shown: Record<string, readonly AssociationTarget[]> = {};
    for (const field of fields) {
      const association = this.edges.of(record.table).get(field);
      if (association === undefined) continue;
      shown[field] =
        association.schema.refersBy === undefined
          ? [...(association.outgoing.get(record) ?? [])].map(({ id }) => ({ id }))
          : [...(association.keys.get(record) ?? [])].map((key) => ({ key }));
    }
    return shown;
  }
}
