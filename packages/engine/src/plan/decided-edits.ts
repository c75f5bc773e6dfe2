import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import type { Decision } from '../store/decisions.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
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

export type TargetsDecision = Decision & { readonly what: { readonly kind: 'targets' } };

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
  const ended: number[] = [];
  const about = new Map<number, Set<number>>();
  const going = decisions.flatMap((one) => marksThatGo(one, known));
  for (const one of decisions) {
    const association = known.plan.associations.find((candidate) => candidate.association === one.what.association);
    const resolved = association && known.targets.get(association.association);
    if (!association || !resolved?.left || !resolved.right) {
      if (!association) ended.push(one.id);
      continue;
    }
    about.set(
      association.association,
      new Set([...(about.get(association.association) ?? []), ...one.what.add, ...one.what.remove]),
    );
    const twin = decisions.find((other) => other.side !== one.side && other.what.association === one.what.association);
    const both = { ...resolved, left: resolved.left, right: resolved.right };
    const goes = new Set(
      going.flatMap(({ side, mark, link }) =>
        mark === association.association && side === otherSide(one.side) ? [link] : [],
      ),
    );
    const carried = carryOut(one, association, both, { what: twin?.what ?? null, goes }, known);
    if (carried.edit) edits.push(carried.edit);
    else ended.push(one.id);
    settled.push(...carried.settled);
  }
  for (const { side, mark, link } of going) {
    if (about.get(mark)?.has(link)) continue;
    about.set(mark, new Set([...(about.get(mark) ?? []), link]));
    const other = otherSide(side);
    if (isHeld(known.targets.get(mark), other, link)) settled.push({ association: mark, target: link, heldBy: other });
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

const isHeld = (resolved: ResolvedTargets | undefined, side: Side, link: number): boolean =>
  resolved?.[side]?.some((target) => target.kind === 'linked' && target.link === link) === true;

/** The marks that go with targets which are taken out of a set. */
function marksThatGo(
  { side, what }: TargetsDecision,
  { plan, targets }: DecidedTargets,
): readonly { readonly side: Side; readonly mark: number; readonly link: number }[] {
  const set = plan.associations.find(({ association }) => association === what.association);
  const marks = plan.associations.filter(({ mapping }) => set && mapping[side].markOn === set.mapping[side].id);
  return marks.flatMap(({ association: mark }) =>
    what.remove.flatMap((link) => (isHeld(targets.get(mark), side, link) ? [{ side, mark, link }] : [])),
  );
}

function carryOut(
  { id, side, what, reason }: TargetsDecision,
  association: AssociationPlan,
  resolved: ResolvedTargets & Readonly<Record<Side, NonNullable<ResolvedTargets['left']>>>,
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
