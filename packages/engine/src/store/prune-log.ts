import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { readDocument, saveDocument } from './documents.ts';
import { given } from './given.ts';
import { parseStored } from './stored-json.ts';

/** How long the log is kept, in milliseconds. What somebody is to decide stays, however old it is. */
export interface Retention {
  /** What was written, with before and after: as long a run can be undone. */
  readonly audit: number;
  readonly conflicts: number;
  readonly runs: number;
}

/** So many calls are forgotten in one transaction. */
const together = 500;

/** Forgets what is older. Resolves to whether there may be more. */
export async function pruneLog(database: Kysely<Database>, keep: Retention, now: number): Promise<boolean> {
  await database
    .deleteFrom('conflicts')
    .where('state', 'in', ['decided', 'resolved', 'settled'])
    .where('at', '<', now - keep.conflicts)
    .execute();
  const isMore = await pruneWrites(database, now - keep.audit);
  if (isMore) return true;
  // The log of what was written names its run.
  await sql`
    delete from runs where started_at < ${now - keep.runs} and not exists (select 1 from writes where writes.run = runs.id)
  `.execute(database);
  return false;
}

const entriesSchema = z.array(z.tuple([z.number()], z.unknown()));

const since = 'writes-kept-since';

/** What was written before is no longer kept, in milliseconds since 1970, UTC. `null`: nothing has been forgotten yet. */
export async function writesKeptSince(database: Kysely<Database>): Promise<number | null> {
  const text = await readDocument(database, since);
  return text === null ? null : Number(text);
}

/** Each run keeps how much of it can no longer be told or taken back. */
async function noteForgotten(
  database: Kysely<Database>,
  old: readonly { readonly run: string; readonly at: number }[],
): Promise<void> {
  for (const [run, calls] of Map.groupBy(old, (write) => write.run)) {
    await database
      .updateTable('runs')
      .set((update) => ({ forgotten_writes: update('forgotten_writes', '+', calls.length) }))
      .where('id', '=', run)
      .execute();
  }
  const last = old.at(-1);
  if (last) await saveDocument(database, since, String(last.at + 1));
}

async function pruneWrites(database: Kysely<Database>, before: number): Promise<boolean> {
  // Numbers ascend with time, so that what is kept is not looked at.
  const rows = await database
    .selectFrom('writes')
    .select(['id', 'run', 'changes', 'at'])
    .orderBy('id')
    .limit(together)
    .execute();
  const kept = rows.findIndex(({ at }) => at >= before);
  const old = kept === -1 ? rows : rows.slice(0, kept);
  if (old.length === 0) return false;
  const named = old.flatMap(({ id, changes }) =>
    parseStored(entriesSchema, changes, `write ${id}`).map(([record]) => [record, id] as const),
  );
  const pairs = given({ record: 'integer', write: 'integer' }, named);
  await sql`delete from written_records where (record, write_id) in ${pairs}`.execute(database);
  await noteForgotten(database, old);
  await database
    .deleteFrom('writes')
    .where(
      among(
        'id',
        old.map(({ id }) => id),
      ),
    )
    .execute();
  return kept === -1 && rows.length === together;
}
