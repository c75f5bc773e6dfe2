import {
  type AccountCopy,
  type CopyNote,
  type FieldCopy,
  heldValue,
  type ObjectCopy,
  type RecordCopy,
} from '../copy/account-copy.ts';
import { heldCell } from './airtable-held-cell.ts';
import { setLinks } from './airtable-links.ts';
import {
  type AirtableState,
  type BaseState,
  type FieldState,
  type JsonObject,
  type RecordState,
  secondOf,
  type TableState,
  userWithEmail,
} from './airtable-state.ts';

/** Makes a base with the ids, tables, links and records of another one. */
export function loadBase(state: AirtableState, baseId: string, copy: AccountCopy): readonly CopyNote[] {
  const base: BaseState = { id: baseId, name: baseId, tables: new Map(), tableOfRecord: new Map() };
  const notes: CopyNote[] = [];
  for (const object of copy.objects) base.tables.set(object.id, loadTable(state, base, object, notes));
  for (const object of copy.objects) addLinkFields(state, base, object);
  joinInverses(base, copy);
  for (const object of copy.objects) loadRecords(state, base, object);
  for (const object of copy.objects) loadLinks(base, object);
  state.bases.set(base.id, base);
  return notes;
}

function loadTable(state: AirtableState, base: BaseState, object: ObjectCopy, notes: CopyNote[]): TableState {
  const fields = object.fields.map((field) => loadField(state, field));
  for (const field of object.fields) {
    if (field.readOnly) notes.push({ object: object.name, field: field.name, text: heldValue });
  }
  const primary = fields.find(({ id }) => id === object.displayField) ?? fields[0] ?? textField(state, 'Name');
  return {
    id: object.id,
    base,
    name: object.name,
    description: undefined,
    primary,
    fields: new Map([primary, ...fields].map((field) => [field.id, field])),
    viewId: state.newId('viw'),
    records: new Map(),
    lastAutoNumber: 0,
  };
}

const textField = (state: AirtableState, name: string): FieldState =>
  plainField(state.newId('fld'), name, { type: 'singleLineText' });

const plainField = (
  id: string,
  name: string,
  { type, options }: { readonly type: string; readonly options?: JsonObject },
): FieldState => ({ id, name, type, description: undefined, options, link: undefined, formula: undefined });

/** What Airtable fills in by itself is a formula whose text nobody knows: it shows what was read. */
function loadField(state: AirtableState, field: FieldCopy): FieldState {
  const plain = plainType(state, field);
  if (!field.readOnly) return plainField(field.id, field.name, plain);
  const ofTime = field.type === 'datetime' && field.precision === 'second';
  const options: JsonObject = field.type === 'json' ? {} : { result: { ...plain } };
  return { ...plainField(field.id, field.name, { type: ofTime ? 'createdTime' : 'formula', options }), held: true };
}

function plainType(
  state: AirtableState,
  { type, options = [], precision, timeZone, lookup }: FieldCopy,
): { readonly type: string; readonly options?: JsonObject } {
  const choices = options.map(({ value }) => ({ id: state.newId('sel'), name: value, color: 'blueLight2' }));
  const dateFormat = { name: 'iso', format: 'YYYY-MM-DD' };
  switch (type) {
    case 'multiline':
      return { type: lookup === 'none' ? 'richText' : 'multilineText' };
    case 'email':
    case 'url':
      return { type };
    case 'phone':
      return { type: 'phoneNumber' };
    case 'integer':
      return { type: 'number', options: { precision: 0 } };
    case 'decimal':
      return { type: 'number', options: { precision: typeof precision === 'number' ? precision : 8 } };
    case 'boolean':
      return { type: 'checkbox', options: { icon: 'check', color: 'greenBright' } };
    case 'date':
      return { type: 'date', options: { dateFormat } };
    case 'datetime': {
      const zone = timeZone === 'UTC' ? 'utc' : (timeZone ?? 'client');
      return {
        type: 'dateTime',
        options: { dateFormat, timeFormat: { name: '24hour', format: 'HH:mm' }, timeZone: zone },
      };
    }
    case 'option':
      return { type: 'singleSelect', options: { choices } };
    case 'options':
      return { type: 'multipleSelects', options: { choices } };
    case 'user':
      return { type: 'singleCollaborator' };
    default:
      return { type: 'singleLineText' };
  }
}

function addLinkFields(state: AirtableState, base: BaseState, object: ObjectCopy): void {
  const table = base.tables.get(object.id);
  for (const { id, name, targets, prefersOne = false } of object.associations) {
    const [targetId = ''] = targets;
    const target = base.tables.get(targetId) ?? emptyTable(state, base, targetId);
    const options = { linkedTableId: target.id, isReversed: false, prefersSingleRecordLink: prefersOne };
    table?.fields.set(id, {
      ...plainField(id, name, { type: 'multipleRecordLinks', options }),
      link: { target, inverse: undefined, sources: new Map() },
    });
  }
}

/** A table that is linked to and not copied. */
function emptyTable(state: AirtableState, base: BaseState, id: string): TableState {
  const object = { id, name: id, label: id, custom: true, fields: [], associations: [], records: [] };
  const table = loadTable(state, base, object, []);
  base.tables.set(id, table);
  return table;
}

function joinInverses(base: BaseState, copy: AccountCopy): void {
  for (const { id: tableId, associations } of copy.objects) {
    for (const { id, inverse } of associations) {
      const field = base.tables.get(tableId)?.fields.get(id);
      const other = base.tables.get(inverse?.object ?? '')?.fields.get(inverse?.field ?? '');
      if (field?.link === undefined || other?.link === undefined) continue;
      field.link.inverse = other;
      field.options = { ...field.options, inverseLinkFieldId: other.id };
    }
  }
}

function loadRecords(state: AirtableState, base: BaseState, object: ObjectCopy): void {
  const table = base.tables.get(object.id);
  if (table === undefined) return;
  for (const copy of object.records) {
    const record = loadRecord(state, table, object, copy);
    table.records.set(record.id, record);
    base.tableOfRecord.set(record.id, table);
  }
}

function loadLinks(base: BaseState, object: ObjectCopy): void {
  const table = base.tables.get(object.id);
  for (const copy of object.records) {
    const record = table?.records.get(copy.id);
    if (table === undefined || record === undefined) continue;
    for (const [fieldId, targets] of Object.entries(copy.associations ?? {})) {
      const field = table.fields.get(fieldId);
      if (field?.link !== undefined) linkCopied(record, field, field.link, targets);
    }
  }
}

function linkCopied(
  record: RecordState,
  field: FieldState,
  link: NonNullable<FieldState['link']>,
  targets: NonNullable<RecordCopy['associations']>[string],
): void {
  const wanted = targets.flatMap((target) => ('id' in target ? [target.id] : []));
  const present = wanted.filter((id) => link.target.records.has(id));
  const ids = [...new Set([...(record.links.get(field.id) ?? []), ...present])];
  setLinks(record, field, link, ids, { at: record.modifiedAt, userId: record.modifiedBy });
}

function loadRecord(state: AirtableState, table: TableState, object: ObjectCopy, copy: RecordCopy): RecordState {
  const { id: userId } = userWithEmail(state, 'somebody@example.com');
  const createdAt = momentOf(copy.createdAt) ?? secondOf(state.now());
  table.lastAutoNumber += 1;
  const cells: RecordState['cells'] = new Map();
  for (const field of object.fields) {
    const cell = heldCell(state, field, copy.fields[field.id] ?? null);
    if (cell !== undefined) cells.set(field.id, cell);
  }
  return {
    id: copy.id,
    autoNumber: table.lastAutoNumber,
    createdAt,
    createdBy: userId,
    modifiedAt: momentOf(copy.modifiedAt) ?? createdAt,
    modifiedBy: userId,
    cellsModifiedAt: new Map(),
    cells,
    links: new Map(),
  };
}

function momentOf(text: string | undefined): number | undefined {
  const moment = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(moment) ? undefined : secondOf(moment);
}
