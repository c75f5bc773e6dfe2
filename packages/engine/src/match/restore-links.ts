import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import { admitMatch } from '../filter/admit-records.ts';
import { reviveLink } from '../store/change-links.ts';
import { type Link, linksByRecord, linksOf } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, sides } from '../store/side.ts';
import { isAfterMerger } from './merger-holds.ts';

/** A record that came back under its old id takes its old link again, if its twin is still there and free. */
export async function restoreLinks(
  context: CycleContext,
  plan: PairPlan,
  unlinked: readonly UnlinkedRecord[],
): Promise<{ link: Link; reason: 'restored' }[]> {
  const { database } = context.store;
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const restored: { link: Link; reason: 'restored' }[] = [];
  for (const side of sides) {
    const ofSide = unlinked.filter((record) => record.side === side);
    if (ofSide.length === 0) continue;
    const other = otherSide(side);
    const named = ofSide.map(({ observation: { id, number } }) => ({ side, id, number }));
    const tombstones = await linksOf(database, plan.pair, side, named, 'tombstone');
    if (tombstones.size === 0) continue;
    const records = new Map(ofSide.map((record) => [record.observation.id, record]));
    const twins = [...tombstones.values()].map((link) => link[other]);
    const alive = await loadObservations(database, plan[other].object, twins);
    const busy = await linksByRecord(database, plan.pair, other, twins);
    for (const link of tombstones.values()) {
      const twin = alive.get(link[other]);
      if (!twin || twin.gone || busy.has(twin.id) || isAfterMerger(link.reason)) continue;
      const record = records.get(link[side]);
      if (!record || admitMatch(siblings, plan, record, twin) !== 'admitted') continue;
      if (restored.some((entry) => entry.link[other] === link[other])) continue;
      await context.store.transaction((transaction) => reviveLink(transaction, link.id));
      restored.push({ link: { ...link, state: 'linked' }, reason: 'restored' });
    }
  }
  return restored;
}
