import type { CompiledSync } from '../context/compiled-sync.ts';
import type { ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { among } from '../store/among.ts';
import type { WriteKind } from '../store/log.ts';
import { loadObservations } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import { type PlacedWrite, type WritePlace, writePage } from '../store/write-pages.ts';
import { type HistoryEntry, toldChanges } from './describe-history.ts';
import { findRecords } from './find-records.ts';

export interface WritesAsked {
  readonly run: string;
  /** Names of syncs. Absent: all, also what no sync of the file writes any more. */
  readonly only?: readonly string[];
  /** Name of a connection. */
  readonly connection?: string;
  readonly kind?: WriteKind;
  /** The id or match key of a record. */
  readonly record?: string;
  readonly after: WritePlace | null;
  readonly limit: number;
}

/** What a run has written to one record. */
export interface ListedWrite extends Omit<HistoryEntry, 'side' | 'connection'> {
  /** Syncs of the file that pair these objects. */
  readonly syncs: readonly string[];
  /** `null`: no sync of the file writes there any more. */
  readonly side: Side | null;
  readonly connection: string | null;
  readonly object: string;
  readonly label: string;
}

/** In the order it was written. `next`: where the next page begins; `null`: this was the last. */
export async function listWrites(
  store: Store,
  syncs: readonly CompiledSync[],
  { run, only, connection, kind, record, after, limit }: WritesAsked,
): Promise<{ readonly items: readonly ListedWrite[]; readonly next: WritePlace | null }> {
  const { database } = store;
  const { pairs, objects } = await numberSyncs(store, syncs);
  const isFiltered = only !== undefined || connection !== undefined || record !== undefined;
  const meant = pairs
    .filter(({ sync }) => only?.includes(sync.name) ?? true)
    .flatMap((pair) => sides.map((side) => ({ pair, side })))
    .filter(({ pair, side }) => connection === undefined || pair.sync[side].connection === connection);
  const numbers = new Set<number>();
  for (const { pair, side } of record === undefined ? [] : meant) {
    const ids = await findRecords(store, pair, side, record ?? '');
    for (const { number } of (await loadObservations(database, pair[side].object, ids)).values()) numbers.add(number);
  }
  const found = await writePage(database, {
    run,
    ...(isFiltered && { to: meant.map(({ pair, side }) => ({ pair: pair.pair, side })) }),
    ...(kind && { kind }),
    ...(record !== undefined && { records: [...numbers] }),
    after,
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  return {
    items: await describe(store, pairs, objects, shown),
    next: found.length > limit ? (shown.at(-1)?.place ?? after) : null,
  };
}

async function describe(
  store: Store,
  pairs: readonly PairPlan[],
  objects: readonly ObjectPlan[],
  writes: readonly PlacedWrite[],
): Promise<readonly ListedWrite[]> {
  const records = await recordsOf(store, [...new Set(writes.map(({ record }) => record))]);
  const described: ListedWrite[] = [];
  for (const { pair: number, side, record, run, at, kind, changes } of writes) {
    const sharing = pairs.filter(({ pair }) => pair === number);
    const [pair] = sharing;
    const { id = '', object = '', label = id } = records(record, pair?.[side]) ?? {};
    described.push({
      at,
      run,
      kind,
      syncs: sharing.map(({ sync }) => sync.name),
      side: pair ? fileSide(pair, side) : null,
      connection: pair?.sync[side].connection ?? null,
      object: pair?.sync[side].object.name ?? object,
      id,
      label,
      changes: await toldChanges(store, pair ?? null, objects, { side, kind, changes }),
    });
  }
  return described;
}

interface NamedRecord {
  readonly id: string;
  readonly object: string;
  readonly label?: string;
}

/** By number: also of objects that no sync of the file pairs any more. */
async function recordsOf({ database }: Store, numbers: readonly number[]) {
  const rows =
    numbers.length === 0
      ? []
      : await database
          .selectFrom('records')
          .innerJoin('objects', 'objects.id', 'records.object_id')
          .select(['records.number', 'records.id', 'records.object_id', 'objects.object'])
          .where(among('records.number', numbers))
          .execute();
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const observed = new Map<number, Awaited<ReturnType<typeof loadObservations>>>();
  for (const [object, ofObject] of Map.groupBy(rows, (row) => row.object_id)) {
    const ids = ofObject.map(({ id }) => id);
    observed.set(object, await loadObservations(database, object, ids));
  }
  return (number: number, plan: ObjectPlan | undefined): NamedRecord | undefined => {
    const row = byNumber.get(number);
    if (!row) return undefined;
    const record = observed.get(row.object_id)?.get(row.id);
    return { id: row.id, object: row.object, ...(plan && record && { label: labelOf(plan, record) }) };
  };
}
