import type { CanonicalValue } from '@linkwright/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { readDocument, saveDocument } from './documents.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { isCanonicalValue, parseStored } from './stored-json.ts';

/** What a person has decided about a linked record, until it has been written. */
export interface Decision {
  readonly id: number;
  readonly pair: number;
  readonly link: number;
  /** Where it is written. */
  readonly side: Side;
  readonly what: DecidedWrite;
  readonly reason: 'undone' | 'resolved';
}

export type DecidedWrite =
  /** `expected`: what the record must still show; with anything else, somebody has edited it since. */
  | {
      readonly kind: 'value';
      /** Mapping key. */
      readonly mapping: string;
      readonly wanted: CanonicalValue;
      readonly expected: CanonicalValue;
    }
  /** Of an association, by the numbers of their links: what the record is to point at again, and no longer. */
  | {
      readonly kind: 'targets';
      readonly association: number;
      readonly add: readonly number[];
      readonly remove: readonly number[];
    }
  | { readonly kind: 'archive' };

export type NewDecision = Omit<Decision, 'id'>;

export type TargetsDecision = Decision & { readonly what: { readonly kind: 'targets' } };

const valueSchema = z.custom<CanonicalValue>(isCanonicalValue);
const whatSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), mapping: z.string(), wanted: valueSchema, expected: valueSchema }),
  z.object({
    kind: z.literal('targets'),
    association: z.number(),
    add: z.array(z.number()),
    remove: z.array(z.number()),
  }),
  z.object({ kind: z.literal('archive') }),
]);
const reasonSchema = z.enum(['undone', 'resolved']);

function subjectOf(what: DecidedWrite): string {
  if (what.kind === 'value') return `value ${what.mapping}`;
  return what.kind === 'targets' ? `targets ${what.association}` : what.kind;
}

/** The latest about the same thing takes the place of the one before; both records are looked at. */
export async function putDecisions(
  database: Kysely<Database>,
  decisions: readonly NewDecision[],
  at: number,
): Promise<void> {
  const rows = decisions.map(({ pair, link, side, what, reason }) => ({
    pair_id: pair,
    link_id: link,
    side: sideNumber(side),
    subject: subjectOf(what),
    what: JSON.stringify(what),
    reason,
    at,
  }));
  await insertRows(database, 'decisions', rows, (chunk) =>
    database
      .insertInto('decisions')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['link_id', 'side', 'subject']).doUpdateSet((row) => ({
          what: row.ref('excluded.what'),
          reason: row.ref('excluded.reason'),
          at: row.ref('excluded.at'),
        })),
      ),
  );
  const links = [...new Set(decisions.map(({ link }) => link))];
  if (links.length === 0) return;
  await sql`
    insert into dirty (pair_id, side, record)
    select pair_id, 0, left_record from links where ${among('id', links)} and state = 'linked'
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
}

/** Those about records that are linked. */
export async function countDecisions(database: Kysely<Database>, pair: number): Promise<number> {
  const row = await database
    .selectFrom('decisions')
    .innerJoin('links', 'links.id', 'decisions.link_id')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('decisions.pair_id', '=', pair)
    .where('links.state', '=', 'linked')
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** By link. */
export async function decisionsOf(
  database: Kysely<Database>,
  links: readonly number[],
): Promise<ReadonlyMap<number, readonly Decision[]>> {
  if (links.length === 0) return new Map();
  const rows = await database
    .selectFrom('decisions')
    .selectAll()
    .where(among('link_id', links))
    .orderBy('id')
    .execute();
  return Map.groupBy(
    rows.map((row): Decision => {
      const what = `decision ${row.id}`;
      return {
        id: row.id,
        pair: row.pair_id,
        link: row.link_id,
        side: sideOf(row.side),
        what: parseStored(whatSchema, row.what, what),
        reason: parseStored(reasonSchema, JSON.stringify(row.reason), what),
      };
    }),
    ({ link }) => link,
  );
}

/** Numbers of the linked records of a pair that somebody has decided about. */
export async function decidedRecords(database: Kysely<Database>, pair: number): Promise<ReadonlySet<number>> {
  const rows = await database
    .selectFrom('decisions')
    .innerJoin('links', 'links.id', 'decisions.link_id')
    .select(['links.left_record', 'links.right_record'])
    .where('decisions.pair_id', '=', pair)
    .where('links.state', '=', 'linked')
    .execute();
  return new Set(rows.flatMap((row) => [row.left_record, row.right_record]));
}

/** What is still to be done to targets, of runs that are taken back. */
export async function undoneTargets(
  database: Kysely<Database>,
  pair: number,
): Promise<readonly (Decision & { readonly what: DecidedWrite & { readonly kind: 'targets' } })[]> {
  const rows = await database
    .selectFrom('decisions')
    .innerJoin('links', 'links.id', 'decisions.link_id')
    .select('decisions.link_id')
    .distinct()
    .where('decisions.pair_id', '=', pair)
    .where('decisions.reason', '=', 'undone')
    .where('links.state', '=', 'linked')
    .execute();
  const links = rows.map((row) => row.link_id).sort((a, b) => a - b);
  const decisions = [...(await decisionsOf(database, links)).values()].flat();
  return decisions.flatMap((decision) => {
    const { what, reason } = decision;
    return what.kind === 'targets' && reason === 'undone' ? [{ ...decision, what }] : [];
  });
}

/** Less is to be done. */
export async function replaceDecision(database: Kysely<Database>, id: number, what: DecidedWrite): Promise<void> {
  await database
    .updateTable('decisions')
    .set({ what: JSON.stringify(what) })
    .where('id', '=', id)
    .execute();
}

/** They are carried out, or no longer to be. */
export async function endDecisions(database: Kysely<Database>, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await database.deleteFrom('decisions').where(among('id', ids)).execute();
}

/** A run that was to be taken back is not: too much would change at once. */
export async function dropUndo(database: Kysely<Database>, pair: number): Promise<void> {
  await database.deleteFrom('decisions').where('pair_id', '=', pair).where('reason', '=', 'undone').execute();
}

/** Of a pair of records of which one is archived the other one is not written: its link ends with that. */
export async function dropBesideArchives(database: Kysely<Database>, pair: number): Promise<readonly EndedDecision[]> {
  const archives = database.selectFrom('decisions').select('link_id').where('subject', '=', 'archive');
  const rows = await database
    .deleteFrom('decisions')
    .where('pair_id', '=', pair)
    .where('reason', '=', 'undone')
    .where('subject', '!=', 'archive')
    .where('link_id', 'in', archives)
    .returning(endedColumns)
    .execute();
  return ended(rows);
}

/** One that is not carried out any more. */
export type EndedDecision = Pick<Decision, 'pair' | 'link' | 'side' | 'what' | 'reason'>;

const endedColumns = ['id', 'pair_id', 'link_id', 'side', 'what', 'reason'] as const;
type EndedRow = Pick<Selectable<Database['decisions']>, (typeof endedColumns)[number]>;

const ended = (rows: readonly EndedRow[]): readonly EndedDecision[] =>
  rows
    .toSorted((one, other) => one.id - other.id)
    .map((row) => ({
      pair: row.pair_id,
      link: row.link_id,
      side: sideOf(row.side),
      what: parseStored(whatSchema, row.what, `decision ${row.id}`),
      reason: parseStored(reasonSchema, JSON.stringify(row.reason), `decision ${row.id}`),
    }));

/** Since when an undo is being planned, milliseconds since 1970, UTC; empty: none is. */
const planning = 'undo-being-planned';

/** A page after the other becomes decisions, which count once they are all there. */
export const beginUndo = (database: Kysely<Database>, at: number): Promise<void> =>
  saveDocument(database, planning, String(at));

export const completeUndo = (database: Kysely<Database>): Promise<void> => saveDocument(database, planning, '');

/** A process that died while it planned an undo leaves a part of it: nobody is to carry that out. */
export async function dropHalfPlannedUndo(database: Kysely<Database>): Promise<void> {
  const since = (await readDocument(database, planning)) ?? '';
  if (since === '') return;
  await database.deleteFrom('decisions').where('reason', '=', 'undone').where('at', '>=', Number(since)).execute();
  await completeUndo(database);
}

/** What was decided about a link that has ended has nothing to be written to. */
export async function endDecisionsOfEndedLinks(
  database: Kysely<Database>,
  pair: number,
): Promise<readonly EndedDecision[]> {
  // For each decision by itself: the links of the pair are many.
  const hasEnded = sql<boolean>`not exists (
    select 1 from links where links.id = decisions.link_id and links.pair_id = ${pair} and links.state = 'linked'
  )`;
  const rows = await database
    .deleteFrom('decisions')
    .where('pair_id', '=', pair)
    .where(hasEnded)
    .returning(endedColumns)
    .execute();
  return ended(rows);
}
