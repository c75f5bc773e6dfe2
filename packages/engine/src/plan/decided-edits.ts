import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import type { TargetsDecision } from '../store/decisions.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type {
  NameTarget,
  PairDecision,
  PlannedEdge,
  PlannedEdit,
  PlannedTarget,
  ResolvedTargets,
  TargetLinks,
} from './pair-decision.ts';
import { planEdit } from './plan-edit.ts';

interface DecidedTargets {
  readonly plan: PairPlan;
  readonly records: Readonly<Record<Side, Observation>>;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  /** Those of the decisions among them. */
  readonly targetLinks: TargetLinks;
  readonly nameOf: NameTarget;
}

/**
 * What people have decided about associations takes the place of what the merge makes of the same ones. The other side keeps
 * what it has: an edge that one side alone holds is written down as that side's. Pure.
 */
export function applyTargetDecisions(
  decision: PairDecision,
  decisions: readonly TargetsDecision[],
  known: DecidedTargets,
): PairDecision {
  const edits: PlannedEdit[] = [];
  const settled: PlannedEdge[] = [];
  const ended = decisions.filter(({ what }) => !associationOf(what, known.plan)).map(({ id }) => id);
  const about = new Map<number, ReadonlySet<number>>();
  for (const association of known.plan.associations) {
    const { association: number } = association;
    const resolved = known.targets.get(number);
    if (!resolved?.left || !resolved.right) continue;
    const both = { ...resolved, left: resolved.left, right: resolved.right };
    const own = decisions.filter(({ what }) => what.association === number);
    const goes = marksThatGo(association, both, decisions, known.plan);
    const decided = new Set(own.flatMap(({ what }) => [...what.add, ...what.remove]));
    const isNamed = own.length + goes.left.size + goes.right.size > 0;
    if (isNamed) about.set(number, new Set([...decided, ...goes.left, ...goes.right]));
    for (const one of own) {
      const other = otherSide(one.side);
      const twin = own.find(({ side }) => side === other)?.what ?? null;
      const carried = carryOut(one, association, both, { what: twin, goes: goes[other] }, known);
      if (carried.edit) edits.push(carried.edit);
      else ended.push(one.id);
      settled.push(...carried.settled);
    }
    for (const side of sides) {
      const stays = [...goes[otherSide(side)]].filter((link) => !decided.has(link) && !goes[side].has(link));
      const held = stays.filter((link) => isHeld(both, side, link));
      settled.push(...held.map((target) => ({ association: number, target, heldBy: side })));
    }
  }
  const isAbout = (association: number, target: number): boolean => about.get(association)?.has(target) === true;
  return {
    ...decision,
    edits: [...decision.edits.filter(({ plan }) => !about.has(plan.association)), ...edits],
    edges: {
      settled: [...decision.edges.settled.filter((edge) => !isAbout(edge.association, edge.target)), ...settled],
      ended: decision.edges.ended,
    },
    associationConflicts: decision.associationConflicts.filter(({ plan }) => !about.has(plan.association)),
    associationReviews: (decision.associationReviews ?? []).filter(({ plan }) => !about.has(plan.association)),
    pending: decision.pending.filter(({ plan, record }) => record !== '' || !about.has(plan.association)),
    ended: [...(decision.ended ?? []), ...ended],
  };
}

type ReadTargets = ResolvedTargets & Readonly<Record<Side, NonNullable<ResolvedTargets['left']>>>;

const isHeld = (resolved: ReadTargets, side: Side, link: number): boolean =>
  resolved[side].some((target) => target.kind === 'linked' && target.link === link);

const associationOf = (what: TargetsDecision['what'], plan: PairPlan): AssociationPlan | undefined =>
  plan.associations.find(({ association }) => association === what.association);

/** The targets that lose this mark, by side: they are taken out of its set. */
function marksThatGo(
  { mapping }: AssociationPlan,
  resolved: ReadTargets,
  decisions: readonly TargetsDecision[],
  plan: PairPlan,
): Readonly<Record<Side, ReadonlySet<number>>> {
  const on = (side: Side): ReadonlySet<number> => {
    const { markOn } = mapping[side];
    if (markOn === undefined) return new Set();
    const ofSet = decisions.filter(
      (one) => one.side === side && associationOf(one.what, plan)?.mapping[side].id === markOn,
    );
    return new Set(ofSet.flatMap(({ what }) => what.remove).filter((link) => isHeld(resolved, side, link)));
  };
  return { left: on('left'), right: on('right') };
}

function carryOut(
  { id, side, what, reason }: TargetsDecision,
  association: AssociationPlan,
  resolved: ReadTargets,
  /** What is decided of the other side, and which targets lose their marks there with their set. */
  twin: { readonly what: TargetsDecision['what'] | null; readonly goes: ReadonlySet<number> },
  { records, targetLinks, nameOf }: DecidedTargets,
): { readonly edit: PlannedEdit | null; readonly settled: readonly PlannedEdge[] } {
  const other = otherSide(side);
  const holds = (on: Side, link: number): boolean => isHeld(resolved, on, link);
  const add = what.add.filter((link) => !holds(side, link));
  const remove = what.remove.filter((link) => holds(side, link));
  const nothing = { left: [], right: [] };
  const merge = {
    add: { ...nothing, [side]: add },
    remove: { ...nothing, [side]: remove },
    settled: [],
    ended: [],
    pending: [],
    overruled: null,
    conflict: null,
  };
  const { edit } = planEdit({
    merged: { association, resolved, merge },
    side,
    observed: records[side].associations[association.mapping[side].id] ?? [],
    targetLinks,
    nameOf,
  });
  // Written without an answer, or by somebody else: what both show is how it was decided.
  const edgeAs = (target: number, holder: Side): PlannedEdge => ({
    association: association.association,
    target,
    heldBy: holder,
  });
  const settled = [
    ...what.add.flatMap((link) => (holds(side, link) && !holds(other, link) ? [edgeAs(link, side)] : [])),
    ...what.remove.flatMap((link) => (!holds(side, link) && holds(other, link) ? [edgeAs(link, other)] : [])),
  ];
  if (!edit) return { edit: null, settled };
  const heldAfter = (target: PlannedTarget, isAdded: boolean): PlannedTarget => {
    const { link } = target;
    const isTaken = twin.what?.remove.includes(link) === true || twin.goes.has(link);
    const isThere = twin.what?.add.includes(link) === true || (holds(other, link) && !isTaken);
    if (isAdded) return isThere ? target : { ...target, heldBy: side };
    return isThere ? { ...target, heldBy: other } : target;
  };
  return {
    settled,
    edit: {
      ...edit,
      add: edit.add.map((target) => heldAfter(target, true)),
      remove: edit.remove.map((target) => heldAfter(target, false)),
      decision: id,
      reason,
    },
  };
}
