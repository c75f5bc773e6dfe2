import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import { buryLinks } from './change-links.ts';
import type { Database } from './database.ts';
import { shapesFor } from './shapes.ts';
import { parseStored } from './stored-json.ts';

/** A record as its app knows it. */
export interface ForgettableRecord {
  readonly object: number;
  readonly id: string;
  readonly number: number;
}

/** The record itself and every twin that it has or had, directly or through another one. */
export async function recordAndTwins(
  database: Kysely<Database>,
  object: number,
  id: string,
): Promise<readonly ForgettableRecord[]> {
  const { rows } = await sql<ForgettableRecord>`
    with recursive person (number) as (
      select number from records where object_id = ${object} and id = ${id}
      union
      select case when links.left_record = person.number then links.right_record else links.left_record end
      from person join links on links.left_record = person.number or links.right_record = person.number
    )
    select records.object_id as object, records.id, records.number
    from person join records on records.number = person.number order by records.number
  `.execute(database);
  return rows;
}

/** Are creates or stand-ins of these records under way? Their values are needed until that is settled. */
export async function isUnderWay(database: Kysely<Database>, records: readonly ForgettableRecord[]): Promise<boolean> {
  for (const { object, id } of records) {
    const standIn = await database
      .selectFrom('stand_ins')
      .select('record_id')
      .where('object_id', '=', object)
      .where('record_id', '=', id)
      .executeTakeFirst();
    if (standIn) return true;
  }
  const origins = new Set(records.map(({ id }) => id));
  const intents = await database.selectFrom('intents').select(['batch', 'creates']).execute();
  return intents.some(({ batch, creates }) =>
    parseStored(createsSchema, creates, `intent ${batch}`).some((entry) =>
      entry.some((part) => origins.has(String(part))),
    ),
  );
}

const createsSchema = z.array(z.array(z.unknown()));

/**
 * Erases every value of these records: as they were observed, their keys, the bases and edges of their links, and what the logs
 * tell of them. Links become tombstones, so that the ids go on saying that they are not to be paired anew.
 */
export async function eraseRecords(
  database: Kysely<Database>,
  records: readonly ForgettableRecord[],
  at: number,
): Promise<void> {
  const numbers = records.map(({ number }) => number);
  const links = await database
    .selectFrom('links')
    .select('id')
    .where(sql<boolean>`(${among('left_record', numbers)} or ${among('right_record', numbers)})`)
    .execute();
  const linkIds = links.map(({ id }) => id);
  const empty = (await shapesFor(database, [{}])).pack({}, () => null);
  await buryLinks(database, linkIds, 'forgotten');
  await database.updateTable('links').set({ base: empty }).where(among('id', linkIds)).execute();
  for (const table of ['unread_writes', 'conflicts', 'decisions'] as const) {
    await database.deleteFrom(table).where(among('link_id', linkIds)).execute();
  }
  await emptyLog(database, numbers, empty);
  await forgetObservations(database, records, at);
}

async function forgetObservations(
  database: Kysely<Database>,
  records: readonly ForgettableRecord[],
  at: number,
): Promise<void> {
  const numbers = records.map(({ number }) => number);
  const nothing = {
    fields: null,
    alternate_keys: null,
    associations: null,
    associations_missing: 0,
    unreadable: null,
    revision: null,
    created_at: null,
    modified_at: null,
    gone: null,
    merged_into: null,
  };
  await database.updateTable('records').set(nothing).where(among('number', numbers)).execute();
  for (const table of ['record_keys', 'former_keys', 'dirty', 'holds', 'failures', 'claims'] as const) {
    await database.deleteFrom(table).where(among('record', numbers)).execute();
  }
  await database
    .insertInto('forgotten')
    .values(records.map(({ object, id }) => ({ object_id: object, record_id: id, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** One row of the log tells of many records: only what it tells of these ones is taken out. */
async function emptyLog(database: Kysely<Database>, numbers: readonly number[], empty: string): Promise<void> {
  const erased = new Set(numbers);
  const rows = await database
    .selectFrom('writes')
    .select(['id', 'changes'])
    .where('id', 'in', database.selectFrom('written_records').select('write_id').where(among('record', numbers)))
    .execute();
  for (const { id, changes } of rows) {
    const entries = parseStored(entriesSchema, changes, `write ${id}`);
    const kept = entries.map((entry) => (erased.has(entry[0]) ? [entry[0], JSON.parse(empty)] : entry));
    await database
      .updateTable('writes')
      .set({ changes: JSON.stringify(kept) })
      .where('id', '=', id)
      .execute();
  }
}

const entriesSchema = z.array(z.tuple([z.number(), z.array(z.unknown())]).rest(z.unknown()));

/**
 * Texts for people that name one of these values: of holds the record is looked at again, of brakes and of reports of runs the
 * value gives way to a sign.
 */
export async function eraseMentions(database: Kysely<Database>, values: readonly string[]): Promise<void> {
  for (const value of values) {
    // As it stands within JSON.
    const written = JSON.stringify(value).slice(1, -1);
    await sql`
      insert into dirty (pair_id, side, record)
      select pair_id, side, record from holds where detail like ${`%${escaped(written)}%`} escape '!'
      on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
    `.execute(database);
    await sql`delete from holds where detail like ${`%${escaped(written)}%`} escape '!'`.execute(database);
    await sql`update pulled_brakes set detail = replace(detail, ${written}, '…')`.execute(database);
    await sql`update runs set report = replace(report, ${written}, '…') where report is not null`.execute(database);
    await sql`update failures set message = replace(message, ${value}, '…')`.execute(database);
  }
}

const escaped = (text: string): string => text.replace(/[!%_]/g, '!$&');
