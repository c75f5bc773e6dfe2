import type { Direction } from '@linkwright/core';
import { sql } from 'kysely';
import { objectTitle } from '../compile/object-title.ts';
import { reverseDirection } from '../compile/orient.ts';
import type { CompiledAssociationMapping, CompiledEnd, CompiledSync } from '../context/compiled-sync.ts';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { type Side, sideNumber, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** An object sync as a picture of the configuration shows it. Left and right are those of the file. */
export interface MappedSync {
  readonly name: string;
  readonly implied: boolean;
  readonly left: MappedEnd;
  readonly right: MappedEnd;
  readonly direction: Direction;
  /** Each match key's parts, as people name the fields. */
  readonly matchedOn: readonly (readonly { readonly left: string; readonly right: string }[])[];
  readonly fields: readonly MappedField[];
  /** Pairs of records that are linked. `null`: there is no state yet. */
  readonly linked: number | null;
  readonly associations: readonly MappedAssociation[];
}

/** A pair of fields that is kept in step, as people name them. */
export interface MappedField {
  readonly left: string;
  readonly right: string;
  readonly direction: Direction;
}

export interface MappedEnd {
  readonly connection: string;
  /** `HubSpot` */
  readonly app: string;
  readonly object: string;
  /** Of the object, as its app has it. */
  readonly objectId: string;
  /** A filter keeps some of its records out. */
  readonly filtered: boolean;
}

export interface MappedAssociation {
  readonly left: string;
  readonly right: string;
  /** Name of the sync that pairs the targets. */
  readonly via: string;
  readonly direction: Direction;
  /** `one`: one of the two sides holds a single target. */
  readonly reading: 'one' | 'many';
  /** It marks some targets of another association on that side: a primary one, a label. */
  readonly isMark: boolean;
  /** `null`: there is no state yet. */
  readonly coverage: AssociationCoverage | null;
}

/** How far an association has come, in associations between two records. */
export interface AssociationCoverage {
  /** On both sides. */
  readonly placed: number;
  /** Their target is not linked yet. */
  readonly waiting: number;
  /** Their target is left alone or refused, so they wait until somebody does something about it. */
  readonly unplaceable: number;
}

/** What a configuration connects. `store`: `null` where there is no state yet. */
export async function describeMap(store: Store | null, syncs: readonly CompiledSync[]): Promise<readonly MappedSync[]> {
  if (store === null) return syncs.map((sync) => mappedSync(sync, null));
  const { pairs } = await numberSyncs(store, syncs);
  const described: MappedSync[] = [];
  for (const plan of pairs) described.push(mappedSync(plan.sync, await countPair(store, plan)));
  return described;
}

interface PairCounts {
  readonly linked: number;
  /** By the key of the association. */
  readonly coverage: ReadonlyMap<string, AssociationCoverage>;
}

function mappedSync(sync: CompiledSync, counts: PairCounts | null): MappedSync {
  const [left, right]: readonly [Side, Side] = sync.reversed ? ['right', 'left'] : ['left', 'right'];
  const inFile = (direction: Direction): Direction => (sync.reversed ? reverseDirection(direction) : direction);
  const endOf = (side: Side): MappedEnd => mappedEnd(sync[side], sync.filter[side].length > 0);
  return {
    name: sync.name,
    implied: sync.implied,
    left: endOf(left),
    right: endOf(right),
    direction: inFile(sync.direction),
    matchedOn: sync.matchKeys.map(({ parts }) =>
      parts.map((part) => ({ left: fieldName(sync[left], part[left]), right: fieldName(sync[right], part[right]) })),
    ),
    fields: sync.fields.map((mapping) => ({
      left: mapping[left].name,
      right: mapping[right].name,
      direction: inFile(mapping.direction),
    })),
    linked: counts?.linked ?? null,
    associations: sync.associations.map((mapping) => ({
      left: mapping[left].name,
      right: mapping[right].name,
      via: mapping.via,
      direction: inFile(mapping.direction),
      reading: mapping.reading,
      isMark: isMark(mapping),
      coverage: counts?.coverage.get(mapping.key) ?? null,
    })),
  };
}

const mappedEnd = ({ connection, displayName, object }: CompiledEnd, filtered: boolean): MappedEnd => ({
  connection,
  app: displayName,
  object: objectTitle(object),
  objectId: object.id,
  filtered,
});

const fieldName = ({ object }: CompiledEnd, id: string): string =>
  object.fields.find((field) => field.id === id)?.name ?? id;

const isMark = ({ left, right }: CompiledAssociationMapping): boolean =>
  left.markOn !== undefined || right.markOn !== undefined;

async function countPair({ database }: Store, plan: PairPlan): Promise<PairCounts> {
  const { rows } = await sql<{ linked: number }>`
    select count(*) as linked from links where pair_id = ${plan.pair} and state = 'linked'
  `.execute(database);
  const coverage = new Map<string, AssociationCoverage>();
  for (const association of plan.associations) {
    coverage.set(association.mapping.key, await countAssociation({ database }, plan, association));
  }
  return { linked: Number(rows[0]?.linked ?? 0), coverage };
}

async function countAssociation(
  { database }: Pick<Store, 'database'>,
  { pair }: PairPlan,
  { association, target }: AssociationPlan,
): Promise<AssociationCoverage> {
  const sources = sql`(select id from links where pair_id = ${pair} and state = 'linked')`;
  const needsSomebody = (table: 'holds' | 'failures', side: Side) => sql`
    exists (
      select 1 from ${sql.table(table)} kept
      where kept.pair_id = ${target.pair} and kept.side = ${sideNumber(side)} and kept.record = targets.number
        and targets.object_id = ${target[side]}
    )
  `;
  const isStuck = sql.join(
    sides.flatMap((side) => [needsSomebody('holds', side), needsSomebody('failures', side)]),
    sql` or `,
  );
  const { rows } = await sql<{ placed: number; pending: number; stuck: number }>`
    select
      (select count(*) from edges where association_id = ${association} and source_link in ${sources}) as placed,
      (select count(*) from pending_edges
        where association_id = ${association} and source_link in ${sources}) as pending,
      (select count(*) from pending_edges
        join records targets on targets.object_id = pending_edges.target_object and targets.id = pending_edges.target_record
        where association_id = ${association} and source_link in ${sources} and (${isStuck})) as stuck
  `.execute(database);
  const [counts] = rows;
  if (!counts) throw new Error('an aggregate query answers with one row');
  const [placed, pending, unplaceable] = [counts.placed, counts.pending, counts.stuck].map(Number);
  return { placed: placed ?? 0, waiting: (pending ?? 0) - (unplaceable ?? 0), unplaceable: unplaceable ?? 0 };
}
