import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Hold } from '../store/holds.ts';
import { linksByRecord, linksOf } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, sides } from '../store/side.ts';
import { archivedOn, deletionHold, isFate } from './deletion-holds.ts';
import type { MatchRecord } from './match-records.ts';
import { isAfterMerger, mergerHold } from './merger-holds.ts';

/** A record whose twin is gone is not given another one by creating it. */
export async function withTombstone<Record extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  records: readonly Record[],
): Promise<Map<Record, Hold>> {
  const found = new Map<Record, Hold>();
  for (const side of sides) {
    const ofSide = records.filter((record) => record.side === side);
    const named = ofSide.map(({ observation: { id, number } }) => ({ side, id, number }));
    const tombstones = await linksOf(context.store.database, plan.pair, side, named, 'tombstone');
    if (tombstones.size === 0) continue;
    for (const record of ofSide) {
      const tombstone = tombstones.get(record.observation.id);
      // We archived the twin because this record was deleted: since it is back, it is given a new one.
      if (!tombstone || tombstone.reason === archivedOn(otherSide(side))) continue;
      // Somebody took it back after we had archived it: then it stays.
      const fate = tombstone.reason === archivedOn(side) ? 'gone' : tombstone.reason;
      if (isFate(fate)) {
        const hold = deletionHold(plan.sync, side, tombstone[otherSide(side)], fate);
        found.set(record, { side, id: record.observation.id, ...hold });
        continue;
      }
      const lost = tombstone[otherSide(side)];
      if (isAfterMerger(tombstone.reason)) {
        const hold = mergerHold(plan.sync, side, lost, tombstone.reason);
        found.set(record, { side, id: record.observation.id, ...hold });
        continue;
      }
      const text = `its twin in ${plan.sync[otherSide(side)].displayName} (${lost}) was outside the filter when it was unlinked`;
      const detail = { text, records: [] };
      found.set(record, { side, id: record.observation.id, reason: 'partner-filtered-out', detail });
    }
  }
  return found;
}

/**
 * Twins that a merger left over: the record that it left bears their key as an alternate one. That was settled with the
 * merger, and is no question.
 */
export async function outlivedBySurvivor<Record extends UnlinkedRecord>(
  context: CycleContext,
  plan: PairPlan,
  contested: readonly { readonly record: Record; readonly rivals: readonly MatchRecord[] }[],
): Promise<ReadonlyMap<Record, Hold>> {
  const { database } = context.store;
  const found = new Map<Record, Hold>();
  for (const side of sides) {
    const other = otherSide(side);
    const ofSide = contested.filter(({ record }) => record.side === side);
    const ids = ofSide.map(({ record }) => record.observation.id);
    const tombstones = await linksByRecord(database, plan.pair, side, ids, 'tombstone');
    const buried = [...tombstones.values()].filter(({ reason }) => isAfterMerger(reason));
    const former = new Set(buried.map((link) => link[other]));
    const merged = await loadObservations(database, plan[other].object, [...former]);
    const left = ofSide.filter(({ record, rivals }) => {
      const twin = tombstones.get(record.observation.id)?.[other] ?? '';
      const survivor = merged.get(twin)?.mergedInto ?? twin;
      return former.has(twin) && rivals.every((rival) => rival.side === other && rival.id === survivor);
    });
    const holds = await withTombstone(
      context,
      plan,
      left.map(({ record }) => record),
    );
    for (const [record, hold] of holds) found.set(record, hold);
  }
  return found;
}
