import { isListed, loadStanding, readRecord, saysTheSame, targetIds } from '../invariants/standing.ts';
import { type Side, type Story, sides } from '../story/story.ts';
import type { AssociationPair, FieldPair } from './configuration.ts';
import { targetOf } from './personalities.ts';
import type { World } from './world.ts';

type Ends = Readonly<Record<Side, string>>;

export const fieldKey = (field: FieldPair, link: Ends): string => `${link.left} ${link.right} ${field.name}`;

/** Of an association that holds a single target. */
export const valueKey = (association: AssociationPair, link: Ends): string =>
  `${link.left} ${link.right} ${association.name}`;

export const edgeKey = (association: AssociationPair, source: Ends, target: Ends): string =>
  `${source.left} ${source.right} ${association.name} ${target.left} ${target.right}`;

/**
 * After a complete comparison in a world where nothing goes wrong, the engine knows what both sides say. What they agree
 * on then, and one side alone changes later, is no conflict, whoever would win one.
 */
export async function noteAgreements(world: World): Promise<void> {
  if (!isCalm(world.story)) return;
  const standing = await loadStanding(world);
  const { at } = world.ledger;
  for (const link of standing.links.filter((one) => !isListed(standing, one))) {
    const shape = world.shapes[link.object];
    const left = readRecord(world, shape, 'left', link.left);
    const right = readRecord(world, shape, 'right', link.right);
    if (!left || !right) continue;
    for (const field of shape.fields) {
      const values = [left.fields[field.left] ?? null, right.fields[field.right] ?? null] as const;
      if (saysTheSame(world, link.object, field, ...values)) world.agreements.set(fieldKey(field, link), at);
    }
    for (const association of shape.associations) {
      const heldOn = (side: Side): readonly string[] =>
        targetIds(world, side, { object: shape[side], id: link[side], field: association[side] });
      const held = { left: heldOn('left'), right: heldOn('right') };
      const linked = standing.links.filter((one) => one.object === targetOf(association.name));
      const heldBy = (side: Side): string =>
        JSON.stringify(held[side].map((id) => linked.find((one) => one[side] === id)?.id ?? null));
      if (heldBy('left') === heldBy('right')) world.agreements.set(valueKey(association, link), at);
      for (const target of linked) {
        const both = sides.every((side) => held[side].includes(target[side]));
        if (both) world.agreements.set(edgeKey(association, link, target), at);
      }
    }
  }
}

/** Only people and the engine act, one after the other, and every answer arrives and tells the truth. */
const isCalm = ({ left, right, steps }: Story): boolean =>
  left.lagMs + right.lagMs === 0 &&
  steps.every((step) => {
    switch (step.do) {
      case 'cycle':
        return step.faults.length + step.meddling.length === 0 && step.crashAt === null && step.hidden === null;
      case 'poison':
      case 'veil':
      case 'keep-state':
      case 'restore-state':
      case 'lose-state':
      case 'remove-field':
      case 'remove-option':
        return false;
      default:
        return true;
    }
  });
