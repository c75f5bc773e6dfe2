import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@linkwright/core';
import { type Ask, limitsInRows, limitsTable } from './limit-rows.ts';
import { privateFile } from './private-file.ts';
import type { SharedLimits } from './shared-limits.ts';

/** Others hold the file for some microseconds. */
const busyTimeoutMs = 2000;

/**
 * Limits in a file of their own beside the state, shared by all processes that use it. Whoever takes a turn must never wait for the
 * transactions of a run, which may be open in the same thread. Nothing is opened before the first turn is taken.
 */
export function openSqliteLimits(stateFile: string, clock: Pick<Clock, 'now'>): SharedLimits {
  const file = join(dirname(stateFile), 'limits.db');
  let opened: DatabaseSync | null = null;
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const ask: Ask = async (pieces, values) => {
    opened ??= open(file);
    const text = pieces.join('?');
    // Each place of the database's clock is a value too, in the order in which they stand.
    const given: (string | number)[] = [];
    pieces.forEach((piece, at) => {
      for (let place = piece.indexOf('?'); place >= 0; place = piece.indexOf('?', place + 1)) given.push(clock.now());
      const value = values[at];
      if (value !== undefined) given.push(value);
    });
    const statement = statements.get(text) ?? opened.prepare(text);
    statements.set(text, statement);
    return statement.all(...given);
  };
  return {
    ...limitsInRows(ask, { now: 'cast(? as real)', greatest: 'max' }),
    async close() {
      opened?.close();
      opened = null;
      statements.clear();
    },
  };
}

/**
 * Nothing in it is worth more than a pause of some seconds: a damaged file is made anew, and where none can be written, as beside a
 * state that is only read, each process is on its own.
 */
function open(file: string): DatabaseSync {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      privateFile(file);
      return prepare(new DatabaseSync(file));
    } catch {
      for (const one of [file, `${file}-journal`]) removed(one);
    }
  }
  return prepare(new DatabaseSync(':memory:'));
}

function removed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It belongs to somebody else.
  }
}

/** Without a write-ahead log, which would stay beside the file where a process ends without closing it. */
function prepare(database: DatabaseSync): DatabaseSync {
  try {
    database.exec(`pragma busy_timeout = ${busyTimeoutMs}; pragma journal_mode = delete; pragma synchronous = off;`);
    database.exec(limitsTable);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
