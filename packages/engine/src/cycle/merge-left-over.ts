import { askAgain, type Merger, type MergeStep, sendMerger, settleMerged } from '../apply/merge-records.ts';
import { isBrokenWrite } from '../connect/connector-fault.ts';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { reportHolds } from '../context/report-records.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { keptPartners } from '../match/kept-partners.ts';
import { verifyRecords } from '../pull/verify-absence.ts';
import { explainEnd } from '../store/change-links.ts';
import { dueHolds, type Hold, liftHolds, loadHolds } from '../store/holds.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import { loadObservations, type Observation } from '../store/observations.ts';
import { otherSide, sides } from '../store/side.ts';
import { settleGone } from './settle-gone.ts';
import { loadStanding } from './settle-mergers.ts';

/** So many are looked at together: an app that follows ids would merge other records if these were read long before. */
const pageSize = 20;

/**
 * What a merger of the other side left over goes into the partner that the survivor has, where a person has approved it. Both are
 * read directly before. What went is settled before the other side is looked at: a survivor that has a new id has no partner until
 * its links have moved to it. Resolves to whether anything was settled.
 */
export async function mergeLeftOver(
  context: CycleContext,
  plan: PairPlan,
  tally: SyncTally,
  budget: WriteBudget,
): Promise<boolean> {
  let hasMerged = false;
  for (const side of context.decidedOnly ? [] : sides) {
    let isChanged = false;
    const step: MergeStep = { context, plan, side, tally };
    let after = 0;
    while (budget.left > 0) {
      const due = await nextDue(step, after, Math.min(pageSize, budget.left));
      const last = due.at(-1);
      if (last === undefined) break;
      after = last.number;
      if (await mergePage(step, due, budget)) isChanged = true;
    }
    if (isChanged) await settleGone(context, plan);
    hasMerged ||= isChanged;
  }
  return hasMerged;
}

type Due = Awaited<ReturnType<typeof dueHolds>>;

const nextDue = ({ context, plan, side }: MergeStep, after: number, limit: number): Promise<Due> =>
  dueHolds(context.store.database, plan.pair, side, 'to-merge', { after, limit, now: context.clock.now() });

async function mergePage(step: MergeStep, due: Due, budget: WriteBudget): Promise<boolean> {
  const { context, plan, side } = step;
  const { database } = context.store;
  const ids = due.map(({ id }) => id);
  const links = await linksByRecord(database, plan.pair, side, ids, 'tombstone');
  const partners = await keptPartners(database, plan, side, ids);
  await verifyRecords(context, plan[side], [...ids, ...partners.values()]);
  const standing = new Map<string, string>();
  const held: Hold[] = [];
  let isChanged = false;
  for (const id of ids) {
    const link = links.get(id);
    if (!link) continue;
    const partner = partners.get(id);
    const survivor = partner === undefined ? undefined : (standing.get(partner) ?? partner);
    const known = await loadObservations(database, plan[side].object, survivor === undefined ? [id] : [id, survivor]);
    const merged = known.get(id);
    // It is gone, or what it is to go into is: settled first, and looked at again in the next pass.
    if (!merged || merged.gone || (survivor !== undefined && known.get(survivor)?.gone)) continue;
    if (survivor === id) {
      // People have merged the two by hand, and it is this one that stands: it has taken the partner's link over.
      await settleByHand(step, { link, merged });
      continue;
    }
    if (survivor === undefined || !plan.sync.mergeOn[side]) {
      held.push(await askAgain(step, { link, merged }, null));
      continue;
    }
    budget.left -= 1;
    const stands = await merge(step, { link, merged, survivor }, held);
    if (stands === null) continue;
    isChanged = true;
    if (partner !== undefined) standing.set(partner, stands);
    reportMerger(step, { link, merged, survivor }, known.get(survivor));
  }
  if (!context.preview) await verifyRecords(context, plan[side], [...new Set(standing.values())]);
  await reportHolds(context, plan, held);
  return isChanged;
}

async function settleByHand(
  { context, plan, side }: MergeStep,
  { link, merged: { id, number } }: Pick<Merger, 'link' | 'merged'>,
): Promise<void> {
  if (context.preview) return;
  await context.store.transaction(async (database) => {
    await explainEnd(database, [link.id], 'merged-away');
    await liftHolds(database, plan.pair, [{ side, id, number }]);
  });
}

/** The id under which the two stand. `null`: they are two, or nobody knows. */
async function merge(step: MergeStep, merger: Merger, held: Hold[]): Promise<string | null> {
  const { context } = step;
  const { link } = merger;
  const outcome = await sendMerger(step, merger);
  switch (outcome.kind) {
    case 'merged':
      await settleMerged(step, merger, outcome.id);
      return outcome.id;
    case 'rejected':
      held.push(await askAgain(step, merger, outcome.error));
      return null;
    case 'unknown': {
      const id = await settleSent(step, link);
      if (isBrokenWrite(outcome.error)) throw outcome.error;
      return id;
    }
    case 'gone':
      // One of the two is not there; a request that was delivered twice has made them one by itself.
      return settleSent(step, link);
    case 'not-sent':
      await context.store.transaction((database) => explainEnd(database, [link.id], 'to-merge'));
      throw outcome.error;
  }
}

/**
 * Requests of a run that ended before it stored their answers: both records are read, and what has become one is told in the log.
 * What has not is sent again.
 */
export async function settleSentMergers(context: CycleContext, plan: PairPlan, tally: SyncTally): Promise<void> {
  const { database } = context.store;
  for (const side of sides) {
    const step: MergeStep = { context, plan, side, tally };
    for (let after = 0; ; ) {
      const due = await nextDue(step, after, pageSize);
      const last = due.at(-1);
      if (last === undefined) break;
      after = last.number;
      const ids = due.map(({ id }) => id);
      const links = [...(await linksByRecord(database, plan.pair, side, ids, 'tombstone')).values()];
      for (const link of links) if (link.reason === 'merge-sent') await settleSent(step, link);
    }
  }
}

/** What became of a request that nobody saw answered, as the records tell. `null`: nothing. */
async function settleSent(step: MergeStep, link: Link): Promise<string | null> {
  const { context, plan, side } = step;
  const { database } = context.store;
  const id = link[side];
  const [hold] = await loadHolds(database, plan.pair, { record: { side, id } });
  const survivor = hold?.detail.records[0]?.id ?? (await keptPartners(database, plan, side, [id])).get(id) ?? '';
  await verifyRecords(context, plan[side], [id, ...(survivor === '' ? [] : [survivor])]);
  const merged = (await loadObservations(database, plan[side].object, [id])).get(id);
  const standing = await loadStanding(database, plan[side].object, [id, survivor]);
  const stands = standing.get(id)?.id;
  if (merged?.gone && stands !== undefined && stands === standing.get(survivor)?.id) {
    await settleMerged(step, { link, merged, survivor }, stands);
    return stands;
  }
  await context.store.transaction((transaction) => explainEnd(transaction, [link.id], 'to-merge'));
  return null;
}

function reportMerger({ context, plan, side }: MergeStep, merger: Merger, survivor: Observation | undefined): void {
  const { link, merged } = merger;
  const label = survivor ? labelOf(plan[side], survivor) : merger.survivor;
  context.report({
    kind: 'operation',
    operation: {
      sync: plan.sync.name,
      kind: 'merge',
      reason: 'merged',
      side: fileSide(plan, side),
      connection: plan.sync[side].connection,
      id: merged.id,
      twin: link[otherSide(side)],
      label: labelOf(plan[side], merged),
      into: { id: merger.survivor, label },
      fields: [],
      associations: [],
    },
  });
}
