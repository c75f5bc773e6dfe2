import type { AssociationTarget, RecordAssociations } from '@linkwright/core';
import { type Kysely, sql } from 'kysely';
import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { among } from '../store/among.ts';
import type { Database } from '../store/database.ts';
import { given } from '../store/given.ts';
import { observationPages } from '../store/observation-pages.ts';
import type { Observation } from '../store/observations.ts';
import type { Store } from '../store/store.ts';
import { observeGone } from './observe-records.ts';
import type { InverseScan } from './plan-scan.ts';

interface Edge {
  readonly field: string;
  readonly source: string;
  readonly target: string;
}

/**
 * Asks the targets who points at them, and returns the records of which that tells something else than is known.
 *
 * An answer is not taken for the record's own: a link that moves while the targets are asked one batch after the other can
 * be missed at both of them. So what differs is read from the record itself before it counts.
 */
export async function scanFromTargets(
  context: CycleContext,
  plan: ObjectPlan,
  { target, fields }: InverseScan,
): Promise<readonly string[]> {
  const { store, signal } = context;
  const scanned = await startScanned(store, plan);
  const batch = target.end.capabilities.batchLimits.readAssociations;
  const own = new Map(fields.map((field) => [field.inverse, field.own]));
  for await (const page of observationPages(store.database, target.object, batch)) {
    const answers = await target.end.app.readAssociations(
      { object: target.end.object.id, associations: [...own.keys()], ids: page.map(({ id }) => id) },
      { signal },
    );
    await store.transaction(async (database) => {
      await scanned.add(database, edgesOf(answers, own));
      const gone = answers.filter(({ associations }) => associations === null);
      await observeGone(
        database,
        target,
        gone.map(({ id }) => ({ id, mergedInto: null })),
      );
    });
    signal.throwIfAborted();
  }
  const differing: string[] = [];
  for await (const page of observationPages(store.database, plan.object, 1000)) {
    const shown = await scanned.of(page.map(({ id }) => id));
    for (const record of page) {
      if (!saysTheSame(record, [...own.values()], shown.get(record.id) ?? new Set())) differing.push(record.id);
    }
  }
  await scanned.drop();
  return differing;
}

const edgesOf = (answers: readonly RecordAssociations[], own: ReadonlyMap<string, string>): readonly Edge[] =>
  answers.flatMap(({ id, associations }) =>
    Object.entries(associations ?? {}).flatMap(([inverse, sources]) => {
      const field = own.get(inverse);
      if (field === undefined) return [];
      return sources.flatMap((source) => ('id' in source ? [{ field, source: source.id, target: id }] : []));
    }),
  );

const edgeName = (field: string, target: string): string => JSON.stringify([field, target]);

function saysTheSame(record: Observation, fields: readonly string[], scanned: ReadonlySet<string>): boolean {
  const known = fields.flatMap((field) => {
    const targets: readonly AssociationTarget[] = record.associations[field] ?? [];
    return targets.map((target) => edgeName(field, 'id' in target ? target.id : target.key));
  });
  return known.length === scanned.size && known.every((name) => scanned.has(name));
}

/** The edges that the targets have shown; kept in a temporary table until all of a record's are there. */
interface ScannedEdges {
  add(database: Kysely<Database>, edges: readonly Edge[]): Promise<void>;
  /** By source. */
  of(sources: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  drop(): Promise<void>;
}

async function startScanned(store: Store, plan: ObjectPlan): Promise<ScannedEdges> {
  const name = `scanned_${plan.object}`;
  const table = sql.table(name);
  const drop = (): Promise<void> =>
    store.transaction(async (database) => {
      await sql`drop table if exists ${table}`.execute(database);
    });
  await drop();
  await store.transaction(async (database) => {
    await database.schema
      .createTable(name)
      .temporary()
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('field', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint(`${name}_identity`, ['source', 'field', 'target'])
      .execute();
  });
  return {
    drop,
    async add(database, edges) {
      const shown = given(
        { source: 'text', field: 'text', target: 'text' },
        edges.map(({ source, field, target }) => [source, field, target]),
      );
      await sql`
        insert into ${table} (source, field, target)
        select source, field, target from ${shown} as shown where true on conflict do nothing
      `.execute(database);
    },
    async of(sources) {
      const { rows } = await sql<Edge>`
        select source, field, target from ${table} where ${among('source', sources)}
      `.execute(store.database);
      const found = new Map<string, Set<string>>();
      for (const { source, field, target } of rows) {
        const names = found.get(source) ?? new Set<string>();
        found.set(source, names.add(edgeName(field, target)));
      }
      return found;
    },
  };
}
