import type { AssociationFieldSchema } from '../contract/object-schema.ts';
import type { InMemoryObject } from './in-memory-definition.ts';
import type { StoredRecord, Table } from './in-memory-table.ts';

/** One association field with all its edges, and its relatives: the set it marks, its marks, its inverse. */
export interface Association {
  readonly schema: AssociationFieldSchema;
  readonly table: Table;
  readonly firstBecomesPrimary: boolean;
  readonly outgoing: Map<StoredRecord, Set<StoredRecord>>;
  readonly incoming: Map<StoredRecord, Set<StoredRecord>>;
  /** Of a field that refers by key (`refersBy`): it holds copies of the key and has no edges. */
  readonly keys: Map<StoredRecord, Set<string>>;
  readonly marks: Association[];
  set: Association | null;
  inverse: Association | null;
}

export interface RecordEdges {
  readonly outgoing: readonly { readonly association: Association; readonly target: StoredRecord }[];
  readonly incoming: readonly { readonly association: Association; readonly source: StoredRecord }[];
}

type Touch = (record: StoredRecord, association: Association) => void;

/** All edges of an app. Each change of one is told to `touch`, once per end. */
export class Edges {
  readonly #byTable = new Map<Table, Map<string, Association>>();
  readonly #all: Association[] = [];
  readonly #touch: Touch;

  constructor(objects: readonly InMemoryObject[], tables: ReadonlyMap<string, Table>, touch: Touch) {
    this.#touch = touch;
    for (const object of objects) {
      const table = tables.get(object.id);
      if (table === undefined) throw new Error(`There is no object ${object.id}.`);
      const fields = new Map(
        table.schema.associations.map((schema) => [schema.id, newAssociation(schema, table, object)]),
      );
      this.#byTable.set(table, fields);
      this.#all.push(...fields.values());
    }
    for (const association of this.#all) this.#resolveRelatives(association, tables);
  }

  of(table: Table): ReadonlyMap<string, Association> {
    return this.#byTable.get(table) ?? new Map();
  }

  link(source: StoredRecord, association: Association, target: StoredRecord): void {
    const targets = association.outgoing.get(source);
    if (targets?.has(target)) return;
    const wasEmpty = targets === undefined || targets.size === 0;
    if (association.schema.cardinality === 'one') this.#unlinkAll(source, association);
    const inverse = inverseTowards(association, target);
    const inverseWasEmpty = inverse === null || (inverse.outgoing.get(target)?.size ?? 0) === 0;
    if (inverse?.schema.cardinality === 'one') this.#unlinkAll(target, inverse);
    this.#store(source, association, target);
    if (inverse !== null && !isLinked(target, inverse, source)) this.#store(target, inverse, source);
    if (association.set !== null) this.link(source, association.set, target);
    if (inverse !== null && inverse.set !== null) this.link(target, inverse.set, source);
    if (wasEmpty) this.#markFirst(source, association, target);
    if (inverse !== null && inverseWasEmpty) this.#markFirst(target, inverse, source);
  }

  unlink(source: StoredRecord, association: Association, target: StoredRecord): void {
    if (!isLinked(source, association, target)) return;
    this.#erase(source, association, target);
    for (const mark of association.marks) this.unlink(source, mark, target);
    const inverse = inverseTowards(association, target);
    if (inverse !== null) this.unlink(target, inverse, source);
  }

  setKeys(source: StoredRecord, association: Association, keys: ReadonlySet<string>): void {
    const before = association.keys.get(source) ?? new Set();
    if (before.size === keys.size && [...keys].every((key) => before.has(key))) return;
    if (keys.size === 0) association.keys.delete(source);
    else association.keys.set(source, new Set(keys));
    this.#touch(source, association);
  }

  /** Edges at both ends of the record, marks before their sets, so that taking them over in order promotes nobody. */
  edgesOf(record: StoredRecord): RecordEdges {
    const marksFirst = [...this.#all].sort((a, b) => Number(a.set === null) - Number(b.set === null));
    return {
      outgoing: marksFirst.flatMap((association) =>
        [...(association.outgoing.get(record) ?? [])].map((target) => ({ association, target })),
      ),
      incoming: marksFirst.flatMap((association) =>
        [...(association.incoming.get(record) ?? [])].map((source) => ({ association, source })),
      ),
    };
  }

  /** A field that holds one target keeps the one it has. */
  takeOver(record: StoredRecord, edges: RecordEdges, gone: ReadonlySet<StoredRecord>): void {
    for (const { association, target } of edges.outgoing) {
      if (target === record || gone.has(target) || isFull(record, association)) continue;
      this.link(record, association, target);
    }
    for (const { association, source } of edges.incoming) {
      if (source === record || gone.has(source) || isFull(record, inverseTowards(association, record))) continue;
      this.link(source, association, record);
    }
  }

  /** The record is going: its edges go with it, keys that other records hold stay. */
  detach(record: StoredRecord): void {
    for (const association of this.#all) {
      this.#unlinkAll(record, association);
      for (const source of [...(association.incoming.get(record) ?? [])]) this.unlink(source, association, record);
      association.keys.delete(record);
    }
  }

  #unlinkAll(source: StoredRecord, association: Association): void {
    for (const target of [...(association.outgoing.get(source) ?? [])]) this.unlink(source, association, target);
  }

  #markFirst(source: StoredRecord, association: Association, target: StoredRecord): void {
    for (const mark of association.marks) {
      const isFree = (mark.outgoing.get(source)?.size ?? 0) === 0;
      if (mark.firstBecomesPrimary && isFree) this.link(source, mark, target);
    }
  }

  #store(source: StoredRecord, association: Association, target: StoredRecord): void {
    addEdge(association.outgoing, source, target);
    addEdge(association.incoming, target, source);
    this.#touch(source, association);
  }

  #erase(source: StoredRecord, association: Association, target: StoredRecord): void {
    removeEdge(association.outgoing, source, target);
    removeEdge(association.incoming, target, source);
    this.#touch(source, association);
  }

  #resolveRelatives(association: Association, tables: ReadonlyMap<string, Table>): void {
    const { markOn, inverse, id } = association.schema;
    if (markOn !== undefined) {
      const set = this.of(association.table).get(markOn);
      if (set === undefined) throw new Error(`${id} marks ${markOn}, which is not there.`);
      association.set = set;
      set.marks.push(association);
    }
    if (inverse !== undefined) {
      const table = tables.get(inverse.object);
      const other = table && this.of(table).get(inverse.field);
      if (other?.schema.inverse?.field !== id || other.schema.inverse.object !== association.table.schema.id) {
        throw new Error(`${id} names ${inverse.object}.${inverse.field} as its inverse, which does not name it back.`);
      }
      association.inverse = other;
    }
  }
}

function newAssociation(schema: AssociationFieldSchema, table: Table, object: InMemoryObject): Association {
  const definition = object.associations?.find(({ id }) => id === schema.id);
  return {
    schema,
    table,
    firstBecomesPrimary: definition?.firstBecomesPrimary ?? false,
    outgoing: new Map(),
    incoming: new Map(),
    keys: new Map(),
    marks: [],
    set: null,
    inverse: null,
  };
}

function isLinked(source: StoredRecord, association: Association, target: StoredRecord): boolean {
  return association.outgoing.get(source)?.has(target) ?? false;
}

function isFull(source: StoredRecord, association: Association | null): boolean {
  return association?.schema.cardinality === 'one' && (association.outgoing.get(source)?.size ?? 0) > 0;
}

/** An association with several target objects has an inverse on one of them at most. */
function inverseTowards(association: Association, target: StoredRecord): Association | null {
  return association.inverse?.table === target.table ? association.inverse : null;
}

function addEdge(edges: Map<StoredRecord, Set<StoredRecord>>, from: StoredRecord, to: StoredRecord): void {
  const others = edges.get(from);
  if (others === undefined) edges.set(from, new Set([to]));
  else others.add(to);
}

function removeEdge(edges: Map<StoredRecord, Set<StoredRecord>>, from: StoredRecord, to: StoredRecord): void {
  const others = edges.get(from);
  others?.delete(to);
  if (others?.size === 0) edges.delete(from);
}
