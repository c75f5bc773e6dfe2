import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { storedByKey } from './stored-by-key.ts';

/** Frozen: states that it has made are out there. What is to be different is a migration of its own. */
export async function firstTables(database: Kysely<Database>): Promise<void> {
  const schema = database.schema;
  await schema
    .createTable('accounts')
    .addColumn('connection', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('objects')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.notNull())
    .addUniqueConstraint('objects_identity', ['account', 'object'])
    .execute();
  await schema
    .createTable('pairs')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('left_object', 'integer', (column) => column.notNull())
    .addColumn('right_object', 'integer', (column) => column.notNull())
    .addColumn('plan_hash', 'text')
    .addUniqueConstraint('pairs_identity', ['left_object', 'right_object'])
    .execute();
  await schema
    .createTable('reads')
    .addColumn('object_id', 'integer', (column) => column.primaryKey())
    .addColumn('checkpoint', 'text')
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('associations', 'text', (column) => column.notNull())
    .addColumn('complete', 'integer', (column) => column.notNull())
    .addColumn('scanned_at', 'integer')
    .addColumn('scan_due_at', 'integer')
    .addColumn('swept_at', 'integer')
    .addColumn('compared_at', 'integer')
    .execute();
  await schema
    .createTable('shapes')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('names', 'text', (column) => column.notNull())
    .addUniqueConstraint('shapes_identity', ['names'])
    .execute();
  await schema
    .createTable('records')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('object_id', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('fields', 'text')
    .addColumn('alternate_keys', 'text')
    .addColumn('associations', 'text')
    .addColumn('associations_missing', 'integer', (column) => column.notNull())
    .addColumn('unreadable', 'text')
    .addColumn('revision', 'text')
    .addColumn('created_at', 'text')
    .addColumn('modified_at', 'text')
    .addColumn('gone', 'integer')
    .addColumn('merged_into', 'text')
    .addColumn('observed_at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('records_identity', ['object_id', 'id'])
    .execute();
  await sql`create index records_missing on records (object_id, id) where associations_missing = 1`.execute(database);
  await sql`create index records_absent on records (object_id) where gone is null or gone = 1`.execute(database);
  await sql`create index records_unreadable on records (object_id) where unreadable is not null`.execute(database);
  await schema
    .createTable('key_definitions')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('object_id', 'integer', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addUniqueConstraint('key_definitions_identity', ['object_id', 'definition'])
    .execute();
  await schema
    .createTable('record_keys')
    .addColumn('definition_id', 'integer', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('record_keys_identity', ['definition_id', 'record', 'key'])
    .modifyEnd(storedByKey())
    .execute();
  await schema.createIndex('record_keys_by_key').on('record_keys').columns(['definition_id', 'key']).execute();
  await schema
    .createTable('former_keys')
    .addColumn('definition_id', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('changed_at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('former_keys_identity', ['definition_id', 'key', 'record'])
    .modifyEnd(storedByKey())
    .execute();
  await schema
    .createTable('links')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('left_record', 'integer', (column) => column.notNull())
    .addColumn('right_record', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('base', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('ending', 'integer')
    .execute();
  // At most one link per record and pair; tombstones stand beside it.
  await sql`create unique index links_left on links (pair_id, left_record) where state = 'linked'`.execute(database);
  await sql`create unique index links_right on links (pair_id, right_record) where state = 'linked'`.execute(database);
  await sql`create index links_tombstone_left on links (pair_id, left_record) where state = 'tombstone'`.execute(
    database,
  );
  await sql`create index links_tombstone_right on links (pair_id, right_record) where state = 'tombstone'`.execute(
    database,
  );
  await schema
    .createTable('claims')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('sync', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('claims_identity', ['pair_id', 'side', 'record'])
    .execute();
  await schema
    .createTable('dirty')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('marks', 'integer', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('dirty_identity', ['pair_id', 'side', 'record'])
    .modifyEnd(storedByKey())
    .execute();
  await schema
    .createTable('associations')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .execute();
  await schema
    .createTable('mapped_associations')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('association_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('mapped_associations_identity', ['pair_id', 'association_id'])
    .execute();
  await schema
    .createTable('edges')
    .addColumn('association_id', 'integer', (column) => column.notNull())
    .addColumn('source_link', 'integer', (column) => column.notNull())
    .addColumn('target_link', 'integer', (column) => column.notNull())
    .addColumn('left_key', 'text')
    .addColumn('right_key', 'text')
    .addColumn('held_by', 'integer')
    .addPrimaryKeyConstraint('edges_identity', ['association_id', 'source_link', 'target_link'])
    .execute();
  await schema.createIndex('edges_by_source').on('edges').columns(['source_link']).execute();
  await schema.createIndex('edges_by_target').on('edges').columns(['target_link']).execute();
  await schema
    .createTable('pending_edges')
    .addColumn('association_id', 'integer', (column) => column.notNull())
    .addColumn('source_link', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('target_object', 'integer', (column) => column.notNull())
    .addColumn('target_record', 'text', (column) => column.notNull())
    .addColumn('key_definition', 'integer')
    .addColumn('target_key', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pending_edges_identity', ['source_link', 'association_id', 'side', 'target_record'])
    .execute();
  await schema
    .createIndex('pending_edges_by_target')
    .on('pending_edges')
    .columns(['target_object', 'target_record'])
    .execute();
  await sql`create index pending_edges_by_key on pending_edges (key_definition, target_key) where target_key is not null`.execute(
    database,
  );
  await schema
    .createTable('holds')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('holds_identity', ['pair_id', 'side', 'record'])
    .execute();
  await schema
    .createTable('failures')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('code', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('field', 'text')
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('remedy', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'integer', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('failures_identity', ['pair_id', 'side', 'record'])
    .execute();
  await schema
    .createTable('intents')
    .addColumn('batch', 'text', (column) => column.primaryKey())
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('creates', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('unknown_at', 'integer')
    .addColumn('last_record', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('unread_writes')
    .addColumn('link_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('sent', 'text', (column) => column.notNull())
    .addColumn('version', 'text')
    .addPrimaryKeyConstraint('unread_writes_identity', ['link_id', 'side'])
    .execute();
  await schema
    .createTable('stand_ins')
    .addColumn('object_id', 'integer', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('field', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('held', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('stand_ins_identity', ['object_id', 'record_id', 'field'])
    .execute();
  await schema
    .createTable('conflicts')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('link_id', 'integer', (column) => column.notNull())
    .addColumn('mapping', 'text', (column) => column.notNull())
    .addColumn('left_value', 'text', (column) => column.notNull())
    .addColumn('right_value', 'text', (column) => column.notNull())
    .addColumn('base', 'text')
    .addColumn('left_time', 'text')
    .addColumn('right_time', 'text')
    .addColumn('winner', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .execute();
  await sql`create index conflicts_waiting on conflicts (pair_id) where state = 'waiting'`.execute(database);
  await schema.createIndex('conflicts_by_link').on('conflicts').columns(['link_id', 'mapping']).execute();
  await schema
    .createTable('decisions')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('link_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addUniqueConstraint('decisions_identity', ['link_id', 'side', 'subject'])
    .execute();
  await schema.createIndex('decisions_by_pair').on('decisions').columns(['pair_id']).execute();
  await schema
    .createTable('writes')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('changes', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .execute();
  await schema.createIndex('writes_by_run').on('writes').columns(['run', 'id']).execute();
  await schema
    .createTable('written_records')
    .addColumn('record', 'integer', (column) => column.notNull())
    .addColumn('write_id', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('written_records_identity', ['record', 'write_id'])
    .modifyEnd(storedByKey())
    .execute();
  await schema
    .createTable('forgotten')
    .addColumn('object_id', 'integer', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('at', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('forgotten_identity', ['object_id', 'record_id'])
    .execute();
  await schema
    .createTable('runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('started_at', 'integer', (column) => column.notNull())
    .addColumn('finished_at', 'integer')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('report', 'text')
    .addColumn('asked_by', 'text')
    .execute();
  await schema.createIndex('runs_by_start').on('runs').columns(['started_at', 'id']).execute();
  await schema
    .createTable('pulled_brakes')
    .addColumn('pair_id', 'integer', (column) => column.notNull())
    .addColumn('sync', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('side', 'integer', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('since', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('pulled_brakes_identity', ['pair_id', 'sync', 'kind', 'side', 'subject'])
    .execute();
  await schema
    .createTable('calls')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('calls', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('calls_identity', ['account', 'day'])
    .execute();
  await schema
    .createTable('documents')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('content', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('data_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('is_current', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('credentials')
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('changed_at', 'integer', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'integer', (column) => column.notNull())
    .addColumn('exchange', 'text')
    .addColumn('exchange_until', 'integer', (column) => column.notNull())
    .addColumn('exchange_answer', 'text')
    .addPrimaryKeyConstraint('credentials_identity', ['connection', 'kind'])
    .execute();
  await schema
    .createTable('authorizations')
    .addColumn('state_hash', 'text', (column) => column.primaryKey())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .execute();
}
