import { z } from 'zod';
import type { AirtableChangeSet } from './airtable-change-set.ts';
import { failure, invalidRequest, modelNotFound, rowDoesNotExist } from './airtable-errors.ts';
import { isId } from './airtable-ids.ts';
import { type Edit, unlinkEverywhere } from './airtable-links.ts';
import { changeRecord, makeRecord } from './airtable-record-changes.ts';
import { type RecordView, viewRecord } from './airtable-record-view.ts';
import { type AirtableState, type RecordState, secondOf, type TableState } from './airtable-state.ts';
import { matchForUpsert, upsertSchema } from './airtable-upsert.ts';
import { type RecordInput, WriteDraft } from './airtable-write-draft.ts';

/** Who writes to which table. */
export interface WriteScope {
  readonly state: AirtableState;
  readonly table: TableState;
  readonly userId: string;
  readonly changes: AirtableChangeSet;
}

const batchLimit = 10;

const cellsSchema = z.record(z.string(), z.unknown());
const bodySchema = z.looseObject({
  records: z.unknown().optional(),
  fields: z.unknown().optional(),
  typecast: z.boolean().nullish(),
  returnFieldsByFieldId: z.boolean().nullish(),
});

const createdItemsSchema = z
  .array(z.looseObject({ fields: cellsSchema }))
  .min(1)
  .max(batchLimit);
const changedItemsSchema = z
  .array(z.looseObject({ id: z.string().refine((id) => isId('rec', id)), fields: cellsSchema }))
  .min(1)
  .max(batchLimit);
const upsertItemsSchema = z
  .array(
    z.looseObject({
      id: z
        .string()
        .refine((id) => isId('rec', id))
        .optional(),
      fields: cellsSchema,
    }),
  )
  .min(1)
  .max(batchLimit);

/** `POST /{base}/{table}`: one record, or up to ten. */
export function createRecords(scope: WriteScope, body: unknown): unknown {
  const request = parseBody(body);
  const { draft, view } = begin(scope, request);
  if (request.records === undefined) {
    const input = draft.readFields(scope.table, singleFields(request.fields));
    return view(makeAll(scope, draft, [input])[0]);
  }
  const items = parseItems(createdItemsSchema, request.records, 'each with a "fields" object for cell values.');
  const inputs = items.map(({ fields }) => draft.readFields(scope.table, fields));
  return { records: makeAll(scope, draft, inputs).map(view) };
}

/** `PATCH` (merges) or `PUT` (empties what is not sent) of up to ten records, also as an upsert. */
export function updateRecords(scope: WriteScope, body: unknown, replace: boolean): unknown {
  const request = parseBody(body);
  if (request.performUpsert !== undefined) return upsertRecords(scope, request, replace);
  const { draft, view } = begin(scope, request);
  if (request.records === undefined) throw missingFields('records');
  const items = parseItems(changedItemsSchema, request.records, eachWithId);
  const inputs = items.map(({ fields }) => draft.readFields(scope.table, fields));
  const records = items.map(({ id }) => existingRecord(scope.table, id));
  const edit = settle(scope, draft);
  for (const [place, record] of records.entries()) changeRecord(scope.table, record, inputs[place], edit, replace);
  return { records: records.map(view) };
}

/** `PATCH` or `PUT` of the record named in the path. */
export function updateRecord(scope: WriteScope, record: RecordState, body: unknown, replace: boolean): unknown {
  const request = parseBody(body);
  const { draft, view } = begin(scope, request);
  const input = draft.readFields(scope.table, singleFields(request.fields));
  changeRecord(scope.table, record, input, settle(scope, draft), replace);
  return view(record);
}

/** `DELETE /{base}/{table}?records[]=…`, up to ten. */
export function deleteRecords(scope: WriteScope, ids: readonly string[]): unknown {
  if (ids.length === 0 || ids.length > batchLimit || !ids.every((id) => isId('rec', id))) {
    throw failure(422, 'INVALID_RECORDS', `You must provide an array of up to ${batchLimit} record IDs.`);
  }
  const records = ids.map((id) => existingRecord(scope.table, id));
  return { records: records.map((record) => deleteRecord(scope, record)) };
}

/** A deleted record leaves no trace in the API, and no link that points at it. */
export function deleteRecord(scope: WriteScope, record: RecordState): unknown {
  const { state, table, userId, changes } = scope;
  unlinkEverywhere(table, record, { at: secondOf(state.now()), userId, changes });
  changes.destroy(record.id, table.id);
  table.records.delete(record.id);
  table.base.tableOfRecord.delete(record.id);
  return { id: record.id, deleted: true };
}

function upsertRecords(scope: WriteScope, request: WriteBody, replace: boolean): unknown {
  const upsert = upsertSchema.safeParse(request.performUpsert);
  if (!upsert.success) throw invalidRequest();
  const { draft, view } = begin(scope, request);
  const items = parseItems(upsertItemsSchema, request.records, eachWithId);
  const inputs = items.map(({ fields }) => draft.readFields(scope.table, fields));
  const found = matchForUpsert(
    scope.table,
    upsert.data.fieldsToMergeOn,
    items.map(({ id }, place) => ({
      record: id === undefined ? undefined : existingRecord(scope.table, id),
      input: inputs[place] ?? new Map(),
    })),
  );
  const edit = settle(scope, draft);
  const created: string[] = [];
  const records = found.map((record, place) => {
    const input = inputs[place];
    if (record !== undefined) {
      changeRecord(scope.table, record, input, edit, replace);
      return record;
    }
    const made = makeRecord(scope.table, scope.state.newId('rec'), input, edit);
    created.push(made.id);
    return made;
  });
  const isCreated = new Set(created);
  return {
    records: records.map(view),
    createdRecords: created,
    updatedRecords: records.map(({ id }) => id).filter((id) => !isCreated.has(id)),
  };
}

type WriteBody = z.output<typeof bodySchema>;

const eachWithId = 'each with an "id" ID field and a "fields" object for cell values.';

function parseBody(body: unknown): WriteBody {
  const request = bodySchema.safeParse(body);
  if (!request.success) throw invalidRequest();
  return request.data;
}

function parseItems<T>(schema: z.ZodType<T>, records: unknown, each: string): T {
  const items = schema.safeParse(records);
  if (items.success) return items.data;
  throw failure(422, 'INVALID_RECORDS', `You must provide an array of up to ${batchLimit} record objects, ${each}`);
}

function singleFields(fields: unknown): Readonly<Record<string, unknown>> {
  if (fields === undefined) throw missingFields('fields');
  const cells = cellsSchema.safeParse(fields);
  if (!cells.success) throw invalidRequest();
  return cells.data;
}

function missingFields(name: string): Error {
  return failure(422, 'INVALID_REQUEST_MISSING_FIELDS', `Could not find field "${name}" in the request body`);
}

function begin(
  scope: WriteScope,
  request: WriteBody,
): { draft: WriteDraft; view: (record: RecordState | undefined) => RecordView } {
  const byId = request.returnFieldsByFieldId ?? false;
  return {
    draft: new WriteDraft(scope.state, request.typecast ?? false),
    view: (record) => {
      if (record === undefined) throw modelNotFound();
      return viewRecord(scope.state, scope.table, record, { byId });
    },
  };
}

function existingRecord(table: TableState, id: string): RecordState {
  const record = table.records.get(id);
  if (record === undefined) throw rowDoesNotExist(id);
  return record;
}

/** From here on nothing fails: choices and linked records that typecasting asked for are made first. */
function settle(scope: WriteScope, draft: WriteDraft): Edit {
  const edit = { at: secondOf(scope.state.now()), userId: scope.userId, changes: scope.changes };
  for (const { table, id, input } of draft.settle()) makeRecord(table, id, input, edit);
  return edit;
}

function makeAll(scope: WriteScope, draft: WriteDraft, inputs: readonly RecordInput[]): readonly RecordState[] {
  const edit = settle(scope, draft);
  return inputs.map((input) => makeRecord(scope.table, scope.state.newId('rec'), input, edit));
}
