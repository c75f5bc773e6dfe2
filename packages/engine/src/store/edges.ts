import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { inChunks } from './in-chunks.ts';
import { type Side, sideNumber, sideOf, sides } from './side.ts';

/** Target links by source link, by association. */
export type EdgesBySource = Map<number, Map<number, Set<number>>>;

export async function loadEdges(database: Kysely<Database>, sources: readonly number[]): Promise<EdgesBySource> {
  const found: EdgesBySource = new Map();
  for (const chunk of inChunks(sources)) {
    const rows = await database.selectFrom('edges').selectAll().where('source_link', 'in', chunk).execute();
    for (const row of rows) {
      const ofSource = found.get(row.source_link) ?? new Map<number, Set<number>>();
      found.set(row.source_link, ofSource);
      const targets = ofSource.get(row.association_id) ?? new Set<number>();
      ofSource.set(row.association_id, targets);
      targets.add(row.target_link);
    }
  }
  return found;
}

export interface EdgeChange {
  readonly association: number;
  readonly source: number;
  readonly target: number;
}

export async function addEdges(database: Kysely<Database>, edges: readonly EdgeChange[]): Promise<void> {
  for (const chunk of inChunks(edges)) {
    await database
      .insertInto('edges')
      .values(
        chunk.map((edge) => ({
          association_id: edge.association,
          source_link: edge.source,
          target_link: edge.target,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function removeEdges(database: Kysely<Database>, edges: readonly EdgeChange[]): Promise<void> {
  for (const chunk of inChunks(edges)) {
    const rows = sql.join(chunk.map((edge) => sql`(${edge.association}, ${edge.source}, ${edge.target})`));
    await sql`
      delete from edges where (association_id, source_link, target_link) in (values ${rows})
    `.execute(database);
  }
}

export interface PendingEdge {
  readonly association: number;
  readonly source: number;
  readonly side: Side;
  readonly targetObject: number;
  readonly targetRecord: string;
  readonly reason: string;
}

/** Replaces what is pending for these sources. */
export async function replacePendingEdges(
  database: Kysely<Database>,
  sources: readonly number[],
  pending: readonly PendingEdge[],
): Promise<void> {
  for (const chunk of inChunks(sources)) {
    await database.deleteFrom('pending_edges').where('source_link', 'in', chunk).execute();
  }
  for (const chunk of inChunks(pending)) {
    await database
      .insertInto('pending_edges')
      .values(
        chunk.map((edge) => ({
          association_id: edge.association,
          source_link: edge.source,
          side: sideNumber(edge.side),
          target_object: edge.targetObject,
          target_record: edge.targetRecord,
          reason: edge.reason,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function pendingEdgesOf(database: Kysely<Database>, sources: readonly number[]): Promise<PendingEdge[]> {
  const found: PendingEdge[] = [];
  for (const chunk of inChunks(sources)) {
    const rows = await database.selectFrom('pending_edges').selectAll().where('source_link', 'in', chunk).execute();
    for (const row of rows) {
      found.push({
        association: row.association_id,
        source: row.source_link,
        side: sideOf(row.side),
        targetObject: row.target_object,
        targetRecord: row.target_record,
        reason: row.reason,
      });
    }
  }
  return found;
}

/** Targets got a link (or came back): the records that wait for them on either side are looked at again. */
export async function wakeSourcesOf(
  database: Kysely<Database>,
  objects: Readonly<Record<Side, { readonly object: number }>>,
  links: readonly Readonly<Record<Side, string>>[],
): Promise<void> {
  for (const side of sides) {
    await wakeSources(
      database,
      objects[side].object,
      links.map((link) => link[side]),
    );
  }
}

async function wakeSources(
  database: Kysely<Database>,
  targetObject: number,
  records: readonly string[],
): Promise<void> {
  for (const chunk of inChunks(records)) {
    await sql`
      insert into dirty (pair_id, side, record_id)
      select distinct links.pair_id, 0, links.left_id
      from pending_edges join links on links.id = pending_edges.source_link
      where links.state = 'linked' and pending_edges.target_object = ${targetObject}
        and pending_edges.target_record in (${sql.join(chunk)})
      on conflict (pair_id, side, record_id) do update set marks = dirty.marks + 1
    `.execute(database);
  }
}
