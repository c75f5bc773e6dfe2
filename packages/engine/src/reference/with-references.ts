import {
  type AppConnection,
  type Associations,
  type AssociationTarget,
  type CanonicalValue,
  ContractError,
  type MergeRequest,
  type ReadRecord,
  type RecordAssociations,
  type RecordChange,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import { type ReferenceField, readReference, writeReference } from './reference-field.ts';

/** Reference fields by object id. */
export type ReferencesByObject = ReadonlyMap<string, readonly ReferenceField[]>;

/**
 * The same connection, with plain fields that are declared as references read and written as association fields. The
 * rest of the engine knows associations only.
 */
export function withReferences(app: AppConnection, references: ReferencesByObject): AppConnection {
  const asked = (object: string, associations: readonly string[]) => {
    const own = references.get(object) ?? [];
    return {
      own: own.filter(({ schema }) => associations.includes(schema.id)),
      others: associations.filter((id) => !own.some(({ schema }) => schema.id === id)),
    };
  };
  return {
    check: (request, options) => app.check(request, options),
    listObjects: (request, options) => app.listObjects(request, options),
    describeObjects: (request, options) => app.describeObjects(request, options),
    async *readChanges(request, options) {
      const { own, others } = asked(request.object, request.associations);
      const fields = withFields(request.fields, own);
      for await (const page of app.readChanges({ ...request, fields, associations: others }, options)) {
        yield { ...page, records: page.records.map((record) => withTargets(record, own)) };
      }
    },
    async readRecords(request, options) {
      const { own, others } = asked(request.object, request.associations);
      const fields = withFields(request.fields, own);
      const answers = await app.readRecords({ ...request, fields, associations: others }, options);
      return answers.map(
        (answer): ReadRecord => ({
          ...answer,
          record: answer.record === null ? null : withTargets(answer.record, own),
        }),
      );
    },
    findByKey: (request, options) => app.findByKey(request, options),
    listIds: (request, options) => app.listIds(request, options),
    async readAssociations(request, options) {
      const { own, others } = asked(request.object, request.associations);
      if (own.length === 0) return app.readAssociations(request, options);
      const read = { object: request.object, ids: request.ids };
      const records = await app.readRecords({ ...read, fields: withFields([], own), associations: [] }, options);
      const known = others.length === 0 ? [] : await app.readAssociations({ ...read, associations: others }, options);
      return request.ids.map((id, index): RecordAssociations => {
        const record = records[index]?.record ?? null;
        const rest = others.length === 0 ? {} : (known[index]?.associations ?? null);
        const isGone = record === null || record.id !== id || rest === null;
        return { id, associations: isGone ? null : { ...rest, ...targetsOf(record, own) } };
      });
    },
    async write(request, options) {
      const own = references.get(request.object) ?? [];
      const changes = request.changes.map((change) => withValues(change, own));
      const outcomes = await app.write({ ...request, changes }, options);
      return outcomes.map(
        (outcome): WriteOutcome =>
          outcome.kind === 'written' ? { ...outcome, record: withTargets(outcome.record, own) } : outcome,
      );
    },
    ...(app.writeAssociations && {
      writeAssociations: (request, options) => app.writeAssociations?.(request, options) ?? Promise.resolve([]),
    }),
    ...(app.mergeRecords && {
      mergeRecords: (request, options) =>
        app.mergeRecords?.(request, options) ?? Promise.reject(withoutMember(request)),
    }),
    ...(app.readRights && {
      readRights: (request, options) => app.readRights?.(request, options) ?? Promise.resolve([]),
    }),
    ...(app.readCallUsage && {
      readCallUsage: (request, options) => app.readCallUsage?.(request, options) ?? Promise.resolve(null),
    }),
    ...(app.recordUrl && { recordUrl: (request) => app.recordUrl?.(request) ?? null }),
    close: () => app.close(),
  };
}

const withoutMember = ({ object }: MergeRequest): ContractError =>
  new ContractError(`The connection has no mergeRecords for "${object}".`, { code: 'invalid-connection' });

const withFields = (fields: readonly string[], own: readonly ReferenceField[]): readonly string[] => [
  ...new Set([...fields, ...own.map(({ field }) => field)]),
];

function targetsOf(record: SourceRecord, own: readonly ReferenceField[]): Associations {
  const associations: Record<string, readonly AssociationTarget[]> = {};
  for (const reference of own) {
    const targets = readReference(reference, record.fields[reference.field]);
    if (targets !== undefined) associations[reference.schema.id] = targets;
  }
  return associations;
}

const withTargets = (record: SourceRecord, own: readonly ReferenceField[]): SourceRecord =>
  own.length === 0 ? record : { ...record, associations: { ...record.associations, ...targetsOf(record, own) } };

/** Edits of reference fields become values of the record. */
function withValues(change: RecordChange, own: readonly ReferenceField[]): RecordChange {
  if (change.kind === 'archive' || change.associations === undefined) return change;
  const fields: Record<string, CanonicalValue> = { ...change.fields };
  const { associations, ...rest } = change;
  const others = Object.entries(associations).filter(([id, edit]) => {
    const reference = own.find(({ schema }) => schema.id === id);
    if (reference !== undefined) fields[reference.field] = writeReference(reference, edit.result);
    return reference === undefined;
  });
  return { ...rest, fields, ...(others.length > 0 && { associations: Object.fromEntries(others) }) };
}
