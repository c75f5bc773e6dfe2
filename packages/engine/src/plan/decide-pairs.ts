import type { Kysely } from 'kysely';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { UnlinkedRecord } from '../context/unlinked-record.ts';
import type { Database } from '../store/database.ts';
import type { Link } from '../store/links.ts';
import { loadTwins } from '../store/load-twins.ts';
import type { Observation } from '../store/observations.ts';
import { type LoadedTargets, loadTargets, type TargetsWanted, wantedAlone } from './load-targets.ts';
import type { PairDecision } from './pair-decision.ts';
import { planPair } from './plan-pair.ts';
import { renewLists } from './renew-lists.ts';
import { withDecisions } from './with-decisions.ts';

/** A linked pair whose records are both there. */
export interface LivingPair {
  readonly link: Link;
  readonly left: Observation;
  readonly right: Observation;
}

/** What follows from what is known of a linked pair. */
export interface DecidedLink {
  readonly pair: LivingPair;
  readonly decision: PairDecision;
}

/**
 * What is to be written for these links, with the targets of these links and of records that are to be created. `renews`:
 * lists that are outdated are read again before.
 */
export async function decidePairs(
  context: CycleContext,
  plan: PairPlan,
  links: readonly Link[],
  options: { readonly creates: readonly UnlinkedRecord[]; readonly renews: boolean },
): Promise<{ readonly decided: readonly DecidedLink[]; readonly targets: LoadedTargets }> {
  const { database } = context.store;
  let pairs = await livingPairs(database, links);
  let targets = await loadTargets(context, plan, wantedOf(plan, pairs, options.creates));
  if (options.renews && (await renewLists(context, plan, targets.outdated))) {
    pairs = await livingPairs(database, links);
    targets = await loadTargets(context, plan, wantedOf(plan, pairs, options.creates));
  }
  const { links: targetLinks, nameOf, of } = targets;
  const decided = pairs.map((pair) => {
    const { link, left, right } = pair;
    const resolved = of({ link: link.id, left, right });
    return { pair, decision: planPair({ plan, left, right, base: link.base, targets: resolved, targetLinks, nameOf }) };
  });
  return { decided: await withDecisions(context, plan, decided, targets), targets };
}

const livingPairs = async (database: Kysely<Database>, links: readonly Link[]): Promise<readonly LivingPair[]> =>
  (await loadTwins(database, links)).flatMap(({ link, left, right }) =>
    alive(left) && alive(right) ? [{ link, left, right }] : [],
  );

function wantedOf(
  plan: PairPlan,
  pairs: readonly LivingPair[],
  creates: readonly UnlinkedRecord[],
): readonly TargetsWanted[] {
  if (plan.associations.length === 0) return [];
  return [
    ...pairs.map((pair) => ({ link: pair.link.id, left: pair.left, right: pair.right })),
    ...creates.map(wantedAlone),
  ];
}

const alive = (observation: Observation | null): observation is Observation =>
  observation !== null && !observation.gone;
