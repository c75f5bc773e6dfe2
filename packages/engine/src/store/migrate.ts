import { ConfigurationError } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { migrations } from './migrations.ts';

/** How a database keeps the number of its last migration. */
export interface SchemaVersion {
  /** 0: it is empty. */
  read(database: Kysely<Database>): Promise<number>;
  write(database: Kysely<Database>, version: number): Promise<void>;
  /** Until the end of the transaction no other process migrates. */
  hold(transaction: Kysely<Database>): Promise<void>;
}

/** Each migration that is missing, in a transaction of its own. */
export async function migrate(database: Kysely<Database>, schemaVersion: SchemaVersion): Promise<void> {
  const version = await schemaVersion.read(database);
  if (version > migrations.length) {
    throw new ConfigurationError(
      `The state was written by a newer Linkwright (its version ${version}, this program knows ${migrations.length}).`,
      { code: 'state-too-new', remedy: 'Update linkwright, or restore a backup of the state.' },
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await database.transaction().execute(async (transaction) => {
      await schemaVersion.hold(transaction);
      if ((await schemaVersion.read(transaction)) > index) return;
      await migration(transaction);
      await schemaVersion.write(transaction, index + 1);
    });
  }
}
