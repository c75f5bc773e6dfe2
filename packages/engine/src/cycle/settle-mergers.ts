import { keyOf, keysOf, type Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { buryLink, type Link, linksByRecord, moveLink } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';

/** A twin whose record was merged away, and that is left over. */
export interface LeftOver {
  readonly link: Link;
  readonly survivor: string;
  /** The twin that the survivor has instead. */
  readonly kept: string;
}

/**
 * Linked records that were merged into one have several twins, of which the survivor keeps the one that bears its match
 * key: another one would be given the key of a record that stands beside it. Where no twin bears it, the survivor keeps
 * its own, or takes over the first.
 */
export async function settleMergers(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  merged: readonly { readonly link: Link; readonly survivor: string }[],
  normalizers: Normalizers,
): Promise<readonly LeftOver[]> {
  const leftOver: LeftOver[] = [];
  const other = otherSide(side);
  for (const [survivor, ofSurvivor] of Map.groupBy(merged, (one) => one.survivor)) {
    const own = (await linksByRecord(database, plan.pair, side, [survivor])).get(survivor);
    const links = [...(own ? [own] : []), ...ofSurvivor.map(({ link }) => link)];
    const kept = await keptLink(database, plan, side, survivor, links, normalizers);
    if (!kept) continue;
    for (const link of links.filter((one) => one !== kept)) {
      await buryLink(database, link.id, 'merged-away');
      leftOver.push({ link, survivor, kept: kept[other] });
    }
    if (kept !== own) await takeOver(database, plan, side, kept, survivor);
  }
  return leftOver;
}

/** The link goes on with the survivor in place of the record that was merged into it. */
export async function takeOver(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  link: Link,
  survivor: string,
): Promise<void> {
  await moveLink(database, link, plan.pair, side, survivor);
  await markDirty(database, plan.pair, side, [survivor]);
  const ends = side === 'left' ? { left: survivor, right: link.right } : { left: link.left, right: survivor };
  // Those that were refused the record that is gone wait under its id.
  await wakeSourcesOf(database, plan, [link, ends]);
}

/**
 * The survivor's alternate keys are those of the records that were merged into it, so they choose no twin; a twin that bears
 * the survivor's own key as an alternate one is the second choice.
 */
async function keptLink(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  survivor: string,
  links: readonly Link[],
  normalizers: Normalizers,
): Promise<Link | undefined> {
  const [first, ...others] = links;
  if (others.length === 0) return first;
  const other = otherSide(side);
  const record = (await loadObservations(database, plan[side].object, [survivor])).get(survivor);
  if (!record) return first;
  const twinIds = links.map((link) => link[other]);
  const twins = await loadObservations(database, plan[other].object, twinIds);
  for (const key of plan.sync.matchKeys) {
    const wanted = keyOf(key, side, record.fields, normalizers);
    if (wanted === '') continue;
    const borne = links.map((link) => {
      const twin = twins.get(link[other]);
      return { link, keys: twin && !twin.gone ? keysOf(key, other, twin, normalizers) : [] };
    });
    const bearing = borne.find(({ keys }) => keys[0] === wanted) ?? borne.find(({ keys }) => keys.includes(wanted));
    if (bearing) return bearing.link;
  }
  return first;
}
