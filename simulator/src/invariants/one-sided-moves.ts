import { otherSide, type Side } from '../story/story.ts';
import { valueKey } from '../world/agreements.ts';
import type { AssociationPair, SyncShape } from '../world/configuration.ts';
import type { EdgeEvent } from '../world/ledger-events.ts';
import { report, twinsOf, type World } from '../world/world.ts';
import { reading } from './convergence.ts';
import { isDecided } from './decided-events.ts';
import { isThereAt } from './is-there-at.ts';
import { mergedInto } from './no-lost-edits.ts';
import { associationOf, isMarkOrSet } from './no-phantom-removals.ts';

/**
 * I3: where both sides agreed on a single target, and one side alone has pointed at another since, that is not taken back:
 * there is no conflict.
 */
export function checkOneSidedMoves(world: World): void {
  for (const event of world.ledger.edges) {
    if (event.author !== 'engine' || event.change !== 'removed' || event.cascade || !event.seen) continue;
    if (isDecided(world, event)) continue;
    const found = associationOf(world, event);
    if (found === null || reading(world, found.shape, found.association) === 'many') continue;
    const given = world.ledger.edges.findLast((one) => isSameEdge(one, event) && one.at < event.at);
    if (given?.author !== 'person' || given.change !== 'added') continue;
    const other = otherSide(event.side);
    for (const twin of twinsOf(world, event.side, event.id)) {
      // What it was merged into is the twin from then on.
      if (!isThereAt(world, other, twin, event.at)) continue;
      const ends = event.side === 'left' ? { left: event.id, right: twin } : { left: twin, right: event.id };
      const agreed = world.agreements.get(valueKey(found.association, ends));
      if (agreed === undefined || agreed > given.at) continue;
      if (isMerged(world, found.shape, event.side, event.id) || isMerged(world, found.shape, other, twin)) continue;
      const edited = [...editsOf(world, found, other, twin), ...setEditsOf(world, found, event)];
      if (edited.some(({ at }) => at > agreed && at < event.at)) continue;
      const what = `${event.target} in ${found.association.name} of ${event.id} (${event.side})`;
      report(world, 'I3-no-lost-edit', `${what} was taken back, although ${twin} had not been edited`);
    }
  }
}

interface Found {
  readonly shape: SyncShape;
  readonly association: AssociationPair;
}

/** What people did to the association on one side, or to the set and the marks that it is one matter with. */
function editsOf(world: World, { shape, association }: Found, side: Side, id: string): readonly EdgeEvent[] {
  const related = shape.associations.filter(
    (one) => one === association || (isMarkOrSet(one) && isMarkOrSet(association)),
  );
  return world.ledger.edges.filter(
    (one) =>
      one.author === 'person' &&
      one.side === side &&
      one.object === shape[side] &&
      one.id === id &&
      related.some((each) => each[side] === one.field),
  );
}

/** Taking a target out of the set takes its marks, on whichever side. */
const setEditsOf = (world: World, found: Found, event: EdgeEvent): readonly EdgeEvent[] =>
  isMarkOrSet(found.association)
    ? editsOf(world, found, event.side, event.id).filter(
        (one) => one.change === 'removed' && one.target === event.target,
      )
    : [];

const isSameEdge = (one: EdgeEvent, other: EdgeEvent): boolean =>
  one.side === other.side && one.id === other.id && one.field === other.field && one.target === other.target;

const isMerged = (world: World, shape: SyncShape, side: Side, id: string): boolean =>
  mergedInto(world, side, shape[side], id).length > 0;
