import { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import { refuseVersion } from './migrate.ts';

/** What tells one copy of a state from another. */
export interface StateFileDescription {
  /** Of its layout. */
  readonly version: number;
  /** Pairs of records. */
  readonly links: number;
  /** The start of the latest run, in milliseconds since 1970, UTC. `null`: none has begun. */
  readonly lastRunAt: number | null;
}

const versionSchema = z.object({ user_version: z.number() });
const verdictSchema = z.object({ integrity_check: z.string() });
const contentsSchema = z.object({ links: z.number(), lastRunAt: z.number().nullable() });

/**
 * Reads a copy of a state, which nobody else has open, as a whole. `name`: what to call it.
 * Throws a `ConfigurationError` (`backup-damaged`, `not-a-state`, `state-too-new`, `state-too-old`).
 */
export function readStateFile(file: string, name: string): StateFileDescription {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const { integrity_check: verdict } = verdictSchema.parse(database.prepare('pragma integrity_check(1)').get());
    if (verdict !== 'ok') throw damagedBackup(name);
    const { user_version: version } = versionSchema.parse(database.prepare('pragma user_version').get());
    const isState = database.prepare(`select 1 from sqlite_master where type = 'table' and name = 'written_records'`);
    if (version === 0 || isState.get() === undefined) throw notAState(name);
    refuseVersion(version);
    const contents = database.prepare(`
      select (select count(*) from links where state = 'linked') as links,
        (select max(started_at) from runs) as lastRunAt`);
    return { version, ...contentsSchema.parse(contents.get()) };
  } catch (error) {
    throw error instanceof ConfigurationError ? error : damagedBackup(name, error);
  } finally {
    database?.close();
  }
}

export const notAState = (name: string, cause?: unknown): ConfigurationError =>
  new ConfigurationError(`${name} is no state of Linkwright.`, {
    code: 'not-a-state',
    cause,
    remedy: 'Name a file that linkwright backup has made, or the state.db of a state folder.',
  });

const damagedBackup = (name: string, cause?: unknown): ConfigurationError =>
  new ConfigurationError(`${name} is damaged.`, {
    code: 'backup-damaged',
    cause,
    remedy: 'Take another backup; nothing was changed.',
  });
