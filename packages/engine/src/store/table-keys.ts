import type { Database } from './database.ts';

/** The primary key of every table, so that its rows can be read in order, some at a time. */
export const tableKeys = {
  accounts: ['connection'],
  objects: ['id'],
  pairs: ['id'],
  reads: ['object_id'],
  shapes: ['number'],
  records: ['number'],
  key_definitions: ['id'],
  record_keys: ['definition_id', 'record', 'key'],
  former_keys: ['definition_id', 'key', 'record'],
  links: ['id'],
  claims: ['pair_id', 'side', 'record'],
  dirty: ['pair_id', 'side', 'record'],
  associations: ['id'],
  mapped_associations: ['pair_id', 'association_id'],
  edges: ['association_id', 'source_link', 'target_link'],
  pending_edges: ['source_link', 'association_id', 'side', 'target_record'],
  holds: ['pair_id', 'side', 'record'],
  failures: ['pair_id', 'side', 'record'],
  intents: ['batch'],
  unread_writes: ['link_id', 'side'],
  stand_ins: ['object_id', 'record_id', 'field'],
  conflicts: ['id'],
  decisions: ['id'],
  writes: ['id'],
  written_records: ['record', 'write_id'],
  forgotten: ['object_id', 'record_id'],
  runs: ['id'],
  pulled_brakes: ['pair_id', 'sync', 'kind', 'side', 'subject'],
  calls: ['account', 'day'],
  documents: ['name'],
  data_keys: ['id'],
  credentials: ['connection', 'kind'],
  authorizations: ['state_hash'],
} as const satisfies { readonly [Table in keyof Database]: readonly (keyof Database[Table] & string)[] };

export type TableName = keyof typeof tableKeys;

export const tableNames = Object.keys(tableKeys).filter((name): name is TableName => Object.hasOwn(tableKeys, name));
