import type { Fields, RecordChange, SourceRecord } from '@linkwright/core';

/** What the app should hold after a write, as far as the change says it. */
export function recordAsSent(id: string, change: RecordChange): SourceRecord {
  if (change.kind === 'archive') return { id, fields: {} };
  const fields: Fields = change.fields;
  if (change.associations === undefined) return { id, fields, associations: {} };
  const associations = Object.entries(change.associations).map(([field, edit]) => [field, edit.result] as const);
  return { id, fields, associations: Object.fromEntries(associations) };
}
