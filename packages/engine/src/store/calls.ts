import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** Adds calls by day (`2026-03-01`, UTC) to those of the account. */
export async function addCalls(
  database: Kysely<Database>,
  account: string,
  calls: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [day, count] of calls) {
    await database
      .insertInto('calls')
      .values({ account, day, calls: count })
      .onConflict((conflict) =>
        conflict.columns(['account', 'day']).doUpdateSet({ calls: sql`calls.calls + excluded.calls` }),
      )
      .execute();
  }
}

/** Calls by day of the account that this connection opened when it was last used; none where it is not known yet. */
export async function readCalls(
  database: Kysely<Database>,
  connection: string,
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('calls')
    .innerJoin('accounts', 'accounts.account', 'calls.account')
    .select(['calls.day', 'calls.calls'])
    .where('accounts.connection', '=', connection)
    .where('calls.day', '>=', since)
    .execute();
  return new Map(rows.map(({ day, calls }) => [day, calls]));
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
