import type { CycleContext, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { finishAll } from '../context/finish-all.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { WriteBudget } from '../context/write-budget.ts';
import { dropPendingOfLeaving } from '../filter/drop-pending-of-leaving.ts';
import { isFiltered } from '../filter/standing.ts';
import { readMissingAssociations } from '../pull/scan-associations.ts';
import { countDecisions } from '../store/decisions.ts';
import { countDirty } from '../store/dirty.ts';
import { forgetFormerKeys } from '../store/former-keys.ts';
import { markInterrupted } from '../store/intents.ts';
import { noteMappedAssociations } from '../store/mapped-associations.ts';
import { sides } from '../store/side.ts';
import { wakeDueRecords } from '../store/wake-due-records.ts';
import type { BrakedPairs } from './braked-pairs.ts';
import { countCalls } from './count-calls.ts';
import { focusOnReferred } from './focus-on-referred.ts';
import { giveBackHeld } from './give-back-held.ts';
import { processPair } from './process-pair.ts';
import { resolveIntents } from './resolve-intents.ts';
import { resolveUnreadWrites } from './resolve-unread-writes.ts';
import type { Pulls } from './start-pulls.ts';
import { StoppedPairs } from './stopped-pairs.ts';

/**
 * An edit can call for another one: a target that got its link, a value that an app filled in, a record that was there
 * already. Each pass settles one such step; more than a few mean that two apps do not agree, and the rest waits for the
 * next cycle.
 */
const passes = 6;

/** Resolves to the syncs that an app stopped on the way. */
export async function runPasses(
  context: CycleContext,
  {
    tallies,
    pulls,
    braked,
  }: { readonly tallies: ReadonlyMap<PairPlan, SyncTally>; readonly pulls: Pulls; readonly braked: BrakedPairs },
  budget: WriteBudget,
  startedAt: number,
): Promise<readonly StoppedSync[]> {
  const { store } = context;
  const pairs = [...tallies.keys()];
  await store.transaction(async (database) => {
    for (const { pair, associations } of pairs) {
      await noteMappedAssociations(
        database,
        pair,
        associations.map(({ association }) => association),
      );
      await wakeDueRecords(database, pair, context.clock.now());
      await markInterrupted(database, pair, context.clock.now());
    }
  });
  const stopped = new StoppedPairs();
  const workOn = (pair: PairPlan, tally: SyncTally, pass: number): Promise<void> =>
    stopped.guard(pair, async () => {
      if (braked.has(pair)) return;
      await finishAll(sides.map((side) => pulls.get(pair[side]) ?? Promise.resolve()));
      await finishAll(filteredObjectsAround(context, pair).map((object) => pulls.get(object) ?? Promise.resolve()));
      await countCalls(pair, tallies, async () => {
        await resolveUnreadWrites(context, pair);
        if (!context.preview) await resolveIntents(context, pair);
        if (pass > 0 && !context.preview) {
          for (const side of sides) await readMissingAssociations(context, pair[side]);
        }
        if (pass === 0) await focusOnReferred(context, pair);
        if (await braked.stop(pair, pass)) return;
        await dropPendingOfLeaving(context, pair);
        await processPair(context, pair, { tally, budget, early: braked.early });
        braked.early.forget(pair);
      });
    });
  for (let pass = 0; pass < passes && budget.left > 0; pass += 1) {
    for (const [pair, tally] of tallies) await workOn(pair, tally, pass);
    let left = 0;
    let decided = 0;
    const going = pairs.filter((one) => !stopped.has(one) && !braked.has(one));
    for (const pair of going) {
      await focusOnReferred(context, pair);
      left += await countDirty(store.database, pair.pair);
      if (context.decidedOnly) decided += await countDecisions(store.database, pair.pair);
    }
    // A record that was archived is settled with the next pass.
    const isDone = context.decidedOnly ? pass > 0 && decided === 0 : left === 0;
    if (!isDone) continue;
    await giveBackHeld(context, going);
    if (context.decidedOnly) break;
    // An association that was not looked at may still name its target so.
    if (context.hintedOnly) break;
    await store.transaction((database) => forgetFormerKeys(database, keysNamedBy(context, going), startedAt));
    break;
  }
  return stopped.list();
}

/** Keys of which every association that names its targets so belongs to one of these pairs. */
function keysNamedBy({ siblings }: CycleContext, pairs: readonly PairPlan[]): readonly number[] {
  const definitionsOf = (plans: readonly PairPlan[]): readonly number[] =>
    plans.flatMap(({ associations }) =>
      associations.flatMap(({ keys }) => sides.flatMap((side) => keys[side]?.definition ?? [])),
    );
  const others = new Set(definitionsOf([...siblings.values()].flat().filter((plan) => !pairs.includes(plan))));
  return [...new Set(definitionsOf(pairs))].filter((definition) => !others.has(definition));
}

/**
 * Objects whose records may have left a filter: as targets their edges then stay as they are, and as referrers they decide
 * which targets an implied sync makes.
 */
function filteredObjectsAround({ siblings }: CycleContext, plan: PairPlan): readonly ObjectPlan[] {
  const targets = plan.associations.map(({ target }) => target.pair);
  const referrers = plan.referrers?.map(({ pair }) => pair) ?? [];
  return [...new Set([...targets, ...referrers])].flatMap((pair) => {
    const plans = siblings.get(pair) ?? [];
    return isFiltered(plans) ? plans.flatMap(({ left, right }) => [left, right]) : [];
  });
}
