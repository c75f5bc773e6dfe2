import type { PairPlan } from '../context/cycle-context.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** By the record that a merger left over on `side`: the partner that the survivor has instead. Absent: it has none. */
export async function keptPartners(
  database: Store['database'],
  pair: PairPlan,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const other = otherSide(side);
  const kept = new Map<string, string>();
  for (const [id, link] of await linksByRecord(database, pair.pair, side, ids, 'tombstone')) {
    const survivor = await survivorOf(database, pair, other, link);
    const partner = (await linksByRecord(database, pair.pair, other, [survivor])).get(survivor);
    if (partner) kept.set(id, partner[side]);
  }
  return kept;
}

/** Mergers may follow each other. */
async function survivorOf(database: Store['database'], pair: PairPlan, side: Side, link: Link): Promise<string> {
  let survivor = link[side];
  for (const passed = new Set<string>(); !passed.has(survivor); ) {
    passed.add(survivor);
    survivor = (await loadObservations(database, pair[side].object, [survivor])).get(survivor)?.mergedInto ?? survivor;
  }
  return survivor;
}
