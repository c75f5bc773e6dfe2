import type { Kysely } from 'kysely';
import type { CycleContext, LostTargets, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelsOf } from '../context/record-labels.ts';
import { targetRecord } from '../context/target-side.ts';
import { lostTargets } from '../plan/lost-targets.ts';
import type { UndoRefusal, UndoReport } from '../report/undo-report.ts';
import type { Database } from '../store/database.ts';
import { type EndedDecision, endDecisions, replaceDecision, undoneTargets } from '../store/decisions.ts';
import { type Link, linksById } from '../store/links.ts';
import { observationsByNumber } from '../store/observations.ts';
import { sides } from '../store/side.ts';
import { notCarriedOut } from './not-carried-out.ts';

/**
 * What has turned out to be gone in one of the apps while an undo was carried out. Of a record whose twin is, nothing more is written.
 * The links of targets have ended, or end with the next sync of theirs, so nobody will point at them again, or take them out. That is
 * told, and not left to be done.
 */
export async function tellUnreachable(
  context: CycleContext,
  plans: readonly PairPlan[],
  report: UndoReport,
): Promise<UndoReport> {
  const refused: UndoRefusal[] = [];
  const counts = { value: 0, targets: 0, archive: 0 };
  for (const plan of new Map(plans.map((one) => [one.pair, one])).values()) {
    for (const decision of context.endedUndo.filter(({ pair }) => pair === plan.pair)) {
      counts[decision.what.kind] += 1;
      refused.push(...(await withoutTwin(context, plan, decision)));
    }
    for (const one of context.lostUndo.filter(({ decision }) => decision.pair === plan.pair)) {
      if (isOver(one)) counts.targets += 1;
      refused.push(...(await refusals(context, plan, one)));
    }
    for (const lost of await unreachable(context, plan)) {
      refused.push(...(await refusals(context, plan, lost)));
      if (isOver(lost)) counts.targets += 1;
      const { decision, rest } = lost;
      await context.store.transaction((transaction) =>
        isOver(lost) ? endDecisions(transaction, [decision.id]) : replaceDecision(transaction, decision.id, rest),
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

const isOver = ({ rest }: LostTargets): boolean => rest.add.length + rest.remove.length === 0;

/** Of what is still to be done, targets of which one record is gone: their links end with the next sync. */
async function unreachable({ store: { database } }: CycleContext, plan: PairPlan): Promise<readonly LostTargets[]> {
  const left = await undoneTargets(database, plan.pair);
  const named = await linksById(
    database,
    left.flatMap(({ what }) => [...what.add, ...what.remove]),
  );
  const gone = await goneAmong(database, [...named.values()]);
  const lost: LostTargets[] = [];
  for (const decision of left) {
    const association = plan.associations.find((one) => one.association === decision.what.association);
    if (!association || ![...decision.what.add, ...decision.what.remove].some((link) => gone.has(link))) continue;
    const link = (await linksById(database, [decision.link])).get(decision.link);
    const number = link?.numbers[decision.side] ?? 0;
    const record = (await observationsByNumber(database, [number])).get(number);
    const found = record && lostTargets(decision, association, { record, named, isLost: ({ id }) => gone.has(id) });
    if (found) lost.push(found);
  }
  return lost;
}

/** Numbers of links of which one record is gone. */
async function goneAmong(database: Kysely<Database>, links: readonly Link[]): Promise<ReadonlySet<number>> {
  const ends = links.flatMap((link) => sides.map((side) => link.numbers[side]));
  const records = await observationsByNumber(database, ends);
  const isThere = (link: Link): boolean => sides.every((side) => records.get(link.numbers[side])?.gone === false);
  return new Set(links.filter((link) => !isThere(link)).map(({ id }) => id));
}

async function refusals(
  { store: { database } }: CycleContext,
  plan: PairPlan,
  { decision, association, add, remove }: LostTargets,
): Promise<readonly UndoRefusal[]> {
  const { side, link } = decision;
  const id = (await linksById(database, [link])).get(link)?.[side] ?? '';
  const label = (await labelsOf(database, plan[side], [id])).get(id) ?? id;
  const gone = await goneAmong(database, [...add, ...remove]);
  const of = (links: readonly Link[], text: string): readonly UndoRefusal[] => {
    if (links.length === 0) return [];
    const names = links.map((target) => targetRecord(association, target, side)).join(', ');
    const { connection } = plan.sync[side];
    const field = association.mapping[side].name;
    const told = { id, label, field, code: 'not-linked' as const, text: `${names} ${text}` };
    return [{ sync: plan.sync.name, side: fileSide(plan, side), connection, ...told }];
  };
  const isGone = ({ id: number }: Link): boolean => gone.has(number);
  const isUnlinked = (target: Link): boolean => !isGone(target);
  return [
    ...of(add.filter(isGone), 'cannot be pointed at again: one of its twins is gone'),
    ...of(add.filter(isUnlinked), 'cannot be pointed at again: not linked any more'),
    ...of(remove.filter(isGone), 'stays: its twin is gone'),
    ...of(remove.filter(isUnlinked), 'stays: it is not linked any more'),
  ];
}
