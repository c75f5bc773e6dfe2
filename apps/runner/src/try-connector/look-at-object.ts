import {
  areEquivalent,
  type CallOptions,
  type ConnectorCapabilities,
  type FieldSchema,
  isBlank,
  type LookupKey,
  type ObjectSchema,
  type SourceRecord,
} from '@linkwright/core';
import type { OpenConnection } from '../session/open-connections.ts';
import type { Finding } from './look-report.ts';
import { listed } from './schema-findings.ts';

/** Runs one step, which is timed and counted. `null`: it failed, and that is told. */
export type Step = <Answer>(
  member: string,
  object: string,
  work: () => Promise<Answer>,
  tell: (answer: Answer) => string,
) => Promise<Answer | null>;

export interface ObjectLook {
  readonly connection: Pick<OpenConnection, 'app' | 'info'>;
  readonly schema: ObjectSchema;
  readonly capabilities: ConnectorCapabilities;
  /** So many records at most. */
  readonly records: number;
  readonly step: Step;
  readonly find: (kind: Finding['kind'], message: string) => void;
  readonly options: CallOptions;
}

/** Pages of ids that are read before the look gives up on seeing them all. */
const mostIdPages = 50;

/** Fields that are looked up, one call each. */
const mostLookUps = 3;

/** Reads some records of an object in every way that the contract has, and compares what each way shows. */
export async function lookAtObject(look: ObjectLook): Promise<void> {
  const { schema, step, find } = look;
  const sample = await readSample(look);
  if (sample === null) return;
  const { records } = sample;
  if (records.length === 0) find('note', 'It has no records to look at.');
  inspectRecords(look, records);
  await readAgain(look, records);
  await lookUp(look, records);
  await listAll(look, sample);
  await readLinks(look, records);
  if (sample.ended) await resume(look, sample);
  const [first] = records;
  if (first !== undefined && look.connection.app.recordUrl) {
    const url = await step(
      'recordUrl',
      schema.name,
      async () =>
        look.connection.app.recordUrl?.({ object: schema.id, id: first.id, account: look.connection.info.accountId }) ??
        null,
      (answer) => answer ?? 'no page for a person',
    );
    if (typeof url === 'string' && !URL.canParse(url)) find('wrong', `recordUrl answers what is no address: ${url}`);
  }
}

interface Sample {
  readonly records: readonly SourceRecord[];
  readonly checkpoint: string;
  /** Have all records been read? */
  readonly ended: boolean;
}

const idsOf = (fields: readonly { readonly id: string }[]): readonly string[] => fields.map(({ id }) => id);

const request = ({ schema }: ObjectLook) => ({
  object: schema.id,
  fields: idsOf(schema.fields),
  associations: idsOf(schema.associations),
});

function readSample(look: ObjectLook): Promise<Sample | null> {
  const { connection, schema, records: most, step, options } = look;
  let pages = 0;
  const read = async (): Promise<Sample> => {
    const records: SourceRecord[] = [];
    let checkpoint = '';
    for await (const page of connection.app.readChanges({ ...request(look), since: null }, options)) {
      pages += 1;
      records.push(...page.records);
      checkpoint = page.checkpoint;
      if (records.length >= most) return { records: records.slice(0, most), checkpoint, ended: false };
    }
    return { records, checkpoint, ended: true };
  };
  const tell = ({ records, ended }: Sample): string =>
    `${records.length} record${records.length === 1 ? '' : 's'}${ended ? ', which are all' : ''}, ${pages} page${pages === 1 ? '' : 's'}`;
  return step('readChanges', schema.name, read, tell);
}

function inspectRecords({ schema, capabilities, find }: ObjectLook, records: readonly SourceRecord[]): void {
  if (records.length === 0) return;
  const silent = schema.fields.filter(({ id }) => records.every(({ fields }) => fields[id] === undefined));
  if (silent.length > 0) {
    const names = listed(silent.map(({ name }) => name));
    find(
      'wrong',
      `Asked for, and in no record that was read: ${names}. An empty field is null; one that may not be read is no field.`,
    );
  }
  for (const { id, name, options } of schema.fields) {
    if (options === undefined) continue;
    const known = new Set(options.map(({ value }) => value));
    const strange = records
      .flatMap(({ fields }) => [fields[id] ?? []].flat())
      .filter((value) => typeof value === 'string' && !known.has(value));
    if (strange.length > 0)
      find(
        'wrong',
        `"${name}" holds values that are none of its options: ${listed(strange.map(String)).slice(0, 200)}.`,
      );
  }
  for (const { id, name, cardinality } of schema.associations) {
    const several = records.find(({ associations }) => (associations?.[id]?.length ?? 0) > 1);
    if (cardinality === 'one' && several)
      find('wrong', `"${name}" holds a single target, and record ${several.id} shows several.`);
  }
  if (capabilities.modificationTimes === true && records.some(({ modifiedAt }) => modifiedAt === undefined))
    find('wrong', 'The capabilities promise modificationTimes, and records come without modifiedAt.');
  if (capabilities.conditionalWrites && records.some(({ revision }) => revision === undefined))
    find('wrong', 'The capabilities promise conditionalWrites, and records come without a revision.');
}

/** A full batch, as the capabilities promise it. */
async function readAgain(look: ObjectLook, records: readonly SourceRecord[]): Promise<void> {
  const { connection, schema, capabilities, step, find, options } = look;
  const ids = [...new Set(records.map(({ id }) => id))].slice(0, capabilities.batchLimits.read);
  if (ids.length === 0) return;
  const read = await step(
    'readRecords',
    schema.name,
    () => connection.app.readRecords({ ...request(look), ids }, options),
    (answer) => `${answer.length} of ${capabilities.batchLimits.read} that a call takes`,
  );
  const shown = new Map(records.map((record) => [record.id, record]));
  for (const { id, record } of read ?? []) {
    const before = shown.get(id);
    if (record === null) find('wrong', `readChanges shows record ${id}, and readRecords says that it is gone.`);
    if (record === null || before === undefined || record.modifiedAt !== before.modifiedAt) continue;
    const other = schema.fields.filter((field) => {
      const [a, b] = [record.fields[field.id], before.fields[field.id]];
      return a !== undefined && b !== undefined && !areEquivalent(field, a, b);
    });
    if (other.length > 0)
      find(
        'wrong',
        `readChanges and readRecords show record ${id} differently: ${listed(other.map(({ name }) => name))}.`,
      );
  }
}

/** By values that are there: whoever has them must be among the candidates. */
async function lookUp(look: ObjectLook, records: readonly SourceRecord[]): Promise<void> {
  const { connection, schema, step, find, options } = look;
  const isKey = ({ id, unique }: FieldSchema): boolean => unique || schema.defaultMatch?.includes(id) === true;
  // What records are matched by comes first, what nobody writes last.
  const weight = (field: FieldSchema): number => (isKey(field) ? 0 : field.readOnly ? 2 : 1);
  const fields = schema.fields
    .filter(({ lookup }) => lookup !== 'none')
    .sort((a, b) => weight(a) - weight(b))
    .slice(0, mostLookUps);
  for (const field of fields) {
    const bearer = records.find(({ fields }) => !isBlank(field, fields[field.id]));
    const value = bearer?.fields[field.id];
    if (bearer === undefined || value === undefined) continue;
    const key: LookupKey = { [field.id]: value };
    const found = await step(
      'findByKey',
      schema.name,
      () => connection.app.findByKey({ object: schema.id, keys: [key], fields: [field.id] }, options),
      ([candidates = []]) => `${candidates.length} by "${field.name}"`,
    );
    if (found !== null && !found[0]?.some(({ id }) => id === bearer.id))
      find('wrong', `A look-up by "${field.name}" does not find record ${bearer.id}, which bears the value.`);
  }
}

async function listAll(look: ObjectLook, { records, ended }: Sample): Promise<void> {
  const { connection, schema, step, find, options } = look;
  let isWhole = true;
  const ids = await step(
    'listIds',
    schema.name,
    async () => {
      const all: string[] = [];
      let pages = 0;
      for await (const page of connection.app.listIds({ object: schema.id }, options)) {
        all.push(...page);
        pages += 1;
        isWhole = pages < mostIdPages;
        if (!isWhole) break;
      }
      return all;
    },
    (all) => `${all.length} ids${isWhole ? '' : ', and more'}`,
  );
  if (ids === null) return;
  const known = new Set(ids);
  if (known.size < ids.length) find('wrong', `listIds gives ${ids.length - known.size} ids more than once.`);
  const missing = isWhole ? records.filter(({ id }) => !known.has(id)) : [];
  if (missing.length > 0)
    find('wrong', `listIds leaves out records that are there: ${listed(missing.slice(0, 5).map(({ id }) => id))}.`);
  if (isWhole && ended && known.size > new Set(records.map(({ id }) => id)).size)
    find(
      'wrong',
      `listIds knows ${known.size} records, and readChanges showed ${records.length}: it reads everything where since is null.`,
    );
}

async function readLinks(look: ObjectLook, records: readonly SourceRecord[]): Promise<void> {
  const { connection, schema, capabilities, step, find, options } = look;
  const ids = records.map(({ id }) => id).slice(0, capabilities.batchLimits.readAssociations);
  if (ids.length === 0 || schema.associations.length === 0) return;
  const associations = idsOf(schema.associations);
  const read = await step(
    'readAssociations',
    schema.name,
    () => connection.app.readAssociations({ object: schema.id, associations, ids }, options),
    (answer) => {
      const targets = answer.flatMap((one) => Object.values(one.associations ?? {}).flat());
      return `${targets.length} targets of ${answer.length} of ${capabilities.batchLimits.readAssociations} records that a call takes`;
    },
  );
  for (const { id, name, cardinality } of schema.associations) {
    const silent = read?.every((one) => one.associations !== null && one.associations[id] === undefined);
    if (silent === true)
      find('wrong', `readAssociations was asked for "${name}" and says nothing of it; no targets are an empty list.`);
    const several = read?.find((one) => (one.associations?.[id]?.length ?? 0) > 1);
    if (cardinality === 'one' && several)
      find('wrong', `"${name}" holds a single target, and record ${several.id} shows several.`);
  }
}

/** From the checkpoint nothing new is to be read; repeats are allowed, and cost. */
async function resume(look: ObjectLook, { checkpoint, records }: Sample): Promise<void> {
  const { connection, schema, step, find, options } = look;
  const again = await step(
    'readChanges',
    schema.name,
    async () => {
      let repeated = 0;
      const since = checkpoint;
      for await (const page of connection.app.readChanges({ ...request(look), since }, options))
        repeated += page.records.length;
      return repeated;
    },
    (repeated) => `${repeated} repeated from the checkpoint`,
  );
  if (again !== null && records.length > 1 && again >= records.length)
    find(
      'note',
      'Reading on from a checkpoint repeats every record. Unless all of them were changed just now, each cycle reads all of them.',
    );
}
