import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { buryLink, type Link, linksByRecord, moveLink } from '../store/links.ts';
import { keysOfRecords } from '../store/record-keys.ts';
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
): Promise<readonly LeftOver[]> {
  const leftOver: LeftOver[] = [];
  const other = otherSide(side);
  for (const [survivor, ofSurvivor] of Map.groupBy(merged, (one) => one.survivor)) {
    const own = (await linksByRecord(database, plan.pair, side, [survivor])).get(survivor);
    const links = [...(own ? [own] : []), ...ofSurvivor.map(({ link }) => link)];
    const kept = await keptLink(database, plan, side, survivor, links);
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
  await moveLink(database, link.id, side, survivor);
  await markDirty(database, plan.pair, side, [survivor]);
  const ends = side === 'left' ? { left: survivor, right: link.right } : { left: link.left, right: survivor };
  // Those that were refused the record that is gone wait under its id.
  await wakeSourcesOf(database, plan, [link, ends]);
}

async function keptLink(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  survivor: string,
  links: readonly Link[],
): Promise<Link | undefined> {
  const [first, ...others] = links;
  if (others.length === 0) return first;
  const other = otherSide(side);
  for (const key of plan.keys) {
    const wanted = (await keysOfRecords(database, key[side], [survivor])).get(survivor);
    if (wanted === undefined) continue;
    const twins = links.map((link) => link[other]);
    const borne = await keysOfRecords(database, key[other], twins);
    const bearing = links.find((link) => borne.get(link[other]) === wanted);
    if (bearing) return bearing;
  }
  return first;
}
