import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { reportHolds } from '../context/report-records.ts';
import { deletionHold, fateOfTwin, isFate } from '../match/deletion-holds.ts';
import { wakeRivals } from '../pull/save-keys.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { buryLinks, explainEnd, reviveLink } from '../store/change-links.ts';
import type { Database } from '../store/database.ts';
import { endDecisionsOfEndedLinks } from '../store/decisions.ts';
import { clearDirty, type DirtyRecord } from '../store/dirty.ts';
import { clearFailures } from '../store/failures.ts';
import { type Hold, liftHolds, loadHolds, putHolds } from '../store/holds.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations } from '../store/observations.ts';
import type { RecordRef } from '../store/records.ts';
import { otherSide, type Side, sideNumber, sides } from '../store/side.ts';
import { inheritEnds, reopenMergers, settleMergers, takeOver } from './settle-mergers.ts';

/** Flat memory: so many deletions are settled together. */
const pageSize = 2000;

type GoneRecord = DirtyRecord & { readonly mergedInto: string | null };

/**
 * Mergers and deletions come before anything else of a pair: a record takes over the links of those that were merged
 * into it, and a deleted record leaves a tombstone, so that its twin is not made again.
 *
 * Deletions are settled page by page, mergers after them and all together: several of them may have one survivor. Resolves to
 * whether there were mergers: then records that are still there may have other links.
 */
export async function settleGone(context: CycleContext, plan: PairPlan): Promise<boolean> {
  let hasMergers = false;
  for (const side of sides) {
    const merged: GoneRecord[] = [];
    let found = false;
    for (let page = await nextGone(context, plan, side, 0); page.length > 0; ) {
      found = true;
      const deleted: GoneRecord[] = [];
      for (const record of page) (record.mergedInto === null ? deleted : merged).push(record);
      await settle(context, plan, side, deleted);
      // The store never waits for anything outside, so a person who wants to stop has to be let in.
      await setImmediate();
      context.signal.throwIfAborted();
      page = await nextGone(context, plan, side, page.at(-1)?.number ?? 0);
    }
    if (!found) continue;
    hasMergers ||= merged.length > 0;
    await settle(context, plan, side, merged);
    const ended = await context.store.transaction((database) => endDecisionsOfEndedLinks(database, plan.pair));
    context.endedUndo.push(...ended.filter(({ reason }) => reason === 'undone'));
  }
  return hasMergers;
}

async function nextGone(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  after: number,
): Promise<readonly GoneRecord[]> {
  // Their values are not read: most of them say nothing more.
  const { rows } = await sql<{ id: string; number: number; marks: number; merged_into: string | null }>`
    select records.id, records.number, dirty.marks, records.merged_into from dirty join records on records.number = dirty.record
    where dirty.pair_id = ${plan.pair} and dirty.side = ${sideNumber(side)} and dirty.record > ${after} and records.gone = 1
    order by dirty.record limit ${pageSize}
  `.execute(context.store.database);
  return rows.map(({ id, number, marks, merged_into: mergedInto }) => ({ side, id, number, marks, mergedInto }));
}

async function settle(context: CycleContext, plan: PairPlan, side: Side, gone: readonly GoneRecord[]): Promise<void> {
  if (gone.length === 0) return;
  const merged = gone.flatMap(({ id, mergedInto }) => (mergedInto === null ? [] : [[id, mergedInto] as const]));
  const survivors = await findSurvivors(context, plan, side, merged);
  const holds = await context.store.transaction((database) =>
    settleSide(database, context, plan, side, gone, survivors),
  );
  // What is to be archived is told as such when that is done.
  await reportHolds(
    context,
    plan,
    holds.filter(({ reason }) => reason !== 'to-archive'),
  );
}

/** What each record was merged into in the end. Absent: its survivor is gone too. `merged`: record, and what it was merged into. */
async function findSurvivors(
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  merged: readonly (readonly [string, string])[],
): Promise<ReadonlyMap<string, string>> {
  const { object } = plan[side];
  const survivors = new Map<string, string>();
  for (const [id, into] of merged) {
    const passed = new Set([id]);
    for (let next: string | null = into; next !== null && !passed.has(next); ) {
      passed.add(next);
      let record = (await loadObservations(context.store.database, object, [next])).get(next);
      if (!record) {
        // An app's answer named it, but it was never read.
        await verifyRecords(context, plan[side], [next]);
        record = (await loadObservations(context.store.database, object, [next])).get(next);
      }
      if (record && !record.gone) survivors.set(id, next);
      next = record?.gone ? record.mergedInto : null;
    }
  }
  return survivors;
}

async function settleSide(
  database: Kysely<Database>,
  context: CycleContext,
  plan: PairPlan,
  side: Side,
  gone: readonly DirtyRecord[],
  survivors: ReadonlyMap<string, string>,
): Promise<readonly Hold[]> {
  const other = otherSide(side);
  const ids = gone.map((record) => record.id);
  const links = await linksByRecord(database, plan.pair, side, ids);
  const buried = await linksByRecord(database, plan.pair, side, ids, 'tombstone');
  const holds: Hold[] = [];
  const ended: RecordRef[] = [...gone];
  const merged: { readonly link: Link; readonly survivor: string }[] = [];
  const drop = (link: Link, hold: Omit<Hold, 'side' | 'id'>): void => {
    const twin = { id: link[other], number: link.numbers[other] };
    ended.push({ side: other, ...twin });
    holds.push({ side: other, ...twin, ...hold });
  };
  const app = plan.sync[side].displayName;
  const leftOverHold = (link: Link, survivor: string, kept: string): Omit<Hold, 'side' | 'id'> => {
    const text =
      link[side] === survivor
        ? `${survivor} in ${app} was its twin; since a merger the match key of that is borne by ${kept}`
        : `its twin in ${app} (${link[side]}) was merged into ${survivor}, whose partner is ${kept}`;
    const records = [
      { side, id: survivor },
      { side: other, id: kept },
    ];
    return { reason: 'merged-away', detail: { text, records } };
  };
  const fate = fateOfTwin(plan.sync, other);
  const ending: number[] = [];
  for (const id of ids) {
    const survivor = survivors.get(id) ?? null;
    const link = links.get(id);
    if (!link) {
      const old = buried.get(id);
      // The deletion was noticed first, and the merger that explains it later.
      if (survivor === null || !old || !isFate(old.reason)) continue;
      const kept = await comeBack(database, plan, side, old, survivor);
      if (kept === null || !isQuestion(old.reason)) continue;
      // It is asked or was approved, or is the rule, for a deletion; a merger is asked about as one.
      await explainEnd(database, [old.id], 'merged-away');
      drop(old, leftOverHold(old, survivor, kept));
      continue;
    }
    if (survivor !== null) {
      merged.push({ link, survivor });
      continue;
    }
    ending.push(link.id);
    drop(link, deletionHold(plan.sync, other, id, fate));
  }
  await buryLinks(database, ending, fate);
  for (const { link, survivor, kept } of await settleMergers(database, plan, side, merged, context.normalizers)) {
    drop(link, leftOverHold(link, survivor, kept));
  }
  await wakeRivals(
    database,
    plan[other].keys.filter((key) => key.pair === plan.pair),
    holds.flatMap(({ number }) => number ?? []),
  );
  await inheritEnds(database, plan, side, survivors, buried);
  holds.push(...(await reopenMergers(database, plan, side, survivors, buried)));
  await endQuestions(database, plan, side, buried);
  await clearDirty(database, plan.pair, gone);
  await clearFailures(database, plan.pair, ended);
  await liftHolds(database, plan.pair, gone);
  await putHolds(database, plan.pair, holds, context.clock.now());
  return holds;
}

/**
 * What was to be decided, or was decided, about a record that has gone by itself is settled with it. It was no answer about its
 * twin, which may have come back meanwhile and would be taken for the one that is to be archived.
 *
 * `ended`: the ended links of records that have gone, by their ids.
 */
async function endQuestions(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  ended: ReadonlyMap<string, Link>,
): Promise<void> {
  const settled: number[] = [];
  for (const [id, link] of ended) {
    if (!isQuestion(link.reason)) continue;
    const [hold] = await loadHolds(database, plan.pair, { record: { side, id } });
    if (hold && isQuestion(hold.reason)) settled.push(link.id);
  }
  if (settled.length > 0) await explainEnd(database, settled, 'gone');
}

const isQuestion = (reason: string): boolean => reason === 'to-archive' || reason === 'deletion-review';

/** The twin goes on with the survivor. Returns the other partner that the survivor has where it cannot; `null`: none. */
async function comeBack(
  database: Kysely<Database>,
  plan: PairPlan,
  side: Side,
  buried: Link,
  survivor: string,
): Promise<string | null> {
  const other = otherSide(side);
  const twin = (await loadObservations(database, plan[other].object, [buried[other]])).get(buried[other]);
  const partners = await linksByRecord(database, plan.pair, other, [buried[other]]);
  const taken = await linksByRecord(database, plan.pair, side, [survivor]);
  if (!twin || twin.gone || partners.size > 0) return null;
  const partner = taken.get(survivor);
  if (partner) return partner[other];
  await reviveLink(database, buried.id);
  await takeOver(database, plan, side, buried, survivor);
  return null;
}
