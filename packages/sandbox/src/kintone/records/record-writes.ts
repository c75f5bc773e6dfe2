import type { FormState } from '../apps/form-state.ts';
import { uniqueFieldsOf } from '../apps/form-state.ts';
import { readDateTime } from '../fields/date-texts.ts';
import { readDecimal } from '../fields/decimal-text.ts';
import { type FieldDefinition, isUnique } from '../fields/field-definition.ts';
import { type AppState, requireRecord } from '../kintone-domain.ts';
import { invalidInput, KintoneFailure, staleRevision, Violations } from '../kintone-errors.ts';
import type { KintoneCall } from '../kintone-router.ts';
import { minuteOf } from '../kintone-times.ts';
import { draftCells, type SentCells } from './record-draft.ts';
import type { Cells, Entity, RecordState } from './record-state.ts';

/** One call that writes records of one app. */
export interface WriteScope {
  readonly call: KintoneCall;
  readonly app: AppState;
  readonly form: FormState;
  /** Of all records of the call: it is refused with all of them. */
  readonly violations: Violations;
}

export function beginWrite(call: KintoneCall, app: AppState, form: FormState): WriteScope {
  const { domain } = call;
  if (domain.settings.lockedShare > 0 && domain.random() < domain.settings.lockedShare) {
    const message = 'The record is being edited by another user. Please try again later.';
    throw new KintoneFailure(400, 'GAIA_DA02', message);
  }
  return { call, app, form, violations: new Violations() };
}

/** `place` is where the request has the record: `record`, or `records[3]`. */
export function addRecord(scope: WriteScope, sent: SentCells, place: string): RecordState {
  const { call, app, form } = scope;
  const cells = draft(scope, sent, undefined, place);
  const time = minuteOf(call.domain.now());
  const record: RecordState = {
    id: app.records.newId(),
    revision: 1,
    cells,
    creator: sentUser(scope, sent, 'CREATOR') ?? call.caller.user,
    createdTime: sentTime(scope, sent, 'CREATED_TIME') ?? time,
    modifier: sentUser(scope, sent, 'MODIFIER') ?? call.caller.user,
    updatedTime: sentTime(scope, sent, 'UPDATED_TIME') ?? time,
    status: firstStatus(form),
  };
  put(scope, record, place);
  return record;
}

/** Every update raises the revision, also one that changes nothing. */
export function updateRecord(scope: WriteScope, record: RecordState, sent: SentCells, place: string): RecordState {
  const { call, form } = scope;
  const next: RecordState = {
    ...record,
    revision: record.revision + 1,
    cells: draft(scope, sent, record.cells, place),
    modifier: call.caller.user,
    updatedTime: minuteOf(call.domain.now()),
    status: record.status ?? firstStatus(form),
  };
  put(scope, next, place);
  return next;
}

/** -1 checks nothing, like none. */
export function checkRecordRevision(record: RecordState, revision: number | undefined): void {
  if (revision !== undefined && revision !== -1 && revision !== record.revision) throw staleRevision();
}

export interface UpdateKey {
  readonly field: string;
  readonly value: string;
}

/** The field of an update key: a text or a number that no two records share. */
export function updateKeyField(form: FormState, key: UpdateKey, sent: SentCells, place: string): FieldDefinition {
  const field = form.fields.get(key.field);
  const fits = field !== undefined && ['SINGLE_LINE_TEXT', 'NUMBER'].includes(field.type) && isUnique(field);
  if (!fits) {
    const message = `The field "${key.field}" cannot be used as a key: it must be a text or number field that prohibits duplicate values.`;
    throw invalidInput({ [`${place}updateKey.field`]: [message] });
  }
  if (sent[key.field] !== undefined) {
    throw invalidInput({ [`${place}record[${key.field}]`]: ['The field of the update key cannot be updated.'] });
  }
  return field;
}

export function findByUpdateKey(app: AppState, field: FieldDefinition, value: string): RecordState | undefined {
  const spelled = field.type === 'NUMBER' ? readDecimal(value) : value;
  const id = spelled === undefined ? undefined : app.records.holderOf(field, spelled);
  return id === undefined ? undefined : requireRecord(app, id);
}

export function updateKeyNotFound(key: UpdateKey): KintoneFailure {
  const message = `The record with the value "${key.value}" in the field "${key.field}" is not found.`;
  return new KintoneFailure(404, 'GAIA_RE20', message);
}

function draft(scope: WriteScope, sent: SentCells, current: Cells | undefined, place: string): Cells {
  const { call, form, violations } = scope;
  const context = {
    domain: call.domain,
    caller: call.caller.user,
    violations,
    place,
    inTable: false,
    precision: form.numberPrecision,
  };
  return draftCells(context, form.fields, sent, current);
}

/** Also a record that breaks a rule is put: the next ones are checked beside it, and the call is taken back as a whole. */
function put(scope: WriteScope, record: RecordState, place: string): void {
  for (const field of uniqueFieldsOf(scope.form)) {
    const value = record.cells.get(field.key);
    const holder = typeof value === 'string' ? scope.app.records.holderOf(field, value) : undefined;
    if (holder === undefined || holder === record.id) continue;
    scope.violations.add(`${place}.${field.code}.value`, 'This value already exists in another record.');
  }
  scope.app.records.put(record, scope.call.transaction);
}

function firstStatus({ process }: FormState): string | undefined {
  return process.enabled ? process.states[0]?.name : undefined;
}

function sentValue(scope: WriteScope, sent: SentCells, type: FieldDefinition['type']): unknown {
  for (const field of scope.form.fields.values()) if (field.type === type) return sent[field.code]?.value;
  return undefined;
}

/** Whoever may manage the app may say when a record was made; every caller of the sandbox may. */
function sentTime(scope: WriteScope, sent: SentCells, type: 'CREATED_TIME' | 'UPDATED_TIME'): string | undefined {
  const value = sentValue(scope, sent, type);
  return typeof value === 'string' ? readDateTime(value) : undefined;
}

function sentUser(scope: WriteScope, sent: SentCells, type: 'CREATOR' | 'MODIFIER'): Entity | undefined {
  const value = sentValue(scope, sent, type);
  const code = typeof value === 'object' && value !== null ? Reflect.get(value, 'code') : undefined;
  if (typeof code !== 'string') return undefined;
  const user = scope.call.domain.users.get(code);
  if (user === undefined) throw new KintoneFailure(400, 'GAIA_IL26', `The user (code: ${code}) is not found.`);
  return user;
}
