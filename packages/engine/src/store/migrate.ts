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

/** What the first migration makes of an empty database. Lower ones were never published. */
const firstVersion = 2;

const latestVersion = firstVersion + migrations.length - 1;

/** Nothing is to be migrated. */
export const isLatest = (version: number): boolean => version === latestVersion;

/** Throws a `ConfigurationError` (`state-too-new`, `state-too-old`) where this program cannot go on from the version. */
export function refuseVersion(version: number): void {
  if (version > latestVersion) {
    throw new ConfigurationError(
      `The state was written by a newer Linkwright (its version ${version}, this program knows ${latestVersion}).`,
      { code: 'state-too-new', remedy: 'Update linkwright, or restore a backup of the state.' },
    );
  }
  if (version > 0 && version < firstVersion) {
    throw new ConfigurationError('The state was written before the first release of Linkwright, in another layout.', {
      code: 'state-too-old',
      remedy: 'Move the state away: records are then linked again by their match keys, and nothing is removed.',
    });
  }
}

/** Each migration that is missing, in a transaction of its own. */
export async function migrate(database: Kysely<Database>, schemaVersion: SchemaVersion): Promise<void> {
  const version = await schemaVersion.read(database);
  refuseVersion(version);
  for (const [index, migration] of migrations.entries()) {
    const reached = firstVersion + index;
    if (reached <= version) continue;
    await database.transaction().execute(async (transaction) => {
      await schemaVersion.hold(transaction);
      if ((await schemaVersion.read(transaction)) >= reached) return;
      await migration(transaction);
      await schemaVersion.write(transaction, reached);
    });
  }
}
