import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { inChunks } from './in-chunks.ts';
import { insertRows } from './insert-rows.ts';
import type { NumberedRecord } from './record-keys.ts';
import { type Side, sideColumn, sideNumber, sideOf, sides } from './side.ts';

/** The keys by which each side named a target at the last successful sync. `null`: by its record id. */
export type EdgeKeys = Readonly<Record<Side, string | null>>;

export interface StoredEdge {
  readonly keys: EdgeKeys;
  /** The side that alone holds it, as somebody has decided. Absent: both hold it. */
  readonly heldBy?: Side;
}

/** Target links by source link, by association. */
export type EdgesBySource = Map<number, Map<number, Map<number, StoredEdge>>>;

export async function loadEdges(database: Kysely<Database>, sources: readonly number[]): Promise<EdgesBySource> {
  const found: EdgesBySource = new Map();
  if (sources.length === 0) return found;
  const rows = await database.selectFrom('edges').selectAll().where(among('source_link', sources)).execute();
  for (const row of rows) {
    const ofSource = found.get(row.source_link) ?? new Map<number, Map<number, StoredEdge>>();
    found.set(row.source_link, ofSource);
    const targets = ofSource.get(row.association_id) ?? new Map<number, StoredEdge>();
    ofSource.set(row.association_id, targets);
    const keys = { left: row.left_key, right: row.right_key };
    targets.set(row.target_link, { keys, ...(row.held_by !== null && { heldBy: sideOf(row.held_by) }) });
  }
  return found;
}

/** How many records point at one target through these associations, at most. */
export async function largestFanIn(database: Kysely<Database>, associations: readonly number[]): Promise<number> {
  if (associations.length === 0) return 0;
  const row = await database
    .selectFrom('edges')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('association_id', 'in', associations)
    .groupBy(['association_id', 'target_link'])
    .orderBy('count', 'desc')
    .limit(1)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export interface EdgeChange {
  readonly association: number;
  readonly source: number;
  readonly target: number;
  /** Absent: both sides name the target by its record id. */
  readonly keys?: EdgeKeys;
  /** Absent: both sides hold it. */
  readonly heldBy?: Side;
}

/** An edge that is there already takes over the keys, and who holds it. */
export async function addEdges(database: Kysely<Database>, edges: readonly EdgeChange[]): Promise<void> {
  const rows = edges.map((edge) => ({
    association_id: edge.association,
    source_link: edge.source,
    target_link: edge.target,
    left_key: edge.keys?.left ?? null,
    right_key: edge.keys?.right ?? null,
    held_by: edge.heldBy === undefined ? null : sideNumber(edge.heldBy),
  }));
  await insertRows(database, 'edges', rows, (chunk) =>
    database
      .insertInto('edges')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['association_id', 'source_link', 'target_link']).doUpdateSet((row) => ({
          left_key: row.ref('excluded.left_key'),
          right_key: row.ref('excluded.right_key'),
          held_by: row.ref('excluded.held_by'),
        })),
      ),
  );
}

export async function removeEdges(database: Kysely<Database>, edges: readonly EdgeChange[]): Promise<void> {
  if (edges.length === 0) return;
  const removed = given(
    { association: 'integer', source: 'integer', target: 'integer' },
    edges.map(({ association, source, target }) => [association, source, target]),
  );
  await sql`delete from edges where (association_id, source_link, target_link) in ${removed}`.execute(database);
}

export interface PendingEdge {
  readonly association: number;
  readonly source: number;
  readonly side: Side;
  readonly targetObject: number;
  readonly targetRecord: string;
  /** The key that the target was looked for by. `null`: it is named by its id. */
  readonly key: PendingKey | null;
  readonly reason: string;
}

export interface PendingKey {
  /** Number of the index of keys. */
  readonly definition: number;
  /** Normalized. */
  readonly key: string;
}

/** Replaces what is pending for these sources. */
export async function replacePendingEdges(
  database: Kysely<Database>,
  sources: readonly number[],
  pending: readonly PendingEdge[],
): Promise<void> {
  if (sources.length > 0) await database.deleteFrom('pending_edges').where(among('source_link', sources)).execute();
  const rows = pending.map((edge) => ({
    association_id: edge.association,
    source_link: edge.source,
    side: sideNumber(edge.side),
    target_object: edge.targetObject,
    target_record: edge.targetRecord,
    key_definition: edge.key?.definition ?? null,
    target_key: edge.key?.key ?? null,
    reason: edge.reason,
  }));
  await insertRows(database, 'pending_edges', rows, (chunk) =>
    database
      .insertInto('pending_edges')
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing()),
  );
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
        key:
          row.key_definition === null || row.target_key === null
            ? null
            : { definition: row.key_definition, key: row.target_key },
        reason: row.reason,
      });
    }
  }
  return found;
}

/** The records whose associations with these links both sides hold are looked at again. */
export async function wakeEdgesTo(
  database: Kysely<Database>,
  targets: readonly { readonly id: number }[],
): Promise<void> {
  for (const chunk of inChunks(targets)) {
    await sql`
      insert into dirty (pair_id, side, record)
      select distinct links.pair_id, 0, links.left_record
      from edges join links on links.id = edges.source_link
      where edges.target_link in (${sql.join(chunk.map((link) => link.id))}) and links.state = 'linked'
      on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
    `.execute(database);
  }
}

/** Targets got a link (or came back): the records that wait for them on either side are looked at again. */
export async function wakeSourcesOf(
  database: Kysely<Database>,
  objects: Readonly<Record<Side, { readonly object: number }>>,
  links: readonly Readonly<Record<Side, string>>[],
): Promise<void> {
  await wakeSources(
    database,
    sides.map((side) => ({ object: objects[side].object, records: links.map((link) => link[side]) })),
  );
}

async function wakeSources(
  database: Kysely<Database>,
  targets: readonly { readonly object: number; readonly records: readonly string[] }[],
): Promise<void> {
  const waiting = targets
    .filter(({ records }) => records.length > 0)
    .map(
      ({ object, records }) => sql`
        select links.pair_id, 0, links.left_record
        from pending_edges join links on links.id = pending_edges.source_link
        where links.state = 'linked' and pending_edges.target_object = ${object}
          and ${among('pending_edges.target_record', records)}
      `,
    );
  if (waiting.length === 0 || !(await waitsAny(database))) return;
  // Each source once.
  await sql`
    insert into dirty (pair_id, side, record)
    select * from (${sql.join(waiting, sql` union `)}) as waiting where true
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
}

/** Mostly nothing waits at all, and then thousands of targets need not be looked for. */
async function waitsAny(database: Kysely<Database>): Promise<boolean> {
  const row = await database.selectFrom('pending_edges').select('source_link').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Records bear other keys than before: sources that wait for one of the keys are looked at again. */
export async function wakeWaitersForKeys(
  database: Kysely<Database>,
  definition: number,
  keys: readonly string[],
): Promise<void> {
  for (const chunk of inChunks([...new Set(keys)])) {
    await sql`
      insert into dirty (pair_id, side, record)
      select distinct links.pair_id, 0, links.left_record
      from pending_edges join links on links.id = pending_edges.source_link
      where links.state = 'linked' and pending_edges.key_definition = ${definition}
        and pending_edges.target_key in (${sql.join(chunk)})
      on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
    `.execute(database);
  }
}

/**
 * Whoever names its targets by keys through these associations, or waits for one to be borne, is looked at again.
 * `sources`: only these links are. Absent: all.
 */
export async function wakeSourcesWithKeys(
  database: Kysely<Database>,
  associations: readonly number[],
  sources?: readonly number[],
): Promise<void> {
  const isAsked = sources ? among('source.id', sources) : sql<boolean>`true`;
  for (const chunk of inChunks([...new Set(associations)])) {
    await sql`
      insert into dirty (pair_id, side, record)
      select distinct source.pair_id, 0, source.left_record
      from (
        select source_link from edges
        where association_id in (${sql.join(chunk)}) and (left_key is not null or right_key is not null)
        union
        select source_link from pending_edges where association_id in (${sql.join(chunk)})
      ) keyed join links source on source.id = keyed.source_link
      where source.state = 'linked' and ${isAsked}
      on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
    `.execute(database);
  }
}

/** Records of one side of a pair bear other keys than before: what points at them by key has to follow. */
export async function wakeSourcesByEdge(
  database: Kysely<Database>,
  target: { readonly pair: number; readonly side: Side; readonly object: number },
  associations: readonly number[],
  records: readonly NumberedRecord[],
): Promise<void> {
  if (associations.length === 0) return;
  const column = sql.ref(`target.${sideColumn(target.side)}`);
  for (const chunk of inChunks(records)) {
    await sql`
      insert into dirty (pair_id, side, record)
      select distinct source.pair_id, 0, source.left_record
      from links target
        join edges on edges.target_link = target.id
        join links source on source.id = edges.source_link
      where target.pair_id = ${target.pair} and target.state = 'linked' and source.state = 'linked'
        and ${column} in (${sql.join(chunk.map(({ number }) => number))}) and edges.association_id in (${sql.join(associations)})
      on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
    `.execute(database);
  }
  await wakeSources(database, [{ object: target.object, records: records.map(({ id }) => id) }]);
}
