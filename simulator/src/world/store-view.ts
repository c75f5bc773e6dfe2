import type { CanonicalValue } from '@linkwright/core';
import type { Store } from '@linkwright/engine';
import { sql } from 'kysely';
import type { ObjectName, Side } from '../story/story.ts';
import type { SyncShape } from './configuration.ts';

/** What the state says, told in the words of a story. Read straight from its tables. */
export interface StoredLink {
  readonly object: ObjectName;
  readonly id: number;
  readonly left: string;
  readonly right: string;
  readonly state: string;
  /** How it came to be. */
  readonly reason: string;
}

export interface StoredRecord {
  readonly object: ObjectName;
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

export interface StoredLoss {
  readonly object: ObjectName;
  readonly link: number;
  /** Left and right field id. */
  readonly fields: readonly string[];
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
}

type Shapes = Readonly<Record<ObjectName, SyncShape>>;

/** The pairs of objects in the store, by their number. */
async function pairs(store: Store, shapes: Shapes): Promise<ReadonlyMap<number, ObjectName>> {
  const { rows } = await sql<{ id: number; object: string }>`
    select pairs.id, objects.object from pairs join objects on objects.id = pairs.left_object
  `.execute(store.database);
  return new Map(
    rows.map((row) => [row.id, row.object === shapes.company.left ? ('company' as const) : ('contact' as const)]),
  );
}

export async function storedLinks(store: Store, shapes: Shapes): Promise<readonly StoredLink[]> {
  const objects = await pairs(store, shapes);
  const rows = await store.database
    .selectFrom('links')
    .innerJoin('records as left_end', 'left_end.number', 'links.left_record')
    .innerJoin('records as right_end', 'right_end.number', 'links.right_record')
    .select(['links.id', 'links.pair_id', 'links.state', 'links.reason'])
    .select(['left_end.id as left', 'right_end.id as right'])
    .orderBy('links.id')
    .execute();
  return rows.map((row) => ({
    object: objects.get(row.pair_id) ?? 'contact',
    id: row.id,
    left: row.left,
    right: row.right,
    state: row.state,
    reason: row.reason,
  }));
}

const sideOf = (number: number): Side => (number === 0 ? 'left' : 'right');

/** Records on hold and failing ones, with the reason. */
export async function listedRecords(store: Store, shapes: Shapes): Promise<readonly StoredRecord[]> {
  const objects = await pairs(store, shapes);
  const holds = await store.database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .selectAll('holds')
    .select('records.id')
    .execute();
  const failures = await store.database
    .selectFrom('failures')
    .innerJoin('records', 'records.number', 'failures.record')
    .selectAll('failures')
    .select('records.id')
    .execute();
  return [
    ...holds.map((row) => ({ pair: row.pair_id, side: row.side, id: row.id, reason: row.reason })),
    ...failures.map((row) => ({
      pair: row.pair_id,
      side: row.side,
      id: row.id,
      reason: `failing ${row.code}`,
    })),
  ].map(({ pair, side, id, reason }) => ({
    object: objects.get(pair) ?? 'contact',
    side: sideOf(side),
    id,
    reason,
  }));
}

export async function storedLosses(store: Store, shapes: Shapes): Promise<readonly StoredLoss[]> {
  const objects = await pairs(store, shapes);
  const rows = await store.database.selectFrom('conflicts').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    object: objects.get(row.pair_id) ?? 'contact',
    link: row.link_id,
    fields: JSON.parse(row.mapping),
    left: JSON.parse(row.left_value),
    right: JSON.parse(row.right_value),
  }));
}

/** Edges of which an end is not linked. */
export async function danglingEdges(store: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from edges
    left join links source on source.id = edges.source_link
    left join links target on target.id = edges.target_link
    where coalesce(source.state, '') <> 'linked' or coalesce(target.state, '') <> 'linked'
  `.execute(store.database);
  return rows[0]?.count ?? 0;
}

/** The origin of a create that is about to be sent. `null`: no intent of it has been committed. */
export async function originOf(store: Store, writeId: string): Promise<string | null> {
  const rows = await store.database.selectFrom('intents').select('creates').execute();
  /** Write id, id of the origin, values. */
  const creates = rows.flatMap((row): [string, string, object][] => JSON.parse(row.creates));
  return creates.find(([sent]) => sent === writeId)?.[1] ?? null;
}
