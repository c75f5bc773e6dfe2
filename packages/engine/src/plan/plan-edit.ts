import type { AssociationTarget } from '@linkwright/core';
import { targetRecord } from '../context/target-side.ts';
import { type AssociationMerge, type ObservedTarget, writesTo } from '../merge/merge-associations.ts';
import type { EdgeKeys } from '../store/edges.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { MergedAssociation } from './close-sets.ts';
import type {
  NameTarget,
  PlannedEdge,
  PlannedEdit,
  PlannedPending,
  PlannedTarget,
  TargetLinks,
} from './pair-decision.ts';

/** The merged adds and removes of one side, as its app names the targets. `edit: null`: there is nothing to write. */
export function planEdit(request: {
  readonly merged: MergedAssociation;
  readonly side: Side;
  readonly observed: readonly AssociationTarget[];
  readonly targetLinks: TargetLinks;
  readonly nameOf: NameTarget;
}): { readonly edit: PlannedEdit | null; readonly pending: readonly PlannedPending[] } {
  const { merged, side, observed, targetLinks, nameOf } = request;
  const { association, merge } = merged;
  const pending: PlannedPending[] = [];
  const planned = (links: readonly number[], target: (link: number) => AssociationTarget | null): PlannedTarget[] =>
    links.flatMap((number) => {
      const link = targetLinks.get(number);
      const named = link ? target(number) : null;
      if (!link || !named) return [];
      const keys: EdgeKeys = {
        ...shownKeys(merged, number),
        [side]: 'key' in named ? named.key : null,
      };
      const record = targetRecord(association, link, side);
      return [{ link: number, record, target: named, keys, isShared: isShared(merged, number) }];
    });
  const asNamed = (number: number): AssociationTarget | null => {
    const name = nameOf(association, side, number);
    if (name.kind === 'id') return { id: name.id };
    if (name.kind === 'key') return { key: name.key };
    const link = targetLinks.get(number);
    const record = link ? targetRecord(association, link, side) : '';
    // It waits until the target has a key there that nobody else bears.
    const waitsFor = name.shared && { key: name.shared.key };
    pending.push({ plan: association, side, record, reason: name.reason, isLinked: true, ...waitsFor });
    return null;
  };
  const asShown = (number: number): AssociationTarget | null => {
    const key = keyShown(merged.resolved[side], number);
    if (key !== null) return { key };
    const link = targetLinks.get(number);
    return link && association.keys[side] === null ? { id: targetRecord(association, link, side) } : null;
  };
  const add = planned(merge.add[side], asNamed);
  // A single target whose successor cannot be named stays, rather than nothing taking its place, and is named by the key that it bears.
  if (association.mapping.reading === 'one' && pending.length > 0) {
    const staying = planEdit({ ...request, merged: { ...merged, merge: withoutEdits(merge, side) } });
    return { edit: staying.edit, pending: [...pending, ...staying.pending] };
  }
  const remove = planned(merge.remove[side], asShown);
  // Under a key that names nobody else; until then it keeps the one that it shows.
  const rename = planned(outdated(merged, side, nameOf), asNamed);
  if (add.length + remove.length + rename.length === 0) return { edit: null, pending };
  const named = [...remove.map(({ target }) => target), ...rename.map(({ link }) => asShown(link))];
  const leaving = merge.overruled === side ? observed : named;
  const isLeaving = (shown: AssociationTarget): boolean =>
    leaving.some((target) => target !== null && sameTarget(target, shown));
  const coming = [...add, ...rename].map(({ target }) => target);
  const staying = observed.filter((shown) => !isLeaving(shown));
  const result = [...staying, ...coming.filter((target) => !staying.some((shown) => sameTarget(shown, target)))];
  const changing = new Set([...add, ...remove, ...rename].map(({ link }) => link));
  const kept = [...linksOf(merged.resolved[side])].filter((link) => !changing.has(link));
  return {
    pending,
    edit: {
      plan: association,
      side,
      add,
      remove,
      rename,
      kept: planned(kept, asShown),
      before: observed,
      edit: { add: coming, remove: leaving.filter((target) => target !== null), result },
    },
  };
}

const withoutEdits = (merge: AssociationMerge, side: Side): AssociationMerge => ({
  ...merge,
  add: { ...merge.add, [side]: [] },
  remove: { ...merge.remove, [side]: [] },
  overruled: null,
});

/**
 * Targets that this side keeps, and still names by a key that is not theirs any more. What the target of a one-way mapping
 * has added by itself is its own, names included.
 */
export function outdated(merged: MergedAssociation, side: Side, nameOf: NameTarget): readonly number[] {
  const { association, resolved, merge } = merged;
  const target = association.keys[side];
  if (target === null || !writesTo(association.mapping, side)) return [];
  const isCarried = writesTo(association.mapping, otherSide(side));
  return (resolved[side] ?? []).flatMap((shown) => {
    if (shown.kind !== 'linked' || shown.key === undefined || merge.remove[side].includes(shown.link)) return [];
    if (!isCarried && !isShared(merged, shown.link)) return [];
    const name = nameOf(association, side, shown.link);
    const found = name.kind === 'key' ? name.found : name.kind === 'unnamed' ? name.shared?.found : undefined;
    return found && !found.includes(shown.key.normalized) ? [shown.link] : [];
  });
}

/**
 * Targets that this side alone names, by a key, and that cannot be carried over yet: they are no edges, so that only by what
 * waits for its key is their record looked at again when the key changes.
 */
export function namedOnly(
  { association, resolved, merge }: MergedAssociation,
  side: Side,
  targetLinks: TargetLinks,
): readonly PlannedPending[] {
  const target = association.keys[side];
  const other = otherSide(side);
  if (target === null || association.mapping.direction !== 'two-way') return [];
  return (resolved[side] ?? []).flatMap((shown): readonly PlannedPending[] => {
    if (shown.kind !== 'linked' || shown.key === undefined || resolved.base.has(shown.link)) return [];
    if (resolved.held.has(shown.link) || merge.settled.includes(shown.link) || merge.add[other].includes(shown.link))
      return [];
    const link = targetLinks.get(shown.link);
    if (!link || merge.remove[side].includes(shown.link)) return [];
    const record = targetRecord(association, link, side);
    const key = { definition: target.definition, key: shown.key.normalized };
    const reason = resolved.blocked.get(shown.link) ?? 'the other side shows a target that is not placed';
    return [{ plan: association, side, record, reason, key, isLinked: true }];
  });
}

/** Is it an edge of the base, or becomes one without a write? */
const isShared = ({ resolved, merge }: MergedAssociation, link: number): boolean =>
  resolved.base.has(link) || merge.settled.includes(link);

/** Edges that both sides hold, where the base does not say so yet or says it with other keys. */
export function settledEdges({ association, resolved, merge }: MergedAssociation): readonly PlannedEdge[] {
  const shown = [...new Set(sides.flatMap((side) => linksOf(resolved[side])))];
  return shown.flatMap((target): readonly PlannedEdge[] => {
    const before = resolved.base.get(target);
    if (!before && !merge.settled.includes(target)) return [];
    const now = shownKeys({ resolved }, target);
    const keys: EdgeKeys = { left: now.left ?? before?.left ?? null, right: now.right ?? before?.right ?? null };
    const known = before?.left === keys.left && before.right === keys.right;
    return known ? [] : [{ association: association.association, target, keys }];
  });
}

const shownKeys = ({ resolved }: Pick<MergedAssociation, 'resolved'>, link: number): EdgeKeys => ({
  left: keyShown(resolved.left, link),
  right: keyShown(resolved.right, link),
});

function keyShown(targets: readonly ObservedTarget[] | null, link: number): string | null {
  const shown = targets?.find((target) => target.kind === 'linked' && target.link === link);
  return shown?.kind === 'linked' ? (shown.key?.text ?? null) : null;
}

const linksOf = (targets: readonly ObservedTarget[] | null): readonly number[] =>
  (targets ?? []).flatMap((target) => (target.kind === 'linked' ? [target.link] : []));

export const sameTarget = (a: AssociationTarget, b: AssociationTarget): boolean =>
  'id' in a ? 'id' in b && a.id === b.id : 'key' in b && a.key === b.key;
