import type { Fields } from '../contract/canonical-value.ts';
import type {
  ArchiveChange,
  AssociationChange,
  AssociationEdit,
  AssociationEdits,
  AssociationOutcome,
  AssociationRefusal,
  CreateChange,
  RecordChange,
  UpdateChange,
  WriteOutcome,
} from '../contract/record-change.ts';
import type { AssociationTarget } from '../contract/source-record.ts';
import { RecordError } from '../errors/linkwright-error.ts';
import type { Association } from './in-memory-edges.ts';
import type { AppState } from './in-memory-state.ts';
import type { StoredRecord, Table } from './in-memory-table.ts';
import { missingField, valueProblem } from './in-memory-values.ts';

/** What the app does with one change that reached it. */
export function applyChange(state: AppState, table: Table, change: RecordChange): WriteOutcome {
  if (change.kind === 'create') return applyCreate(state, table, change);
  const record = table.records.get(change.id);
  if (record === undefined) {
    const movedTo = state.resolve(table, change.id)?.id;
    return { kind: 'gone', ...(movedTo === undefined ? {} : { movedTo }) };
  }
  const isConditional = state.capabilitiesOf(table).conditionalWrites && change.expectedRevision !== undefined;
  if (isConditional && change.expectedRevision !== String(record.revision)) return { kind: 'stale' };
  return change.kind === 'update' ? applyUpdate(state, record, change) : applyArchive(state, record, change);
}

export function applyAssociationChange(state: AppState, table: Table, change: AssociationChange): AssociationOutcome {
  const record = table.records.get(change.id);
  if (record === undefined) return { kind: 'gone' };
  return { kind: 'written', ...listed(editAssociations(state, record, { [change.field]: change })) };
}

function applyCreate(state: AppState, table: Table, change: CreateChange): WriteOutcome {
  const fields = state.kept(table, change.fields);
  const upsertValue = change.upsertOn === undefined ? null : (fields[change.upsertOn] ?? null);
  if (change.upsertOn !== undefined && upsertValue !== null) {
    const record = table.findCurrent(change.upsertOn, upsertValue);
    if (record !== null) return applyUpdate(state, record, { ...change, kind: 'update', id: record.id });
  }
  const problem =
    valueProblem(table.fields, fields, 'connector') ??
    missingField(table.fields, fields) ??
    state.faults.rejection(table.schema.id, () => ({ kind: 'create', id: null, fields, change }));
  if (problem !== null) return { kind: 'rejected', error: problem };
  const holder = table.holderOf(fields, null);
  if (holder !== null) return exists(state, holder.record);
  const record = state.insert(table, fields);
  return written(state, record, change, state.capabilitiesOf(table).associationWrites.create);
}

function applyUpdate(state: AppState, record: StoredRecord, change: UpdateChange): WriteOutcome {
  const { table } = record;
  const fields = state.kept(table, change.fields);
  const whole: Fields = { ...Object.fromEntries(record.values), ...fields };
  const problem =
    valueProblem(table.fields, fields, 'connector') ??
    missingField(table.fields, whole) ??
    state.faults.rejection(table.schema.id, () => ({ kind: 'update', id: record.id, fields: whole, change }));
  if (problem !== null) return { kind: 'rejected', error: problem };
  const holder = table.holderOf(fields, record);
  if (holder !== null) return exists(state, holder.record);
  if (table.setValues(record, fields)) state.touch(record);
  return written(state, record, change, state.capabilitiesOf(table).associationWrites.update);
}

function applyArchive(state: AppState, record: StoredRecord, change: ArchiveChange): WriteOutcome {
  const { table, id } = record;
  const problem = state.faults.rejection(table.schema.id, () => {
    return { kind: 'archive', id, fields: Object.fromEntries(record.values), change };
  });
  if (problem !== null) return { kind: 'rejected', error: problem };
  if (state.capabilitiesOf(table).archive === 'none') {
    const options = { code: 'archive-unsupported', category: 'permission', remedy: 'Archive nothing.' } as const;
    return { kind: 'rejected', error: new RecordError('Records cannot be archived here.', options) };
  }
  const shown = state.show(record, table.fields.keys(), null);
  state.remove(record);
  return { kind: 'written', record: shown };
}

function exists(state: AppState, record: StoredRecord): WriteOutcome {
  return { kind: 'exists', id: (state.options.existsNamesRecord ?? true) ? record.id : null };
}

function written(
  state: AppState,
  record: StoredRecord,
  change: CreateChange | UpdateChange,
  associationWrites: 'inline' | 'separate',
): WriteOutcome {
  const refused = editAssociations(state, record, change.associations ?? {});
  const { echoesWrites, conditionalWrites } = state.capabilitiesOf(record.table);
  if (echoesWrites === false) {
    // No more than that it was done, and which version that made.
    const revision = conditionalWrites ? { revision: String(record.revision) } : {};
    return { kind: 'written', record: { id: record.id, fields: {}, ...revision }, ...listed(refused) };
  }
  const associations = associationWrites === 'inline' ? state.edges.of(record.table).keys() : null;
  return { kind: 'written', record: state.show(record, record.table.fields.keys(), associations), ...listed(refused) };
}

type Edit = Pick<AssociationEdit, 'add' | 'remove'> & Partial<AssociationEdit>;

/** Removals of all fields first, so that a mark moved along with its set ends where it was meant to. */
function editAssociations(
  state: AppState,
  record: StoredRecord,
  edits: AssociationEdits | Readonly<Record<string, Edit>>,
): readonly AssociationRefusal[] {
  const refused: AssociationRefusal[] = [];
  const steps = Object.entries(edits).flatMap(([field, edit]) => {
    const association = state.edges.of(record.table).get(field);
    if (association !== undefined) return [{ association, ...stepsOf(state, record, association, edit) }];
    const error = refusal('other', `There is no association field "${field}".`);
    refused.push(...[...edit.add, ...edit.remove].map((target) => ({ field, target, error })));
    return [];
  });
  for (const { association, remove } of steps) {
    for (const target of remove) {
      const error = removeTarget(state, record, association, target);
      if (error !== null) refused.push({ field: association.schema.id, target, error });
    }
  }
  for (const { association, add } of steps) {
    for (const target of add) {
      const error = addTarget(state, record, association, target);
      if (error !== null) refused.push({ field: association.schema.id, target, error });
    }
  }
  return refused;
}

/**
 * An app that replaces the whole set drops what a person added since it was read. A field that holds one key is given
 * another one, and keeps what it has if that is refused.
 */
function stepsOf(state: AppState, record: StoredRecord, association: Association, edit: Edit) {
  const holdsOneKey = association.schema.refersBy !== undefined && association.schema.cardinality === 'one';
  if (holdsOneKey && edit.add.length > 0) return { add: edit.add, remove: [] };
  if (state.options.inlineAssociations !== 'replace' || edit.result === undefined) return edit;
  const wanted = new Set(edit.result.map(nameOf));
  const held = state.showAssociations(record, [association.schema.id])[association.schema.id] ?? [];
  return { add: edit.result, remove: held.filter((target) => !wanted.has(nameOf(target))) };
}

function addTarget(
  state: AppState,
  record: StoredRecord,
  association: Association,
  target: AssociationTarget,
): RecordError | null {
  const { schema } = association;
  const attempt = { object: record.table.schema.id, id: record.id, field: schema.id, target: nameOf(target) };
  const refusedByRule = state.faults.associationRefusal(attempt);
  if (refusedByRule !== null) return refusedByRule;
  if (schema.readOnly) return refusal('read-only', `"${schema.name}" cannot be written.`);
  if (schema.refersBy !== undefined) return addKey(state, record, association, target, schema.refersBy);
  const found = 'id' in target ? targetTables(state, association).map((table) => table.records.get(target.id)) : [];
  const targetRecord = found.find((candidate) => candidate !== undefined);
  if (targetRecord === undefined) return refusal('association-target', `There is no target "${nameOf(target)}".`);
  state.edges.link(record, association, targetRecord);
  return null;
}

/** An app that refers by key takes a key only if a target bears it. */
function addKey(
  state: AppState,
  record: StoredRecord,
  association: Association,
  target: AssociationTarget,
  refersBy: string,
): RecordError | null {
  const key = 'key' in target ? target.key : null;
  const isKnown =
    key !== null && targetTables(state, association).some((table) => table.findCurrent(refersBy, key) !== null);
  if (!isKnown) return refusal('association-target', `No target has the key "${nameOf(target)}".`);
  const others = association.schema.cardinality === 'one' ? [] : (association.keys.get(record) ?? []);
  state.edges.setKeys(record, association, new Set([...others, key]));
  return null;
}

/** A target that is not there, or gone altogether, is as removed as it can be. */
function removeTarget(
  state: AppState,
  record: StoredRecord,
  association: Association,
  target: AssociationTarget,
): RecordError | null {
  if (association.schema.readOnly) return refusal('read-only', `"${association.schema.name}" cannot be written.`);
  if ('key' in target) {
    const keys = [...(association.keys.get(record) ?? [])].filter((key) => key !== target.key);
    state.edges.setKeys(record, association, new Set(keys));
    return null;
  }
  for (const candidate of [...(association.outgoing.get(record) ?? [])]) {
    if (candidate.id === target.id) state.edges.unlink(record, association, candidate);
  }
  return null;
}

function targetTables(state: AppState, association: Association): readonly Table[] {
  return association.schema.targets.map((object) => state.table(object));
}

function nameOf(target: AssociationTarget): string {
  return 'id' in target ? target.id : target.key;
}

function refusal(category: 'association-target' | 'read-only' | 'other', message: string): RecordError {
  return new RecordError(message, { code: `refused-${category}`, category, remedy: 'Choose another target.' });
}

function listed(refused: readonly AssociationRefusal[]): { readonly refused?: readonly AssociationRefusal[] } {
  return refused.length === 0 ? {} : { refused };
}
