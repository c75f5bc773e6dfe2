import type { Fields } from '../contract/canonical-value.ts';
import type { HintRequest } from '../contract/hints.ts';
import type { SourceRecord } from '../contract/source-record.ts';
import { RecordError } from '../errors/linkwright-error.ts';
import type { InMemoryAppOptions } from './in-memory-definition.ts';
import type { AssociationAttempt, InMemoryCallKind, InMemoryFault, WriteAttempt } from './in-memory-faults.ts';
import { mergeRecords } from './in-memory-mergers.ts';
import { AppState } from './in-memory-state.ts';
import type { StoredRecord } from './in-memory-table.ts';
import { missingField, valueProblem } from './in-memory-values.ts';

/**
 * An app that tests use as a person would, past its connector. Everything is synchronous; what the app does not accept
 * is thrown as a `RecordError`.
 */
export interface InMemoryApp {
  /** What the app's connector works on; tests have no use for it. */
  readonly state: AppState;
  /** How often each call of the connector was made. */
  readonly calls: ReadonlyMap<InMemoryCallKind, number>;
  /** `associations`: ids (or keys, where the field refers by key) of targets, by association field. */
  create(object: string, fields: Fields, associations?: Readonly<Record<string, readonly string[]>>): string;
  update(object: string, id: string, fields: Fields): void;
  archive(object: string, id: string): void;
  /** A person takes it out of the trash: under its id, with its values and what it was associated with. */
  restore(object: string, id: string): void;
  /** What lies in the trash is gone for good. */
  emptyTrash(): void;
  /**
   * Blanks of the survivor are filled from the loser and its edges taken over. `newId`: both ids are given up for a
   * new one. Returns the id that stands.
   */
  merge(object: string, survivorId: string, loserId: string, options?: { readonly newId?: boolean }): string;
  /** Further values of the field by which the app finds the record too. */
  setAlternates(object: string, id: string, field: string, values: readonly string[]): void;
  /** `target`: its id, or its key where the field refers by key. */
  associate(object: string, id: string, field: string, target: string): void;
  disassociate(object: string, id: string, field: string, target: string): void;
  /** The app touches the record by itself: its modification time moves, its values stay. */
  touch(object: string, id: string): void;
  /** With every field and association. `null`: it is gone; an id that was merged away is gone too. */
  read(object: string, id: string): SourceRecord | null;
  /** All records with every field and association, in the order in which they were made. */
  readAll(object: string): readonly SourceRecord[];
  count(object: string): number;
  /** All edges of an association field as pairs of record id and target id (or key). */
  readEdges(object: string, field: string): readonly (readonly [string, string])[];
  /** The next call of this kind goes wrong; may be said several times. */
  failNext(kind: InMemoryCallKind, fault: InMemoryFault): void;
  /** The app refuses writes of the connector that the predicate picks, until the returned function is called. */
  reject(object: string, refuses: (attempt: WriteAttempt) => boolean, error: RecordError): () => void;
  /** The same for single association targets that the connector adds. */
  refuseAssociation(refuses: (attempt: AssociationAttempt) => boolean, error: RecordError): () => void;
  resetCalls(): void;
  /** Of an app that sends hints: the requests about what happened since they were last taken, to this address. */
  takeHintRequests(url: string): readonly HintRequest[];
  /** What the feed of hints has not told yet is forgotten, and its cursors lead nowhere. */
  forgetHints(): void;
}

export function createInMemoryApp(options: InMemoryAppOptions): InMemoryApp {
  const state = new AppState(options);
  return {
    state,
    calls: state.faults.calls,
    create(object, fields, associations = {}) {
      const table = state.table(object);
      const kept = state.kept(table, fields);
      refuse(valueProblem(table.fields, kept, 'person') ?? missingField(table.fields, kept));
      refuseTaken(table.holderOf(kept, null));
      const record = state.insert(table, kept);
      for (const [field, targets] of Object.entries(associations)) {
        for (const target of targets) associate(state, record, field, target);
      }
      return record.id;
    },
    update(object, id, fields) {
      const record = existing(state, object, id);
      const kept = state.kept(record.table, fields);
      const whole = { ...Object.fromEntries(record.values), ...kept };
      refuse(valueProblem(record.table.fields, kept, 'person') ?? missingField(record.table.fields, whole));
      refuseTaken(record.table.holderOf(kept, record));
      if (record.table.setValues(record, kept)) state.touch(record);
    },
    archive: (object, id) => state.remove(existing(state, object, id)),
    restore(object, id) {
      const trashed = state.trash.get(`${object} ${id}`);
      if (trashed === undefined) throw notFound(object, id);
      const { record } = trashed;
      refuseTaken(record.table.holderOf(Object.fromEntries(record.values), record));
      state.restore(trashed);
    },
    emptyTrash: () => state.trash.clear(),
    merge(object, survivorId, loserId, { newId = false } = {}) {
      if (survivorId === loserId) throw notFound(object, 'another record to merge with');
      return mergeRecords(state, existing(state, object, survivorId), existing(state, object, loserId), newId);
    },
    setAlternates(object, id, field, values) {
      const record = existing(state, object, id);
      for (const value of values) refuseTaken(record.table.holderOf({ [field]: value }, record));
      record.table.setAlternates(record, field, values);
      state.touch(record);
    },
    associate: (object, id, field, target) => associate(state, existing(state, object, id), field, target),
    disassociate: (object, id, field, target) => disassociate(state, existing(state, object, id), field, target),
    touch: (object, id) => state.touch(existing(state, object, id)),
    read(object, id) {
      const record = state.table(object).records.get(id);
      return record === undefined ? null : showWhole(state, record);
    },
    readAll: (object) => [...state.table(object).records.values()].map((record) => showWhole(state, record)),
    count: (object) => state.table(object).records.size,
    readEdges(object, field) {
      const association = state.association(state.table(object), field);
      const targetsOf = (record: StoredRecord) =>
        association.schema.refersBy === undefined
          ? [...(association.outgoing.get(record) ?? [])].map((target) => target.id)
          : [...(association.keys.get(record) ?? [])];
      return [...state.table(object).records.values()].flatMap((record) =>
        targetsOf(record).map((target) => [record.id, target] as const),
      );
    },
    failNext: (kind, fault) => state.faults.failNext(kind, fault),
    reject: (object, refuses, error) => state.faults.reject(object, refuses, error),
    refuseAssociation: (refuses, error) => state.faults.refuseAssociation(refuses, error),
    resetCalls: () => state.faults.calls.clear(),
    takeHintRequests: (url) => state.hints.takeRequests(url),
    forgetHints: () => state.hints.forget(),
  };
}

function associate(state: AppState, record: StoredRecord, field: string, target: string): void {
  const association = state.association(record.table, field);
  if (association.schema.refersBy === undefined) {
    state.edges.link(record, association, existingTarget(state, association.schema.targets, target));
  } else {
    const others = association.schema.cardinality === 'one' ? [] : (association.keys.get(record) ?? []);
    state.edges.setKeys(record, association, new Set([...others, target]));
  }
}

function disassociate(state: AppState, record: StoredRecord, field: string, target: string): void {
  const association = state.association(record.table, field);
  if (association.schema.refersBy === undefined) {
    state.edges.unlink(record, association, existingTarget(state, association.schema.targets, target));
  } else {
    const keys = [...(association.keys.get(record) ?? [])].filter((key) => key !== target);
    state.edges.setKeys(record, association, new Set(keys));
  }
}

function showWhole(state: AppState, record: StoredRecord): SourceRecord {
  return state.show(record, record.table.fields.keys(), state.edges.of(record.table).keys());
}

function existing(state: AppState, object: string, id: string): StoredRecord {
  const record = state.table(object).records.get(id);
  if (record === undefined) throw notFound(object, id);
  return record;
}

function existingTarget(state: AppState, objects: readonly string[], id: string): StoredRecord {
  for (const object of objects) {
    const record = state.table(object).records.get(id);
    if (record !== undefined) return record;
  }
  throw notFound(objects.join(', '), id);
}

function notFound(object: string, id: string): RecordError {
  const options = { code: 'record-not-found', category: 'other', remedy: 'Name a record that is there.' } as const;
  return new RecordError(`There is no record "${id}" in "${object}".`, options);
}

function refuse(error: RecordError | null): void {
  if (error !== null) throw error;
}

function refuseTaken(holder: { readonly field: string; readonly record: StoredRecord } | null): void {
  if (holder === null) return;
  throw new RecordError(`Record "${holder.record.id}" has this value of "${holder.field}" already.`, {
    code: 'value-taken',
    category: 'duplicate-value',
    field: holder.field,
    remedy: 'Choose another value.',
  });
}
