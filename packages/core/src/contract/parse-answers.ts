import { z } from 'zod';
import { ContractError } from '../errors/linkwright-error.ts';
import { accountInfoSchema, callUsageSchema, objectRightsSchema } from './account-info-schema.ts';
import { answerLimits } from './answer-limits.ts';
import type { AccountInfo, CallUsage, ObjectRights } from './app-connection.ts';
import type { SettingChoice } from './connector.ts';
import type { FieldLimits, ObjectSchema, ObjectSummary } from './object-schema.ts';
import { fieldLimitsSchema, objectSummarySchema, parseObjectSchema } from './object-schema-schema.ts';
import { parseAnswer } from './parse-answer.ts';
import type { AssociationOutcome, MergeOutcome, MergeRequest, WriteOutcome } from './record-change.ts';
import type { RecordParser } from './record-parser.ts';
import type { ChangePage, ReadRecord, RecordAssociations, SourceRecord } from './source-record.ts';
import { associationOutcomeSchema, mergeOutcomeSchema, writeOutcomeSchema } from './write-outcome-schema.ts';

/*
 * The answers of an `AppConnection`, member by member, each with what was asked: as many answers as questions, in their
 * order. Counts are bounded before anything is looked at. All throw a `ContractError` that names the place.
 */

export function parseAccountInfo(value: unknown): AccountInfo {
  return parseAnswer(accountInfoSchema, value, 'an account');
}

export function parseCallUsage(value: unknown): CallUsage | null {
  return value === null ? null : parseAnswer(callUsageSchema, value, 'the calls that an account has used');
}

const settingChoicesSchema = z.array(z.looseObject({ value: z.string().min(1), label: z.string() }));

export function parseSettingChoices(value: unknown): readonly SettingChoice[] {
  const what = 'a list of choices for a setting';
  list(value, what);
  return parseAnswer(settingChoicesSchema, value, what);
}

const listingSchema = z.looseObject({ objects: z.array(objectSummarySchema), complete: z.boolean() });

export function parseListing(value: unknown): {
  readonly objects: readonly ObjectSummary[];
  readonly complete: boolean;
} {
  const what = 'a list of objects';
  list(propertyOf(value, 'objects'), what, { name: 'objects' });
  return parseAnswer(listingSchema, value, what);
}

export function parseSchemas(value: unknown, asked: readonly string[]): readonly ObjectSchema[] {
  const what = 'one schema for each object, in order';
  return answers(value, asked.length, what).map((item, index) => {
    list(propertyOf(item, 'fields'), what, { name: 'fields', most: answerLimits.fields });
    list(propertyOf(item, 'associations'), what, { name: 'associations', most: answerLimits.fields });
    const schema = parseObjectSchema(item);
    if (schema.id !== asked[index]) throw misplaced(what, asked[index], schema.id);
    return schema;
  });
}

export function parseRights(value: unknown, asked: readonly string[]): readonly ObjectRights[] {
  const what = 'the rights to each object, in order';
  return answers(value, asked.length, what).map((item, index) => {
    const rights = parseAnswer(objectRightsSchema, item, what);
    if (rights.object !== asked[index]) throw misplaced(what, asked[index], rights.object);
    return rights;
  });
}

const limitsSchema = z.record(z.string(), fieldLimitsSchema);

export const parseFieldLimits = (value: unknown): Readonly<Record<string, FieldLimits>> =>
  parseAnswer(limitsSchema, value, 'the limits of fields by their ids');

export function parseChangePage(value: unknown, parser: RecordParser): ChangePage {
  const what = 'a page of changes';
  const records = list(propertyOf(value, 'records'), what, { name: 'records' }).map(parser.record);
  const deleted = idsIn(propertyOf(value, 'deleted'), 'the ids of records that are gone', 'deleted');
  const checkpoint = propertyOf(value, 'checkpoint');
  if (typeof checkpoint !== 'string') throw notAs(what, 'checkpoint: expected a text');
  if (checkpoint.length > answerLimits.checkpoint) {
    throw notAs(what, `checkpoint: ${checkpoint.length} characters, and ${answerLimits.checkpoint} are the most`);
  }
  return { records, deleted, checkpoint };
}

export const parseIds = (value: unknown): readonly string[] => idsIn(value, 'a list of ids');

function idsIn(value: unknown, what: string, name?: string): readonly string[] {
  const ids: string[] = [];
  for (const id of list(value, what, { ...(name !== undefined && { name }) })) {
    if (typeof id !== 'string' || id === '') throw notAs(what, `${ids.length}: expected a text that is not empty`);
    ids.push(id);
  }
  return ids;
}

export function parseReadRecords(
  value: unknown,
  asked: readonly string[],
  parser: RecordParser,
): readonly ReadRecord[] {
  const what = 'one record for each id, in order';
  return answers(value, asked.length, what).map((item, index) => {
    const id = idAt(item, asked, index, what);
    const record = propertyOf(item, 'record');
    return { id, record: record === null ? null : parser.record(record) };
  });
}

export function parseRecordAssociations(
  value: unknown,
  asked: readonly string[],
  parser: RecordParser,
): readonly RecordAssociations[] {
  const what = 'the associations of each id, in order';
  return answers(value, asked.length, what).map((item, index) => {
    const id = idAt(item, asked, index, what);
    const associations = propertyOf(item, 'associations');
    return { id, associations: associations === null ? null : parser.associations(associations, id) };
  });
}

export function parseCandidates(
  value: unknown,
  keys: number,
  parser: RecordParser,
): readonly (readonly SourceRecord[])[] {
  const what = 'a list of candidates for each key, in order';
  return answers(value, keys, what).map((item) => list(item, what).map(parser.record));
}

export function parseWriteOutcome(value: unknown, parser: RecordParser): WriteOutcome {
  const what = 'the outcome of a write';
  if (propertyOf(value, 'kind') === 'written') {
    if (propertyOf(value, 'record') === undefined) throw notAs(what, 'record: expected what the app holds by then');
    const record = parser.record(propertyOf(value, 'record'));
    if (propertyOf(value, 'refused') === undefined) return { kind: 'written', record };
  }
  list(propertyOf(value, 'refused') ?? [], what);
  return parseAnswer(writeOutcomeSchema, value, what);
}

export function parseAssociationOutcome(value: unknown): AssociationOutcome {
  const what = 'the outcome of an association change';
  list(propertyOf(value, 'refused') ?? [], what);
  return parseAnswer(associationOutcomeSchema, value, what);
}

export function parseMergeOutcome(value: unknown, { merged }: MergeRequest): MergeOutcome {
  const what = 'the outcome of a merger';
  const outcome = parseAnswer(mergeOutcomeSchema, value, what);
  if (outcome.kind === 'merged' && outcome.id === merged) {
    throw notAs(what, `id: "${merged}" is the record that was to go`);
  }
  return outcome;
}

/** As many answers as questions. */
export function answers(value: unknown, asked: number, what: string): readonly unknown[] {
  const items = list(value, what);
  if (items.length === asked) return items;
  throw notAs(what, `${items.length} answers to ${asked}`);
}

function idAt(item: unknown, asked: readonly string[], index: number, what: string): string {
  const id = asked[index] ?? '';
  const named = propertyOf(item, 'id');
  if (named !== id) throw misplaced(what, id, named);
  return id;
}

/** `name`: of the property that the list is. */
function list(
  value: unknown,
  what: string,
  { name, most = answerLimits.items }: { readonly name?: string; readonly most?: number } = {},
): readonly unknown[] {
  if (!Array.isArray(value)) throw notAs(what, `${name === undefined ? '' : `${name}: `}expected a list`);
  if (value.length > most) throw notAs(what, `${value.length} items, and ${most} are the most`);
  return value;
}

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const misplaced = (what: string, asked: string | undefined, named: unknown): ContractError =>
  notAs(what, `"${asked ?? ''}" was asked for, and ${typeof named === 'string' ? `"${named}"` : 'nothing'} answers`);

const notAs = (what: string, why: string): ContractError =>
  new ContractError(`The connector's answer is not ${what}: ${why}.`, { code: 'invalid-answer' });
