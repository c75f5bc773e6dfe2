import { z } from 'zod';
import { requireRecord } from '../kintone-domain.ts';
import { invalidInput, requiredParameter } from '../kintone-errors.ts';
import { flagInput, idInput, readParams, revisionInput } from '../kintone-input.ts';
import { type KintoneCall, type Route, route } from '../kintone-router.ts';
import { compileQuery, runQuery } from '../query/run-query.ts';
import { requireLiveApp } from '../require-app.ts';
import { tellOfRecord } from '../tell-of-record.ts';
import { recordAccess, requireRecordFor } from './record-access.ts';
import { type SentCells, sentCellsInput } from './record-draft.ts';
import type { RecordState } from './record-state.ts';
import { viewRecord } from './record-view.ts';
import {
  addRecord,
  beginWrite,
  checkRecordRevision,
  findByUpdateKey,
  updateKeyField,
  updateKeyNotFound,
  updateRecord,
  type WriteScope,
} from './record-writes.ts';

const writeMaximum = 100;
const fieldsMaximum = 1_000;
const standardLimit = 100;

/** Kintone's words for too long a list. */
function atMost(verb: string): string {
  return `A maximum of ${writeMaximum} records can be ${verb} at one time.`;
}

const deletable = `Between 1 and ${writeMaximum} records can be deleted at one time.`;

const recordInput = z.object({ app: idInput, id: idInput });
const listInput = z.object({
  app: idInput,
  query: z.string().default(''),
  fields: z.array(z.string()).max(fieldsMaximum).nullish(),
  totalCount: flagInput.nullish(),
});
const additionInput = z.object({ app: idInput, record: sentCellsInput.default({}) });
const additionsInput = z.object({ app: idInput, records: z.array(sentCellsInput).max(writeMaximum, atMost('added')) });
const changeInput = z.object({
  id: idInput.nullish(),
  updateKey: z.object({ field: z.string(), value: z.union([z.string(), z.number().transform(String)]) }).nullish(),
  revision: revisionInput.nullish(),
  record: sentCellsInput.default({}),
});
const updateInput = changeInput.extend({ app: idInput });
const updatesInput = z.object({
  app: idInput,
  upsert: flagInput.default(false),
  records: z.array(changeInput).max(writeMaximum, atMost('updated')),
});
/** An empty revision in a query checks nothing. */
const listedRevision = z.union([revisionInput, z.literal('').transform(() => -1), z.null().transform(() => -1)]);
const deletionInput = z.object({
  app: idInput,
  ids: z.array(idInput).max(writeMaximum, deletable).optional(),
  revisions: z.array(listedRevision).optional(),
});

/** `/k/v1/record.json` and `/k/v1/records.json`. */
export const recordRoutes: readonly Route[] = [
  route('GET', 'record', (call) => {
    const { app: appId, id } = readParams(call.params, recordInput);
    const live = requireLiveApp(call, appId);
    return { record: viewRecord(live.form, requireRecordFor(call, live, id, 'viewable')) };
  }),
  route('POST', 'record', addOne, { bulk: true }),
  route('PUT', 'record', updateOne, { bulk: true }),
  route('GET', 'records', listRecords),
  route('POST', 'records', addMany, { bulk: true }),
  route('PUT', 'records', updateMany, { bulk: true }),
  route('DELETE', 'records', deleteMany, { bulk: true }),
];

function listRecords(call: KintoneCall): object {
  const { app: appId, query, fields, totalCount } = readParams(call.params, listInput);
  const { app, form } = requireLiveApp(call, appId);
  const compiled = compileQuery({ now: call.domain.now, user: call.caller.user.code }, form, query);
  const { limit = standardLimit, offset = 0 } = compiled.parsed;
  const accessTo = recordAccess(call, form);
  const visible = { ...compiled, test: (record: RecordState) => compiled.test(record) && accessTo(record).viewable };
  const found = runQuery(app.records, visible, totalCount === true ? Number.POSITIVE_INFINITY : offset + limit);
  const shown = fields == null || fields.length === 0 ? undefined : new Set(fields);
  return {
    records: found.slice(offset, offset + limit).map((record) => viewRecord(form, record, shown)),
    totalCount: totalCount === true ? String(found.length) : null,
  };
}

function addOne(call: KintoneCall): object {
  const { app: appId, record } = readParams(call.params, additionInput);
  const scope = scopeOf(call, appId);
  const added = addRecord(scope, record, 'record');
  scope.violations.throwIfAny();
  tellOfRecord(call, scope.app, 'ADD_RECORD', added);
  const { id, revision } = added;
  return { id: String(id), revision: String(revision) };
}

function addMany(call: KintoneCall): object {
  const { app: appId, records } = readParams(call.params, additionsInput);
  const scope = scopeOf(call, appId);
  const added = records.map((sent, index) => addRecord(scope, sent, `records[${index}]`));
  scope.violations.throwIfAny();
  return { ids: added.map(({ id }) => String(id)), revisions: added.map(({ revision }) => String(revision)) };
}

function updateOne(call: KintoneCall): object {
  const { app: appId, ...change } = readParams(call.params, updateInput);
  const scope = scopeOf(call, appId);
  const { record } = applyChange(scope, change, false, 'record', '');
  scope.violations.throwIfAny();
  tellOfRecord(call, scope.app, 'UPDATE_RECORD', record);
  return { revision: String(record.revision) };
}

function updateMany(call: KintoneCall): object {
  const { app: appId, upsert, records } = readParams(call.params, updatesInput);
  const scope = scopeOf(call, appId);
  const written = records.map((change, index) => {
    return applyChange(scope, change, upsert, `records[${index}]`, `records[${index}].`);
  });
  scope.violations.throwIfAny();
  return {
    records: written.map(({ record, operation }) => {
      const outcome = { id: String(record.id), revision: String(record.revision) };
      return upsert ? { ...outcome, operation } : outcome;
    }),
  };
}

interface Written {
  readonly record: RecordState;
  readonly operation: 'INSERT' | 'UPDATE';
}

/** `place` names the record in errors of fields, `prefix` in errors of parameters. */
function applyChange(
  scope: WriteScope,
  change: z.output<typeof changeInput>,
  upsert: boolean,
  place: string,
  prefix: string,
): Written {
  const { id, updateKey, record: sent } = change;
  if ((id == null) === (updateKey == null)) {
    const message = 'The record to be updated must be specified by one of the parameters "id" and "updateKey".';
    throw invalidInput({ [`${prefix}id`]: [message] });
  }
  if (updateKey != null) {
    const field = updateKeyField(scope.form, updateKey, sent, prefix);
    const found = findByUpdateKey(scope.app, field, updateKey.value);
    if (found !== undefined) return update(scope, found, change, place);
    if (!upsert) throw updateKeyNotFound(updateKey);
    // The record to be added takes its key from where it was looked for.
    return insert(scope, { ...sent, [updateKey.field]: { value: updateKey.value } }, place);
  }
  const found = scope.app.records.get(id ?? 0);
  // An unknown id adds a record too; it gets a new id, not the one that was asked for.
  if (found === undefined && upsert) return insert(scope, sent, place);
  return update(scope, found ?? requireRecord(scope.app, id ?? 0), change, place);
}

function insert(scope: WriteScope, sent: SentCells, place: string): Written {
  return { record: addRecord(scope, sent, place), operation: 'INSERT' };
}

function update(scope: WriteScope, record: RecordState, change: z.output<typeof changeInput>, place: string): Written {
  requireRecordFor(scope.call, scope, record.id, 'editable');
  checkRecordRevision(record, change.revision ?? undefined);
  return { record: updateRecord(scope, record, change.record, place), operation: 'UPDATE' };
}

function deleteMany(call: KintoneCall): object {
  const { app: appId, ids = [], revisions } = readParams(call.params, deletionInput);
  if (ids.length === 0) throw invalidInput({ ids: [deletable, requiredParameter] });
  const scope = scopeOf(call, appId);
  const { app } = scope;
  for (const [index, id] of ids.entries()) {
    const record = requireRecordFor(call, scope, id, 'deletable');
    checkRecordRevision(record, revisions?.[index]);
    app.records.delete(record, call.transaction);
  }
  return {};
}

function scopeOf(call: KintoneCall, appId: number): WriteScope {
  const { app, form } = requireLiveApp(call, appId);
  return beginWrite(call, app, form);
}
