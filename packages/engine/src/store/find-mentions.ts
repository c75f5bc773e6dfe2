import { type Kysely, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { parseStored } from './stored-json.ts';

/** Where the state names a text: in what a record showed, or in what is kept of its writes, conflicts and links. */
export type MentionPlace = 'values' | 'log';

/** A record that is told of with one of the texts. */
export interface Mention {
  readonly object: number;
  readonly id: string;
  readonly places: readonly MentionPlace[];
}

/**
 * Records, other than those of these numbers, in whose own values one of the texts stands, whatever their case: what their app
 * shows of them, and what the logs keep. The whole state is read for it.
 */
export async function findMentions(
  database: Kysely<Database>,
  texts: readonly string[],
  except: ReadonlySet<number>,
): Promise<readonly Mention[]> {
  const found = new Map<number, Set<MentionPlace>>();
  const add = (number: number, place: MentionPlace): void => {
    if (except.has(number)) return;
    const places = found.get(number) ?? new Set<MentionPlace>();
    found.set(number, places.add(place));
  };
  for (const text of texts) {
    // As it stands within JSON.
    const written = JSON.stringify(text).slice(1, -1).toLowerCase();
    const names = (...columns: readonly string[]): RawBuilder<boolean> =>
      sql`(${sql.join(
        columns.map((column) => sql`lower(${sql.ref(column)}) like ${`%${escaped(written)}%`} escape '!'`),
        sql` or `,
      )})`;
    for (const number of await numbersOf(
      database,
      sql`select number from records where ${names('fields', 'alternate_keys')}`,
    ))
      add(number, 'values');
    const ofLinks = [
      sql`select left_record as number from links where ${names('base')}`,
      sql`select right_record as number from links where ${names('base')}`,
      ...(['left_record', 'right_record'] as const).flatMap((end) => [
        sql`select ${sql.ref(end)} as number from conflicts join links on links.id = conflicts.link_id
          where ${names('conflicts.left_value', 'conflicts.right_value', 'conflicts.base', 'conflicts.resolution')}`,
        sql`select ${sql.ref(end)} as number from decisions join links on links.id = decisions.link_id
          where ${names('decisions.what')}`,
      ]),
    ];
    for (const query of ofLinks) for (const number of await numbersOf(database, query)) add(number, 'log');
    const writes = await sql<{ id: number; changes: string }>`
      select id, changes from writes where ${names('changes')}
    `.execute(database);
    for (const { id, changes } of writes.rows) {
      for (const entry of parseStored(entriesSchema, changes, `write ${id}`)) {
        if (JSON.stringify(entry).toLowerCase().includes(written)) add(entry[0], 'log');
      }
    }
  }
  if (found.size === 0) return [];
  const rows = await database
    .selectFrom('records')
    .select(['number', 'object_id', 'id'])
    .where(among('number', [...found.keys()]))
    .orderBy('number')
    .execute();
  return rows.map(({ number, object_id: object, id }) => ({ object, id, places: [...(found.get(number) ?? [])] }));
}

const entriesSchema = z.array(z.tuple([z.number()]).rest(z.unknown()));

async function numbersOf(database: Kysely<Database>, query: RawBuilder<unknown>): Promise<readonly number[]> {
  const { rows } = await sql<{ number: number }>`${query}`.execute(database);
  return rows.map(({ number }) => number);
}

const escaped = (text: string): string => text.replace(/[!%_]/g, '!$&');
