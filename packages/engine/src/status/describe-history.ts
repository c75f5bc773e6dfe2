import type { CanonicalValue } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import type { Link } from '../store/links.ts';
import { type PastWrites, recentWrites, usualReason, type WrittenChange } from '../store/log.ts';
import { mergedInto } from '../store/merged-records.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { writesKeptSince } from '../store/prune-log.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { WriteReason } from '../store/write-reason.ts';
import type { KnownPlans } from './describe-associations.ts';
import { fieldName, targetLabels } from './mapped-names.ts';

/** One write to one of two twins. */
export interface HistoryEntry {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly run: string;
  /** Where it was written: the side of the file, and its connection. */
  readonly side: Side;
  readonly connection: string;
  /** The record that was written: one of the two, or one that has been merged into it since. */
  readonly id: string;
  readonly kind: PastWrites['kind'];
  readonly changes: readonly HistoryChange[];
}

export interface HistoryChange {
  readonly field: string;
  /** Targets are told by their labels. */
  readonly before: CanonicalValue;
  readonly after: CanonicalValue;
  /** What the app made of it. Absent: just that. */
  readonly held?: CanonicalValue;
  readonly reason: WriteReason;
}

/** What was written to both twins, and to what has been merged into them, in the order it was written. */
export async function describeHistory(
  store: Store,
  pair: PairPlan,
  records: Record<Side, Observation | null>,
  { objects }: Pick<KnownPlans, 'objects'>,
): Promise<readonly HistoryEntry[]> {
  const { database } = store;
  const writes: (PastWrites & { readonly id: string })[] = [];
  for (const side of sides) {
    const record = records[side];
    if (!record) continue;
    const { object } = pair[side];
    const merged = (await mergedInto(database, object, [record.id])).get(record.id) ?? [];
    const known = await loadObservations(database, object, [record.id, ...merged]);
    const ids = new Map([...known.values()].map(({ id, number }) => [number, id]));
    for (const [number, ofRecord] of await recentWrites(database, pair.pair, side, [...ids.keys()], 0)) {
      writes.push(...ofRecord.map((write) => ({ ...write, id: ids.get(number) ?? record.id })));
    }
  }
  writes.sort((a, b) => a.write - b.write);
  const described: HistoryEntry[] = [];
  for (const { at, run, side, id, kind, changes } of writes) {
    const told = await toldChanges(store, pair, objects, { side, kind, changes });
    const { connection } = pair.sync[side];
    described.push({ at, run, side: fileSide(pair, side), connection, id, kind, changes: told });
  }
  return described;
}

/** With the names of fields, and targets by their labels. `pair`: `null` where no sync of the file pairs the objects any more. */
export async function toldChanges(
  store: Store,
  pair: PairPlan | null,
  objects: KnownPlans['objects'],
  { side, kind, changes }: Pick<PastWrites, 'side' | 'kind' | 'changes'>,
): Promise<readonly HistoryChange[]> {
  const told: HistoryChange[] = [];
  for (const [id, { reason = usualReason[kind], ...change }] of Object.entries(changes)) {
    const values = pair === null ? change : await toldValues(store, pair, objects, side, id, change);
    told.push({ field: pair === null ? id : fieldName(pair, side, id), ...values, reason });
  }
  return told;
}

async function toldValues(
  store: Store,
  pair: PairPlan,
  objects: KnownPlans['objects'],
  side: Side,
  id: string,
  { before, after, held }: WrittenChange,
): Promise<Pick<HistoryChange, 'before' | 'after' | 'held'>> {
  const association = pair.associations.find(({ mapping }) => mapping[side].id === id);
  if (!association) return { before, after, ...(held !== undefined && { held }) };
  const labels = (value: CanonicalValue) =>
    Array.isArray(value) ? targetLabels(store, objects, association, side, value) : value;
  return { before: await labels(before), after: await labels(after) };
}

/**
 * What was written to the two before that is no longer kept, in milliseconds since 1970, UTC. `null`: the log tells all that was
 * written since they came together.
 */
export async function historySince(store: Store, link: Link | null): Promise<number | null> {
  const since = await writesKeptSince(store.database);
  const began = await linkedAt(store, link);
  return since !== null && began !== null && began < since ? since : null;
}

/** When the two came together, in milliseconds since 1970, UTC. `null`: they have not. */
export async function linkedAt({ database }: Store, link: Link | null): Promise<number | null> {
  if (link === null) return null;
  const row = await database.selectFrom('links').select('created_at').where('id', '=', link.id).executeTakeFirst();
  return row?.created_at ?? null;
}
