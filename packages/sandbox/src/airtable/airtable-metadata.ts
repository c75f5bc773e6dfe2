import { z } from 'zod';
import { invalidRequest, modelNotFound } from './airtable-errors.ts';
import {
  addField,
  addTable,
  type CreationScope,
  fieldSpecSchema,
  prepareTable,
  requireFreeName,
  tableSpecSchema,
} from './airtable-field-creation.ts';
import {
  type AirtableState,
  type BaseState,
  defaultViewName,
  type FieldState,
  type JsonValue,
  type TableState,
} from './airtable-state.ts';

/** Bases come in pages of so many. */
const basesPerPage = 1000;

const baseSpecSchema = z.strictObject({
  name: z.string().min(1),
  workspaceId: z.string().min(1),
  tables: z.array(tableSpecSchema).min(1),
});

/** The API renames and describes; it does not change what a field is. */
const renamingSchema = z.strictObject({ name: z.string().optional(), description: z.string().nullish() });

export function listBases(state: AirtableState, offset: string | null, permissionLevel: 'read' | 'create'): unknown {
  const start = offset === null || offset === '' ? 0 : Number(offset);
  if (!Number.isInteger(start) || start < 0) throw invalidRequest();
  const bases = [...state.bases.values()].slice(start, start + basesPerPage);
  const shown = bases.map(({ id, name }) => ({ id, name, permissionLevel }));
  const end = start + basesPerPage;
  return end < state.bases.size ? { bases: shown, offset: String(end) } : { bases: shown };
}

export function createBase(state: AirtableState, allowComputedFields: boolean, body: unknown): unknown {
  const spec = parse(baseSpecSchema, body);
  const base: BaseState = { id: state.newId('app'), name: spec.name, tables: new Map(), tableOfRecord: new Map() };
  const scope: CreationScope = { state, base, allowComputedFields };
  const names = spec.tables.map(({ name }) => name);
  const tables = spec.tables.map((table, place) => prepareTable(scope, table, names.slice(0, place)));
  for (const table of tables) addTable(scope, table);
  state.bases.set(base.id, base);
  return { id: base.id, tables: tables.map((table) => viewTable(table)) };
}

export function listTables(base: BaseState, include: readonly string[]): unknown {
  const withVisibleFields = include.includes('visibleFieldIds');
  return { tables: [...base.tables.values()].map((table) => viewTable(table, withVisibleFields)) };
}

export function createTable(scope: CreationScope, body: unknown): unknown {
  const names = [...scope.base.tables.values()].map(({ name }) => name);
  const table = prepareTable(scope, parse(tableSpecSchema, body), names);
  addTable(scope, table);
  return viewTable(table);
}

export function createField(scope: CreationScope, tableId: string, body: unknown): unknown {
  return viewField(addField(scope, tableWithId(scope.base, tableId), parse(fieldSpecSchema, body)));
}

export function renameTable(base: BaseState, tableId: string, body: unknown): unknown {
  const table = tableWithId(base, tableId);
  const { name, description } = parse(renamingSchema, body);
  const others = [...base.tables.values()].filter((other) => other !== table).map((other) => other.name);
  if (name !== undefined) {
    requireFreeName(name, others, 'DUPLICATE_OR_EMPTY_TABLE_NAME', 'Table');
    table.name = name;
  }
  if (description !== undefined) table.description = description ?? undefined;
  return viewTable(table);
}

export function renameField(base: BaseState, tableId: string, fieldId: string, body: unknown): unknown {
  const table = tableWithId(base, tableId);
  const field = table.fields.get(fieldId);
  if (field === undefined) throw modelNotFound();
  const { name, description } = parse(renamingSchema, body);
  const others = [...table.fields.values()].filter((other) => other !== field).map((other) => other.name);
  if (name !== undefined) {
    requireFreeName(name, others, 'DUPLICATE_OR_EMPTY_FIELD_NAME', 'Field');
    field.name = name;
  }
  if (description !== undefined) field.description = description ?? undefined;
  return viewField(field);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidRequest();
  return parsed.data;
}

/** The metadata API takes ids where the records API takes names too. */
function tableWithId(base: BaseState, tableId: string): TableState {
  const table = base.tables.get(tableId);
  if (table === undefined) throw modelNotFound();
  return table;
}

function viewTable(table: TableState, withVisibleFields = false): unknown {
  const view = { id: table.viewId, name: defaultViewName, type: 'grid' };
  return {
    id: table.id,
    name: table.name,
    ...(table.description === undefined ? {} : { description: table.description }),
    primaryFieldId: table.primary.id,
    fields: [...table.fields.values()].map(viewField),
    views: [withVisibleFields ? { ...view, visibleFieldIds: [...table.fields.keys()] } : view],
  };
}

function viewField(field: FieldState): Readonly<Record<string, JsonValue>> {
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(field.options === undefined ? {} : { options: field.options }),
  };
}
