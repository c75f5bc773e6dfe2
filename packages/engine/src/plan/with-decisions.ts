import type { CycleContext, LostTargets, PairPlan } from '../context/cycle-context.ts';
import { type Decision, decisionsOf, type TargetsDecision } from '../store/decisions.ts';
import { type Link, linksById } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { applyDecisions } from './apply-decisions.ts';
import { applyTargetDecisions } from './decided-edits.ts';
import { loadKeysOfTargets } from './load-target-keys.ts';
import type { LoadedTargets } from './load-targets.ts';
import { lostTargets } from './lost-targets.ts';
import type { PairDecision } from './pair-decision.ts';

interface Decided {
  readonly pair: { readonly link: Link; readonly left: Observation; readonly right: Observation };
  readonly decision: PairDecision;
}

const isAboutTargets = (decision: Decision): decision is TargetsDecision => decision.what.kind === 'targets';

/** What people have decided about these records takes the place of what the merge says. */
export async function withDecisions<Item extends Decided>(
  context: CycleContext,
  plan: PairPlan,
  items: readonly Item[],
  targets: LoadedTargets,
): Promise<readonly Item[]> {
  const { database } = context.store;
  const decisions = await decisionsOf(
    database,
    items.map(({ pair }) => pair.link.id),
  );
  if (decisions.size === 0 && !context.decidedOnly) return items;
  const aboutTargets = [...decisions.values()].flat().filter(isAboutTargets);
  const named = await linksById(
    database,
    aboutTargets.flatMap(({ what }) => [...what.add, ...what.remove]),
  );
  // Of a target that is gone nothing is left to point at.
  const standing = [...named.values()].filter(({ state }) => state === 'linked');
  const targetLinks = new Map([...targets.links, ...standing.map((link) => [link.id, link] as const)]);
  const nameOf = await loadKeysOfTargets(context, plan, aboutTargets.length === 0 ? [] : [...targetLinks.values()]);
  return items.map((item) => {
    const { pair } = item;
    const ofLink = decisions.get(pair.link.id) ?? [];
    const decision = applyDecisions(item, ofLink, plan.sync.fields, context.decidedOnly);
    if (decision.archive || !ofLink.some(isAboutTargets)) return { ...item, decision };
    const resolved = targets.of({ link: pair.link.id, left: pair.left, right: pair.right });
    const records = { left: pair.left, right: pair.right };
    const known = { plan, records, targets: resolved, targetLinks, nameOf };
    const wanted = ofLink.filter(isAboutTargets);
    const lost = wanted.flatMap((one) => lostOf(plan, one, { named, record: records[one.side] }) ?? []);
    const possible = wanted.map((one) => {
      const what = lost.find(({ decision: { id } }) => id === one.id)?.rest;
      return what ? { ...one, what } : one;
    });
    const applied = applyTargetDecisions(decision, possible, known);
    return { ...item, decision: lost.length > 0 ? { ...applied, lost } : applied };
  });
}

/** A person who takes a run back is told what stays; what a decided conflict is about may go. */
function lostOf(
  plan: PairPlan,
  decision: TargetsDecision,
  known: { readonly record: Observation; readonly named: ReadonlyMap<number, Link> },
): LostTargets | null {
  const association = plan.associations.find((one) => one.association === decision.what.association);
  if (!association || decision.reason !== 'undone') return null;
  return lostTargets(decision, association, { ...known, isLost: ({ state }) => state !== 'linked' });
}
