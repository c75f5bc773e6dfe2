import type { AppConnection, CallOptions } from '../../contract/app-connection.ts';
import type { CanonicalValue, Fields } from '../../contract/canonical-value.ts';
import type { FieldSchema } from '../../contract/object-schema.ts';
import { parseAnswer } from '../../contract/parse-answer.ts';
import type { CreateChange, RecordChange, WriteOutcome } from '../../contract/record-change.ts';
import type { ChangePage, SourceRecord } from '../../contract/source-record.ts';
import { changePageSchema, readRecordSchema } from '../../contract/source-record-schema.ts';
import { writeOutcomeSchema } from '../../contract/write-outcome-schema.ts';
import { areEquivalent } from '../../values/are-equivalent.ts';
import type { FieldRole } from './conformance-options.ts';
import { expectSame, expectThat, show } from './expectations.ts';
import { sampleValue } from './sample-values.ts';
import { fieldOf, type ObjectUnderTest, type Plan, type Trial } from './trial.ts';

/** As little as the app takes: the text, what is required, and the keys by which others refer to it. */
export function minimalFields(trial: Trial, object: ObjectUnderTest, label: string): Fields {
  const required = object.schema.fields.filter((field) => field.required && !field.readOnly);
  const keys = trial.source.schema.associations.flatMap(({ targets, refersBy }) =>
    targets.includes(object.id) && refersBy !== undefined ? [[refersBy, label]] : [],
  );
  return {
    ...Object.fromEntries(required.map((field) => [field.id, sampleValue(field)])),
    ...Object.fromEntries(keys),
    [object.text.id]: label,
  };
}

/** Records that the probe makes, one for each label. */
export function addRecords(
  trial: Trial,
  object: ObjectUnderTest,
  ...labels: readonly string[]
): Promise<readonly string[]> {
  return trial.probe.create(
    object.id,
    labels.map((label) => minimalFields(trial, object, label)),
  );
}

/** One record that the probe makes. */
export async function addRecord(trial: Trial, object: ObjectUnderTest, label: string, more: Fields = {}) {
  const [id = ''] = await trial.probe.create(object.id, [{ ...minimalFields(trial, object, label), ...more }]);
  return id;
}

/** An id that was there and is gone. */
export async function addGone(trial: Trial, object: ObjectUnderTest): Promise<string> {
  const id = await addRecord(trial, object, 'gone');
  await trial.probe.remove(object.id, id);
  return id;
}

export function labels(count: number, prefix = 'record'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
}

interface ReadRequest {
  readonly connection?: AppConnection;
  readonly object?: ObjectUnderTest;
  readonly since?: string | null;
  readonly fields?: readonly string[];
  readonly associations?: readonly string[];
  readonly options?: CallOptions;
}

/** Pages as they come; by default the text of the source. */
export async function* readPages(trial: Trial, request: ReadRequest = {}): AsyncGenerator<ChangePage> {
  const { connection = trial.connection, object = trial.source, since = null, associations = [] } = request;
  const fields = request.fields ?? [object.text.id];
  const asked = { object: object.id, since, fields, associations };
  for await (const page of connection.readChanges(asked, request.options ?? trial.options)) {
    yield parseAnswer(changePageSchema, page, 'a page of changes');
  }
}

export interface ReadChanges {
  readonly pages: readonly ChangePage[];
  readonly records: readonly SourceRecord[];
  readonly deleted: readonly string[];
  readonly checkpoint: string;
}

export async function readChanges(trial: Trial, request: ReadRequest = {}): Promise<ReadChanges> {
  const pages: ChangePage[] = [];
  for await (const page of readPages(trial, request)) pages.push(page);
  const last = pages.at(-1);
  expectThat(
    last !== undefined,
    'readChanges yielded no page. Yield one even where there is nothing, so that there is a checkpoint.',
  );
  return {
    pages,
    records: pages.flatMap((page) => page.records),
    deleted: pages.flatMap((page) => page.deleted),
    checkpoint: last.checkpoint,
  };
}

/** As many at once as a batch limit allows. */
export async function inBatches<Item, Answer>(
  items: readonly Item[],
  limit: number,
  work: (batch: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += limit) {
    const batch = items.slice(start, start + limit);
    const answered = await work(batch);
    expectSame(answered.length, batch.length, 'Each item of a batch has one answer.');
    answers.push(...answered);
  }
  return answers;
}

/** What is known of a record after these pages. */
export function latest(read: ReadChanges, id: string): SourceRecord | undefined {
  return read.records.findLast((record) => record.id === id);
}

export async function readRecord(
  trial: Trial,
  object: ObjectUnderTest,
  id: string,
  fields: readonly string[] = [object.text.id],
  associations: readonly string[] = [],
): Promise<SourceRecord | null> {
  const request = { object: object.id, ids: [id], fields, associations };
  const [read] = await trial.connection.readRecords(request, trial.options);
  return parseAnswer(readRecordSchema, read, 'a read record').record;
}

export async function listIds(trial: Trial, object: ObjectUnderTest): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of trial.connection.listIds({ object: object.id }, trial.options)) ids.push(...page);
  return ids;
}

/** Outcomes of one call, checked for their form. */
export async function write(
  trial: Trial,
  object: ObjectUnderTest,
  changes: readonly RecordChange[],
): Promise<readonly WriteOutcome[]> {
  const outcomes = await trial.connection.write({ object: object.id, changes }, trial.options);
  expectSame(outcomes.length, changes.length, 'write answers one outcome for each change.');
  for (const outcome of outcomes) parseAnswer(writeOutcomeSchema, outcome, 'a write outcome');
  return outcomes;
}

export async function writeOne(trial: Trial, change: RecordChange): Promise<WriteOutcome> {
  const [outcome] = await write(trial, trial.source, [change]);
  expectThat(outcome !== undefined, 'write answers one outcome for each change.');
  return outcome;
}

export function createOf(trial: Trial, label: string, more: Fields = {}): CreateChange {
  return {
    kind: 'create',
    writeId: `create ${label}`,
    fields: { ...minimalFields(trial, trial.source, label), ...more },
  };
}

/** What the app does not take. */
export function refusedFields({ source, roles }: Trial): Fields {
  const { field, value } = roles.source.refused;
  return { [fieldOf(source.schema, field).id]: value };
}

/** The record of an outcome that has to be `written`. */
export function writtenRecord(outcome: WriteOutcome | undefined, advice: string): SourceRecord {
  expectThat(outcome?.kind === 'written', `${advice}\nThe outcome is ${show(outcome)}.`);
  return outcome.record;
}

/** The text of a record as the app holds it. `null`: it is gone. */
export async function textInApp(trial: Trial, object: ObjectUnderTest, id: string): Promise<CanonicalValue> {
  const fields = await trial.probe.read(object.id, id, [object.text.id]);
  return fields?.[object.text.id] ?? null;
}

/** Every field that plays a part, with values that it takes: the text, and one of each further type. */
export function valuesOfEveryType(
  trial: Trial,
  variant: 0 | 1 = 0,
): readonly { field: FieldSchema; value: CanonicalValue }[] {
  const roles = Object.values(trial.roles.source.fields ?? {});
  const given = roles.map((role) => {
    const field = fieldOf(trial.source.schema, nameOf(role));
    return { field, value: typeof role === 'string' ? sampleValue(field, variant) : role.value };
  });
  return [{ field: trial.source.text, value: sampleValue(trial.source.text, variant) }, ...given];
}

export function nameOf(role: FieldRole): string {
  return typeof role === 'string' ? role : role.field;
}

export function toFields(values: readonly { field: FieldSchema; value: CanonicalValue }[]): Fields {
  return Object.fromEntries(values.map(({ field, value }) => [field.id, value]));
}

/** Equivalent under the field's type: an app may lower-case an e-mail or re-format a number. */
export function expectEquivalent(
  field: FieldSchema,
  actual: CanonicalValue | undefined,
  expected: CanonicalValue,
  advice: string,
) {
  const same = actual !== undefined && areEquivalent(field, actual, expected);
  expectThat(same, `${advice}\n"${field.name}" (${field.type}) should be ${show(expected)} and is ${show(actual)}.`);
}

export function associationRoles(plan: Plan): readonly string[] {
  const { many, one, mark } = plan.roles.source;
  return [many, one, mark].filter((role) => role !== undefined);
}
