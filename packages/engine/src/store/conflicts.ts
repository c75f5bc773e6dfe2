import type { CanonicalValue } from '@linkwright/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { insertRows } from './insert-rows.ts';
import type { Side } from './side.ts';
import { type Base, isCanonicalValue, parseStored } from './stored-json.ts';
import { type WriteReason, writeReasons } from './write-reason.ts';

/** A value that lost: it can be brought back from here. */
export interface Conflict {
  readonly link: number;
  readonly mapping: string;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  /** `null`: there was none, or it is an association, whose base is its edges. */
  readonly base: Base[string] | null;
  /** The apps' own times of the versions that were compared. `null`: not told. */
  readonly times: Readonly<Record<Side, string | null>>;
  readonly winner: Side;
  readonly reason: WriteReason;
}

/**
 * Committed before the write that makes the value lose: whatever happens to the process, it can be brought back. Until
 * the app's answer is stored an entry is `sent`; the next attempt at the same value takes its place. An attempt at another
 * value finds that the one before is gone: most likely it was overwritten by a write that was not answered.
 */
export async function openConflicts(
  database: Kysely<Database>,
  run: string,
  pair: number,
  conflicts: readonly Conflict[],
  at: number,
): Promise<void> {
  if (conflicts.length === 0) return;
  const losing = given(
    { link: 'integer', mapping: 'text', winner: 'text', value: 'text' },
    conflicts.map(({ link, mapping, left, right, winner }) => [
      link,
      mapping,
      winner,
      JSON.stringify(winner === 'left' ? right : left),
    ]),
  );
  await sql`
    delete from conflicts where state = 'sent'
      and (link_id, mapping, winner, case winner when 'left' then right_value else left_value end) in ${losing}
  `.execute(database);
  await closeConflicts(database, conflicts);
  const rows = conflicts.map((conflict) => ({
    run,
    pair_id: pair,
    link_id: conflict.link,
    mapping: conflict.mapping,
    left_value: JSON.stringify(conflict.left),
    right_value: JSON.stringify(conflict.right),
    base: conflict.base && JSON.stringify(conflict.base),
    left_time: conflict.times.left,
    right_time: conflict.times.right,
    winner: conflict.winner,
    reason: conflict.reason,
    state: 'sent' as const,
    at,
  }));
  await insertRows(database, 'conflicts', rows, (chunk) => database.insertInto('conflicts').values(chunk));
}

/** The app holds the value that won. */
export async function closeConflicts(database: Kysely<Database>, conflicts: readonly Conflict[]): Promise<void> {
  if (conflicts.length === 0) return;
  await sql`
    update conflicts set state = 'decided' where state = 'sent' and (link_id, mapping) in ${mappingsOf(conflicts)}
  `.execute(database);
}

/** Nothing was written, so nothing was lost. */
export async function dropConflicts(database: Kysely<Database>, conflicts: readonly Conflict[]): Promise<void> {
  if (conflicts.length === 0) return;
  await sql`
    delete from conflicts where state = 'sent' and (link_id, mapping) in ${mappingsOf(conflicts)}
  `.execute(database);
}

/** Two values that stand until somebody has decided. */
export type Review = Omit<Conflict, 'winner'>;

/** Numbers of the pairs in which somebody is to decide something. */
export async function pairsInReview(database: Kysely<Database>): Promise<Set<number>> {
  const rows = await database
    .selectFrom('conflicts')
    .select('pair_id')
    .distinct()
    // As a text, so that SQLite sees that the index of this state serves.
    .where('state', '=', sql.lit('waiting'))
    .execute();
  return new Set(rows.map((row) => row.pair_id));
}

/**
 * What is to be decided about these links. An entry whose values are the same keeps its number; one that is no longer to be
 * decided was settled by an edit.
 */
export async function replaceReviews(
  database: Kysely<Database>,
  {
    run,
    pair,
    links,
    reviews,
    at,
  }: {
    readonly run: string;
    readonly pair: number;
    readonly links: readonly number[];
    readonly reviews: readonly Review[];
    readonly at: number;
  },
): Promise<void> {
  if (links.length === 0) return;
  const waiting = await database
    .selectFrom('conflicts')
    .select(['id', 'link_id', 'mapping', 'left_value', 'right_value'])
    .where('state', '=', 'waiting')
    .where(among('link_id', links))
    .execute();
  const rows = reviews.map((review) => ({
    run,
    pair_id: pair,
    link_id: review.link,
    mapping: review.mapping,
    left_value: JSON.stringify(review.left),
    right_value: JSON.stringify(review.right),
    base: review.base && JSON.stringify(review.base),
    left_time: review.times.left,
    right_time: review.times.right,
    winner: null,
    reason: review.reason,
    state: 'waiting' as const,
    at,
  }));
  const nameOf = (row: Pick<(typeof rows)[number], 'link_id' | 'mapping' | 'left_value' | 'right_value'>): string =>
    JSON.stringify([row.link_id, row.mapping, row.left_value, row.right_value]);
  const wanted = new Set(rows.map(nameOf));
  const known = new Set(waiting.map(nameOf));
  const settled = waiting.filter((row) => !wanted.has(nameOf(row))).map(({ id }) => id);
  if (settled.length > 0) {
    await database.updateTable('conflicts').set({ state: 'settled' }).where(among('id', settled)).execute();
  }
  const fresh = rows.filter((row) => !known.has(nameOf(row)));
  await insertRows(database, 'conflicts', fresh, (chunk) => database.insertInto('conflicts').values(chunk));
}

/** What somebody has said about a conflict. */
export interface Resolution {
  /** What each side was to hold since. */
  readonly values: Readonly<Record<Side, CanonicalValue>>;
  readonly run: string;
  /** Who said it, as the host of the engine tells. `null`: nobody was named. */
  readonly by: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** An entry of the log of conflicts. */
export interface LoggedConflict extends Omit<Conflict, 'winner'> {
  readonly id: number;
  readonly run: string;
  readonly pair: number;
  /** `null`: a person is to say. */
  readonly winner: Side | null;
  readonly state: ConflictState;
  /** `null`: nobody has said anything, or before that was kept. */
  readonly resolution: Resolution | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

export type ConflictState = Database['conflicts']['state'];

export interface ConflictsWanted {
  readonly pair: number;
  /** Absent: of every link, of every run, in every state. */
  readonly links?: readonly number[];
  readonly run?: string;
  readonly states?: readonly ConflictState[];
  /** Only those with a lower number. */
  readonly before?: number;
}

const wantedConflicts = (database: Kysely<Database>, { pair, links, run, states, before }: ConflictsWanted) =>
  database
    .selectFrom('conflicts')
    .where('pair_id', '=', pair)
    .$if(links !== undefined, (query) => query.where(among('link_id', links ?? [])))
    .$if(run !== undefined, (query) => query.where('run', '=', run ?? ''))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .$if(states !== undefined, (query) => query.where('state', 'in', states ?? []));

export async function countConflicts(database: Kysely<Database>, wanted: ConflictsWanted): Promise<number> {
  const row = await wantedConflicts(database, wanted)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** The latest first. */
export async function loadConflicts(
  database: Kysely<Database>,
  wanted: ConflictsWanted,
  limit: number,
): Promise<readonly LoggedConflict[]> {
  const rows = await wantedConflicts(database, wanted).selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(toConflict);
}

export async function conflictById(database: Kysely<Database>, id: number): Promise<LoggedConflict | null> {
  const row = await database.selectFrom('conflicts').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toConflict(row) : null;
}

/** Somebody has said which value is right. `winner`: `null`: neither of the two. */
export async function resolveConflict(
  database: Kysely<Database>,
  id: number,
  winner: Side | null,
  resolution: Resolution,
): Promise<void> {
  await database
    .updateTable('conflicts')
    .set({ state: 'resolved', winner, resolution: JSON.stringify(resolution) })
    .where('id', '=', id)
    .execute();
}

const valueSchema = z.custom<CanonicalValue>(isCanonicalValue);
const baseSchema = z.tuple([valueSchema, valueSchema]);
const reasonSchema = z.enum(writeReasons);
const resolutionSchema = z.object({
  values: z.object({ left: valueSchema, right: valueSchema }),
  run: z.string(),
  by: z.string().nullable(),
  at: z.number(),
});

function toConflict(row: Selectable<Database['conflicts']>): LoggedConflict {
  const what = `conflict ${row.id}`;
  return {
    id: row.id,
    run: row.run,
    pair: row.pair_id,
    link: row.link_id,
    mapping: row.mapping,
    left: parseStored(valueSchema, row.left_value, what),
    right: parseStored(valueSchema, row.right_value, what),
    base: row.base === null ? null : parseStored(baseSchema, row.base, what),
    times: { left: row.left_time, right: row.right_time },
    winner: row.winner,
    reason: parseStored(reasonSchema, JSON.stringify(row.reason), what),
    state: row.state,
    resolution: row.resolution === null ? null : parseStored(resolutionSchema, row.resolution, what),
    at: row.at,
  };
}

const mappingsOf = (conflicts: readonly Conflict[]) =>
  given(
    { link: 'integer', mapping: 'text' },
    conflicts.map(({ link, mapping }) => [link, mapping]),
  );
