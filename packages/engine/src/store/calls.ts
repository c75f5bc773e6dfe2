import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';

/** Calls of an account on a day (`2026-03-01`, UTC). */
export interface CallsOfDay {
  readonly account: string;
  readonly day: string;
  readonly calls: number;
}

const rowsOf = (added: readonly CallsOfDay[]) => added.map(({ account, day, calls }) => ({ account, day, calls }));

const add = keptStatement({
  build: (database, added: readonly CallsOfDay[]) =>
    database
      .insertInto('calls')
      .values(rowsOf(added))
      .onConflict((conflict) =>
        conflict.columns(['account', 'day']).doUpdateSet({ calls: sql`calls.calls + excluded.calls` }),
      )
      .compile(),
  parameters: (added, inserted) => inserted(rowsOf(added)),
  shape: (added) => added.length,
});

const callsSince = keptStatement({
  build: (database, { connections, since }: { readonly connections: readonly string[]; readonly since: string }) =>
    database
      .selectFrom('calls')
      .innerJoin('accounts', 'accounts.account', 'calls.account')
      .select(['accounts.connection', 'calls.day', 'calls.calls'])
      .where('accounts.connection', 'in', connections)
      .where('calls.day', '>=', since)
      .compile(),
  parameters: ({ connections, since }) => [...connections, since],
  shape: ({ connections }) => connections.length,
});

/** Adds calls to those that are counted. Each account and day stands there once. */
export async function addCalls(database: Kysely<Database>, added: readonly CallsOfDay[]): Promise<void> {
  if (added.length === 0) return;
  await add(database, added);
}

/** By connection, calls by day of the account that it opened when it was last used; none where that is not known yet. */
export async function readCalls(
  database: Kysely<Database>,
  connections: readonly string[],
  since: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const found = new Map(connections.map((name) => [name, new Map<string, number>()]));
  if (connections.length === 0) return found;
  const rows = await callsSince(database, { connections, since });
  for (const { connection, day, calls } of rows) found.get(connection)?.set(day, calls);
  return found;
}

/** The account that this connection opened when it was last used. `null`: it never was. */
export async function readAccount(database: Kysely<Database>, connection: string): Promise<string | null> {
  const row = await database
    .selectFrom('accounts')
    .select('account')
    .where('connection', '=', connection)
    .executeTakeFirst();
  return row?.account ?? null;
}
