import type { ReadRecord, RecordAssociations, SourceRecord } from '../contract/source-record.ts';

/** The answers of `readRecords`: one per id, in the order of asking, `null` for what the app did not show. */
export function inAskedOrder(ids: readonly string[], found: ReadonlyMap<string, SourceRecord>): readonly ReadRecord[] {
  return ids.map((id) => ({ id, record: found.get(id) ?? null }));
}

/** The answers of `readAssociations`, where an app shows associations with its records. */
export function associationsOf(answers: readonly ReadRecord[]): readonly RecordAssociations[] {
  return answers.map(({ id, record }) => ({ id, associations: record === null ? null : (record.associations ?? {}) }));
}
