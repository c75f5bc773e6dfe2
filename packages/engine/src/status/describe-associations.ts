import type { AssociationPlan, ObjectPlan, PairPlan, Siblings } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { targetRecord, targetSide } from '../context/target-side.ts';
import { normalizers } from '../match/phone-normalizer.ts';
import type { ObservedTarget } from '../merge/merge-associations.ts';
import { type LoadedTargets, loadTargets } from '../plan/load-targets.ts';
import type { ResolvedTargets } from '../plan/pair-decision.ts';
import { type PendingEdge, pendingEdgesOf } from '../store/edges.ts';
import { loadFailures } from '../store/failures.ts';
import { loadHolds } from '../store/holds.ts';
import { type Link, linksByRecord } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

export interface AssociationDescription {
  readonly left: string;
  readonly right: string;
  readonly targets: readonly {
    readonly label: string;
    readonly left: boolean;
    readonly right: boolean;
    /** Why it is not on both sides. `null`: it is. */
    readonly reason: string | null;
  }[];
}

type TargetDescription = AssociationDescription['targets'][number];

/** All objects of the configuration, and the syncs that share a pair of them. */
export interface KnownPlans {
  readonly objects: readonly ObjectPlan[];
  readonly siblings: Siblings;
}

/** One association of one record, with what is known of it. */
interface Shown {
  readonly store: Store;
  readonly pair: PairPlan;
  readonly objects: readonly ObjectPlan[];
  readonly association: AssociationPlan;
  readonly targets: LoadedTargets;
  readonly resolved: ResolvedTargets | undefined;
  readonly waiting: readonly PendingEdge[];
}

/** The targets that a linked record shows on either side, with the reason of each that is not on both. */
export async function describeAssociations(
  store: Store,
  pair: PairPlan,
  link: Link,
  records: Record<Side, Observation | null>,
  { objects, siblings }: KnownPlans,
): Promise<readonly AssociationDescription[]> {
  const wanted = { link: link.id, left: records.left, right: records.right };
  const targets = await loadTargets({ store, normalizers, siblings }, pair, [wanted]);
  const resolvedBy = targets.of(wanted);
  const pending = await pendingEdgesOf(store.database, [link.id]);
  const described: AssociationDescription[] = [];
  for (const association of pair.associations) {
    const resolved = resolvedBy.get(association.association);
    const waiting = pending.filter((edge) => edge.association === association.association);
    const shown: Shown = { store, pair, objects, association, targets, resolved, waiting };
    const [left, right] = [association.mapping[fileSide(pair, 'left')], association.mapping[fileSide(pair, 'right')]];
    described.push({
      left: left.name,
      right: right.name,
      targets: [...(await linkedTargets(shown)), ...(await pendingTargets(shown)), ...wholeAssociation(shown)],
    });
  }
  return described;
}

async function linkedTargets({ store, pair, objects, association, targets, resolved, waiting }: Shown) {
  const rows: TargetDescription[] = [];
  const isOn = (side: Side, number: number): boolean => (resolved?.[side] ?? []).flatMap(linkOf).includes(number);
  const numbers = [
    ...(resolved?.base.keys() ?? []),
    ...(resolved?.held.keys() ?? []),
    ...sides.flatMap((side) => (resolved?.[side] ?? []).flatMap(linkOf)),
  ];
  for (const number of new Set(numbers)) {
    const target = targets.links.get(number);
    if (!target) continue;
    const [left, right] = [isOn(fileSide(pair, 'left'), number), isOn(fileSide(pair, 'right'), number)];
    const label = await targetLabel(store, objects, association, 'left', targetRecord(association, target, 'left'));
    const waits = waiting.find((edge) => edge.targetRecord === targetRecord(association, target, edge.side));
    const changed = resolved?.base.has(number)
      ? 'changed since the last sync'
      : 'not placed yet: the next sync looks at it';
    const isPlaced = left && right && resolved?.base.has(number);
    const isHeld = resolved?.held.has(number) === true && left !== right;
    const reason = isHeld ? 'left so by an undo, until one of the two is edited' : changed;
    rows.push({ label, left, right, reason: waits?.reason ?? (isPlaced ? null : reason) });
  }
  return rows;
}

async function pendingTargets({ store, pair, objects, association, resolved, waiting }: Shown) {
  const rows: TargetDescription[] = [];
  for (const side of sides) {
    const on = { left: fileSide(pair, side) === 'left', right: fileSide(pair, side) === 'right' };
    for (const target of resolved?.[side] ?? []) {
      if (target.kind !== 'pending') continue;
      if (target.dangling) {
        rows.push({ label: target.record.replace(/^key /, ''), ...on, reason: target.reason });
        continue;
      }
      const waits = waiting.find((edge) => edge.targetRecord === target.record)?.reason;
      rows.push({
        label: await targetLabel(store, objects, association, side, target.record),
        ...on,
        reason: await targetReason(store, association, side, target.record, waits),
      });
    }
  }
  return rows;
}

/** What waits is no single target: one side shows several where the other holds one. */
const wholeAssociation = ({ pair, waiting }: Shown): readonly TargetDescription[] =>
  waiting.flatMap(({ side, targetRecord: record, reason }) =>
    record === '' ? [{ label: `(${pair.sync[side].displayName})`, left: false, right: false, reason }] : [],
  );

const linkOf = (target: ObservedTarget): readonly number[] => (target.kind === 'linked' ? [target.link] : []);

async function targetLabel(
  store: Store,
  objects: readonly ObjectPlan[],
  association: AssociationPlan,
  side: Side,
  id: string,
): Promise<string> {
  const object = objects.find((one) => one.object === association.target[targetSide(association, side)]);
  if (!object) return id;
  return (await labelsOf(store.database, object, [id])).get(id) ?? id;
}

/** The reason that stands with the target itself says more than that it is not linked. */
async function targetReason(
  store: Store,
  association: AssociationPlan,
  side: Side,
  id: string,
  waits: string | undefined,
): Promise<string> {
  const onTarget = targetSide(association, side);
  const { pair, name } = association.target;
  if ((await linksByRecord(store.database, pair, onTarget, [id])).size > 0) {
    return waits ?? 'not placed yet: the next sync looks at it';
  }
  const record = { side: onTarget, id };
  const [hold] = await loadHolds(store.database, pair, { record });
  if (hold) return `its target is left alone in ${name} (${hold.reason}): ${hold.detail.text}`;
  const [failure] = await loadFailures(store.database, pair, { record });
  if (failure) return `its target is failing in ${name}: ${failure.message}`;
  return waits ?? `its target is not linked in ${name}`;
}
