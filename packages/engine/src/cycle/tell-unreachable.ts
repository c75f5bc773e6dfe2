import type { AssociationPlan, CycleContext, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { targetRecord } from '../context/target-side.ts';
import type { UndoRefusal, UndoReport } from '../report/undo-report.ts';
import { type Decision, type EndedDecision, endDecisions, replaceDecision, undoneTargets } from '../store/decisions.ts';
import { type Link, linksById } from '../store/links.ts';
import { observationsByNumber } from '../store/observations.ts';
import { sides } from '../store/side.ts';
import { notCarriedOut } from './not-carried-out.ts';

/**
 * What has turned out to be gone in one of the apps while an undo was carried out. Of a record whose twin is, nothing more is written.
 * The links of targets end with the next sync of theirs, so nobody will point at them again, or take them out. That is told, and not
 * left to be done.
 */
export async function tellUnreachable(
  context: CycleContext,
  plans: readonly PairPlan[],
  report: UndoReport,
): Promise<UndoReport> {
  const { database } = context.store;
  const refused: UndoRefusal[] = [];
  const counts = { value: 0, targets: 0, archive: 0 };
  for (const plan of new Map(plans.map((one) => [one.pair, one])).values()) {
    for (const decision of context.endedUndo.filter(({ pair }) => pair === plan.pair)) {
      counts[decision.what.kind] += 1;
      refused.push(...(await withoutTwin(context, plan, decision)));
    }
    const left = await undoneTargets(database, plan.pair);
    const named = left.flatMap(({ what }) => [...what.add, ...what.remove]);
    const unreachable = await unreachableAmong(context, named);
    for (const decision of left) {
      const association = plan.associations.find((one) => one.association === decision.what.association);
      const isLost = (link: number): boolean => unreachable.has(link);
      const [lost, kept] = [decision.what.add.filter(isLost), decision.what.remove.filter(isLost)];
      if (!association || lost.length + kept.length === 0) continue;
      refused.push(...(await refusals(context, plan, association, { decision, unreachable, lost, kept })));
      const isReached = (link: number): boolean => !unreachable.has(link);
      const what = {
        ...decision.what,
        add: decision.what.add.filter(isReached),
        remove: decision.what.remove.filter(isReached),
      };
      // A single value changes as a whole or not at all.
      const isOver = association.mapping.reading === 'one' || what.add.length + what.remove.length === 0;
      if (isOver) counts.targets += 1;
      await context.store.transaction((transaction) =>
        isOver ? endDecisions(transaction, [decision.id]) : replaceDecision(transaction, decision.id, what),
      );
    }
  }
  // What an earlier undo had left to be done is not in the numbers of this one.
  const less = (count: number, by: number): number => Math.max(0, count - by);
  return {
    ...report,
    values: less(report.values, counts.value),
    associations: less(report.associations, counts.targets),
    archives: less(report.archives, counts.archive),
    refused: [...report.refused, ...refused],
  };
}

/** A record that was to go, and has gone by itself, is no loss to anybody. */
async function withoutTwin(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  decision: EndedDecision,
): Promise<readonly UndoRefusal[]> {
  const link = (await linksById(database, [decision.link])).get(decision.link);
  if (!link) return [];
  const id = link[decision.side];
  const record = (await observationsByNumber(database, [link.numbers[decision.side]])).get(link.numbers[decision.side]);
  const isThere = record?.gone === false;
  if (!isThere && decision.what.kind === 'archive') return [];
  const why = isThere
    ? { code: 'not-linked' as const, text: 'it stays as the run left it: its twin is gone' }
    : { code: 'gone' as const, text: `it is no longer in ${plan.sync[decision.side].displayName}` };
  return [await notCarriedOut(database, plan, decision, { id, ...why })];
}

/** By their numbers: links of which one record is gone. */
async function unreachableAmong(
  { store: { database } }: CycleContext,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Link>> {
  const links = [...(await linksById(database, numbers)).values()];
  const ends = links.flatMap((link) => sides.map((side) => link.numbers[side]));
  const records = await observationsByNumber(database, ends);
  const isThere = (link: Link): boolean => sides.every((side) => records.get(link.numbers[side])?.gone === false);
  return new Map(links.filter((link) => !isThere(link)).map((link) => [link.id, link]));
}

async function refusals(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  association: AssociationPlan,
  found: {
    readonly decision: Decision;
    readonly unreachable: ReadonlyMap<number, Link>;
    readonly lost: readonly number[];
    readonly kept: readonly number[];
  },
): Promise<readonly UndoRefusal[]> {
  const { side, link } = found.decision;
  const id = (await linksById(database, [link])).get(link)?.[side] ?? '';
  const label = (await labelsOf(database, plan[side], [id])).get(id) ?? id;
  const namesOf = (numbers: readonly number[]): string =>
    numbers
      .flatMap((number) => found.unreachable.get(number) ?? [])
      .map((target) => targetRecord(association, target, side))
      .join(', ');
  const of = (text: string): UndoRefusal => ({
    sync: plan.sync.name,
    side: fileSide(plan, side),
    connection: plan.sync[side].connection,
    id,
    label,
    field: association.mapping[side].name,
    code: 'not-linked',
    text,
  });
  return [
    ...(found.lost.length > 0
      ? [of(`${namesOf(found.lost)} cannot be pointed at again: one of its twins is gone`)]
      : []),
    ...(found.kept.length > 0 ? [of(`${namesOf(found.kept)} stays: its twin is gone`)] : []),
  ];
}
