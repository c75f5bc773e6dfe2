import { keyOf, keysOf, type Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { PairPlan } from '../context/cycle-context.ts';
import { isFate } from '../match/deletion-holds.ts';
import { isAfterMerger, mergerHold } from '../match/merger-holds.ts';
import { buryLinks, explainEnd, moveLink } from '../store/change-links.ts';
import type { Database } from '../store/database.ts';
import { clearDirty, dirtyMarks, markDirty } from '../store/dirty.ts';
import { wakeSourcesOf } from '../store/edges.ts';
import { loadFailures } from '../store/failures.ts';
import { type Hold, loadHolds } from '../store/holds.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
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
      await buryLinks(database, [link.id], 'merged-away');
      leftOver.push({ link, survivor, kept: kept[other] });
    }
    if (kept !== own) await takeOver(database, plan, side, kept, survivor);
  }
  return leftOver;
}

/**
 * A record that has lost its twin, and that this side has merged into a record which nobody has met before: that one has lost it,
 * too. Nothing proves that it is a record of its own, which has yet to be made on the other side: what somebody deleted there
 * would come back under another id. Should the twin itself come back, it is joined with the survivor.
 *
 * `survivors`: by the records that have gone; `ended`: the ended links of those.
 */
export async function inheritEnds(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  survivors: ReadonlyMap<string, string>,
  ended: ReadonlyMap<string, Link>,
): Promise<void> {
  const merged = [...Map.groupBy(survivors.keys(), (id) => survivors.get(id) ?? '')].flatMap(([survivor, ids]) => {
    const links = ids.flatMap((id) => ended.get(id) ?? []);
    // One whose partner stands tells more than one whose twin was deleted.
    const last = links.findLast(({ reason }) => isAfterMerger(reason)) ?? links.at(-1);
    return last ? [{ survivor, link: last }] : [];
  });
  if (merged.length === 0) return;
  const ids = merged.map(({ survivor }) => survivor);
  const linked = await linksByRecord(database, plan.pair, side, ids);
  const known = await linksByRecord(database, plan.pair, side, ids, 'tombstone');
  for (const { survivor, link } of merged) {
    if (linked.has(survivor) || known.has(survivor)) continue;
    // What waits for something else, or was refused on the other side, was a record of its own before.
    const record = { side, id: survivor };
    const waiting = [
      ...(await loadHolds(database, plan.pair, { record })),
      ...(await loadFailures(database, plan.pair, { record })),
    ];
    if (waiting.length > 0) continue;
    await moveLink(database, link, plan.pair, side, survivor);
    // What was merged into it is no part of what was deleted, so neither a rule nor a question about that is about the survivor.
    if (isFate(link.reason) && link.reason !== 'gone') await explainEnd(database, [link.id], 'edited');
  }
}

/**
 * People have merged a record that was to be kept apart into one whose own merger has been approved: carried out, that would join what
 * they have kept apart, and no app takes a merger back. So they are asked again. Returns the holds that say so.
 *
 * `survivors`: by the records that have gone; `ended`: the ended links of those.
 */
export async function reopenMergers(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  survivors: ReadonlyMap<string, string>,
  ended: ReadonlyMap<string, Link>,
): Promise<readonly Hold[]> {
  const other = otherSide(side);
  const ends = [...survivors].flatMap(([id, survivor]) => {
    const link = ended.get(id);
    return link?.reason === 'kept-apart' ? [{ id, survivor, twin: link[other] }] : [];
  });
  if (ends.length === 0) return [];
  const twins = await loadObservations(
    database,
    plan[other].object,
    ends.map(({ twin }) => twin),
  );
  // Where the twin stands, it is the twin that is kept apart: it was left over by this very merger, which is looked at again.
  const apart = ends.filter(({ twin }) => twins.get(twin)?.gone !== false);
  if (apart.length === 0) return [];
  const into = await linksByRecord(database, plan.pair, side, [...new Set(survivors.values())], 'tombstone');
  const holds: Hold[] = [];
  for (const { id, survivor } of apart) {
    const link = into.get(survivor);
    if (link?.reason !== 'to-merge') continue;
    const why = `since then ${id}, which is to be kept apart, has been merged into it`;
    const number = link.numbers[side];
    await explainEnd(database, [link.id], 'merged-away');
    // Looked at again, it would be held without these words.
    const marks = (await dirtyMarks(database, plan.pair, side, [number])).get(number) ?? 0;
    await clearDirty(database, plan.pair, [{ side, id: survivor, number, marks }]);
    const hold = mergerHold(plan.sync, side, link[other], 'merged-away', why);
    holds.push({ side, id: survivor, number, ...hold });
  }
  return holds;
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

/** Records by their ids, or what they were merged into, in the end. Absent: gone. */
export async function loadStanding(
  database: Kysely<Database>,
  object: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Observation>> {
  const found = new Map<string, Observation>();
  const passed = new Set<string>();
  let asked = new Map(ids.map((id) => [id, id]));
  while (asked.size > 0) {
    const records = await loadObservations(database, object, [...new Set(asked.values())]);
    const next = new Map<string, string>();
    for (const [id, named] of asked) {
      const record = records.get(named);
      if (record && !record.gone) found.set(id, record);
      else if (record && record.mergedInto !== null && !passed.has(`${id} ${named}`)) next.set(id, record.mergedInto);
      passed.add(`${id} ${named}`);
    }
    asked = next;
  }
  return found;
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
  const twins = await loadStanding(database, plan[other].object, twinIds);
  for (const key of plan.sync.matchKeys) {
    const wanted = keyOf(key, side, record.fields, normalizers);
    if (wanted === '') continue;
    const borne = links.map((link) => {
      const twin = twins.get(link[other]);
      return { link, keys: twin ? keysOf(key, other, twin, normalizers) : [] };
    });
    const bearing = borne.find(({ keys }) => keys[0] === wanted) ?? borne.find(({ keys }) => keys.includes(wanted));
    if (bearing) return bearing.link;
  }
  return first;
}
