import type { AssociationPlan, CycleContext } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { targetSide } from '../context/target-side.ts';
import { writesTo } from '../merge/merge-associations.ts';
import type { NewDecision } from '../store/decisions.ts';
import { linksById, linksByRecord } from '../store/links.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import { changedSince, type Decided, type Resolved, refusal } from './decided-conflict.ts';
import { asNames, namesOfTargets, numbersOf } from './undo-targets.ts';

/**
 * Both records are to point at what one of them did. `winner`: a side of the compiled sync; `null`: somebody has given a text,
 * which names no record.
 */
export async function decideTargets(context: CycleContext, decided: Decided, winner: Side | null): Promise<Resolved> {
  const { plan, conflict, link } = decided;
  const association = plan.associations.find(({ mapping }) => mapping.key === conflict.mapping);
  if (!association || winner === null) {
    throw refusal(
      'unsuitable-value',
      `Conflict ${conflict.id} is about an association.`,
      `linkwright conflicts resolve ${conflict.id} left|right`,
    );
  }
  const [logged, current] = [
    await loggedLinks(context, association, decided),
    await shownLinks(context, association, decided),
  ];
  const wanted = logged[winner];
  if (wanted === null) {
    throw refusal(
      'not-linked',
      `What ${plan.sync[winner].displayName} pointed at in conflict ${conflict.id} is no longer linked.`,
      'Let both records point at the right one in their apps.',
    );
  }
  // Each points at what is in the log, or at what won.
  const isAsLogged = (side: Side): boolean =>
    current[side] !== null &&
    (current[side] === logged[side] || (conflict.winner !== null && current[side] === logged[conflict.winner]));
  if (!sides.every(isAsLogged)) throw changedSince(conflict);
  const decisions = sides.flatMap((side): readonly NewDecision[] => {
    const held = current[side];
    if (held === null || held === wanted) return [];
    if (!writesTo(association.mapping, side)) {
      throw refusal(
        'not-mapped',
        `The file does not write "${association.mapping[side].name}" to ${plan.sync[side].displayName}.`,
        `linkwright conflicts resolve ${conflict.id} ${fileSide(plan, otherSide(winner))}, or let its direction be two-way.`,
      );
    }
    const what = { kind: 'targets', association: association.association, add: [wanted], remove: [held] } as const;
    return [{ pair: plan.pair, link: link.id, side, what, reason: 'resolved' }];
  });
  const target = (await linksById(context.store.database, [wanted])).get(wanted);
  const nameOn = (side: Side): readonly string[] => (target ? [target[targetSide(association, side)]] : []);
  return { decisions, values: { left: nameOn('left'), right: nameOn('right') } };
}

type Links = Readonly<Record<Side, number | null>>;

/** Of the targets that the log names, by the ids of their records. `null`: not linked any more. */
async function loggedLinks(
  { store }: CycleContext,
  association: AssociationPlan,
  { conflict }: Decided,
): Promise<Links> {
  const linkOn = async (side: Side): Promise<number | null> => {
    const [id = ''] = asNames(conflict[side]);
    const links = await linksByRecord(store.database, association.target.pair, targetSide(association, side), [id]);
    return links.get(id)?.id ?? null;
  };
  return { left: await linkOn('left'), right: await linkOn('right') };
}

/** Of the single targets that the records point at. `null`: at none, at several, or at one without a link. */
async function shownLinks(context: CycleContext, association: AssociationPlan, { shown }: Decided): Promise<Links> {
  const linkOn = async (side: Side): Promise<number | null> => {
    const [name, second] = namesOfTargets(shown[side].associations[association.mapping[side].id] ?? []);
    if (name === undefined || second !== undefined) return null;
    return (await numbersOf(context, association, side, [name])).get(name) ?? null;
  };
  return { left: await linkOn('left'), right: await linkOn('right') };
}
