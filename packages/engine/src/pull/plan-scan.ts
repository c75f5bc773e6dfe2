import type { AssociationFieldSchema } from '@linkwright/core';
import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { countObservations } from '../store/count-observations.ts';
import { largestFanIn } from '../store/edges.ts';

/** How to find links that change without touching their record. */
export interface ScanPlan {
  /** Association fields that are asked of the records that have them. */
  readonly own: readonly string[];
  /** Pairs of objects that are scanned from the other end. */
  readonly inverse: readonly InverseScan[];
  /** What it costs: one call a batch for each pair of objects. */
  readonly calls: number;
}

/** The targets of a pair of objects, and the fields in which they show what `own` fields say. */
export interface InverseScan {
  readonly target: ObjectPlan;
  readonly fields: readonly { readonly own: string; readonly inverse: string }[];
}

/**
 * A pair of objects is scanned from its smaller end. The targets can stand in for the records only if they show every
 * mapped field of the pair (an end that cannot show a mark would miss its moves), and if this run has read them already,
 * so that none of them is unknown.
 */
export async function planScan(context: CycleContext, plan: ObjectPlan): Promise<ScanPlan> {
  const silent = plan.end.object.associations.filter(
    (field) => !field.changeTouchesRecord && plan.associations.includes(field.id),
  );
  const targets = [...new Set(silent.flatMap((field) => field.targets))];
  if (targets.length === 0) return { own: [], inverse: [], calls: 0 };
  const perPair = batches(await countObservations(context.store.database, plan.object), plan);
  const inverse: InverseScan[] = [];
  let calls = 0;
  for (const object of targets) {
    const scan = inverseScan(context, plan, silent, object);
    const fromTargets = scan === null ? Number.POSITIVE_INFINITY : await callsFrom(context, plan, scan);
    calls += Math.min(perPair, fromTargets);
    if (scan !== null && fromTargets < perPair) inverse.push(scan);
  }
  const shown = new Set(inverse.flatMap(({ fields }) => fields.map(({ own }) => own)));
  return { own: silent.map(({ id }) => id).filter((id) => !shown.has(id)), inverse, calls };
}

const batches = (records: number, { end }: ObjectPlan): number =>
  Math.ceil(records / end.capabilities.batchLimits.readAssociations);

function inverseScan(
  context: CycleContext,
  plan: ObjectPlan,
  silent: readonly AssociationFieldSchema[],
  object: string,
): InverseScan | null {
  const target = [...context.objects.values()].find(
    ({ end }) => end.account === plan.end.account && end.object.id === object,
  );
  if (!target || !context.pulled.has(target.object)) return null;
  const fields = silent.filter(({ targets }) => targets.includes(object));
  const pairs = fields.flatMap(({ id, targets, inverse, refersBy }) =>
    targets.length === 1 && refersBy === undefined && inverse?.object === object
      ? [{ own: id, inverse: inverse.field }]
      : [],
  );
  return pairs.length === fields.length ? { target, fields: pairs } : null;
}

/** A target with many records behind it is told in several answers, for which its whole batch waits. */
async function callsFrom(context: CycleContext, plan: ObjectPlan, { target, fields }: InverseScan): Promise<number> {
  const { database } = context.store;
  const calls = batches(await countObservations(database, target.object), target);
  const perAnswer = target.end.capabilities.batchLimits.associationTargets;
  if (perAnswer === undefined) return calls;
  const own = new Set(fields.map((field) => field.own));
  const numbers = plan.associationNumbers.filter(({ field }) => own.has(field)).map(({ number }) => number);
  const fanIn = await largestFanIn(database, numbers);
  return calls * Math.max(1, Math.ceil(fanIn / perAnswer));
}
