import { otherSide, type Side, sides } from '../story/story.ts';
import { edgeKey } from '../world/agreements.ts';
import { type AssociationPair, type SyncShape, writesTo } from '../world/configuration.ts';
import type { EdgeEvent } from '../world/ledger-events.ts';
import { targetOf } from '../world/personalities.ts';
import type { StoredLink } from '../world/store-view.ts';
import { report, type World } from '../world/world.ts';
import { reading } from './convergence.ts';
import { areLeftUndone, edgeEvents, edgesTo } from './decided-events.ts';
import { mergedInto } from './no-lost-edits.ts';
import { isMark, wasAskedFor, wasDisplaced } from './no-phantom-removals.ts';
import { isListed, type Standing, targetIds } from './standing.ts';

/**
 * I3: where people of one side alone have edited an edge of a set, both sides end with what they did last: what was taken
 * out does not come back, and what was added stays.
 */
export function checkNoLostEdges(world: World, standing: Standing): void {
  if (world.forgot) return;
  for (const shape of Object.values(world.shapes)) {
    for (const association of shape.associations) {
      if (reading(world, shape, association) !== 'many') continue;
      for (const link of standing.links) {
        if (link.object !== shape.object || isListed(standing, link)) continue;
        if (!standing.isOpen(link, association)) checkSet(world, standing, shape, association, link);
      }
    }
  }
}

function checkSet(
  world: World,
  standing: Standing,
  shape: SyncShape,
  association: AssociationPair,
  link: StoredLink,
): void {
  const events = sides.flatMap((side) => personEvents(world, shape, association, side, link[side]));
  const targets = standing.links.filter((one) => one.object === targetOf(association.name));
  for (const target of targets) {
    if (areLeftUndone(world, edgesTo(edgeEvents(world, shape, association, link), target))) continue;
    if (standing.frozen.has(target.id) || cameBack(world, link) || cameBack(world, target)) continue;
    const since = world.agreements.get(edgeKey(association, link, target)) ?? 0;
    const ofTarget = events.filter((event) => isOrWas(world, event, target) && event.at > since);
    const last = ofTarget.at(-1);
    if (last === undefined || ofTarget.some((event) => event.side !== last.side)) continue;
    // What was merged into one of the ends brought edges of its own along.
    if (ofTarget.some(({ side, id, target: end }) => id !== link[side] || end !== target[side])) continue;
    // Taking a target out of the set takes its marks.
    if (last.change === 'added' && isMark(association) && wasTakenOut(world, shape, link, target)) continue;
    if (!writesTo(association.direction, otherSide(last.side))) continue;
    if (last.change === 'added' && wasTakenOutByTwin(world, shape, association, last)) continue;
    if (last.change === 'removed' && wasUnknown(world, shape, association, link, target, last)) continue;
    if (
      world.ledger.edges.some((event) => isSameEdge(event, last) && event.at > last.at && wasDisplaced(world, event))
    ) {
      continue;
    }
    // A mark on the target adds it to the set.
    if (hasMarks(world, shape, association, link)) continue;
    const held = sides.map((side) => holds(world, shape, association, side, link[side], target[side]));
    if (last.change === 'removed' ? held.every(Boolean) : held.every((one) => !one)) {
      const what = `${last.target} ${last.change} in ${association.name} of ${link[last.side]} (${last.side})`;
      report(world, 'I3-no-lost-edit', `${what} did not last`);
    }
  }
}

/** Somebody had taken it out of a twin that the record had then. */
const wasTakenOutByTwin = (world: World, shape: SyncShape, association: AssociationPair, added: EdgeEvent): boolean =>
  world.ledger.edges.some(
    (event) =>
      event.author === 'engine' &&
      event.change === 'removed' &&
      event.at > added.at &&
      isSameEdge(event, added) &&
      wasAskedFor(world, event, shape, association),
  );

/**
 * The engine had put the edge on the other side, and no process that lived had been told so when it was taken out on this one:
 * to the next process that side alone holds it, as if somebody had added it there.
 */
function wasUnknown(
  world: World,
  shape: SyncShape,
  association: AssociationPair,
  link: StoredLink,
  target: StoredLink,
  taken: EdgeEvent,
): boolean {
  const other = otherSide(taken.side);
  const given = world.ledger.edges.findLast(
    (one) =>
      one.at < taken.at &&
      one.side === other &&
      one.object === shape[other] &&
      one.field === association[other] &&
      one.id === link[other] &&
      one.target === target[other],
  );
  return given?.change === 'added' && given.author === 'engine' && given.knownAt > taken.at;
}

/** Is it about the target, or about a record that was merged into it? */
function isOrWas(world: World, { side, target: id }: EdgeEvent, target: StoredLink): boolean {
  const object = world.shapes[target.object][side];
  return id === target[side] || mergedInto(world, side, object, target[side]).includes(id);
}

/** A pair that a filter unlinked comes back without a base of its edges: they are united. */
const cameBack = (world: World, { object, reason }: StoredLink): boolean =>
  reason === 'restored' && world.shapes[object].setting.filter?.onExit === 'unlink';

function personEvents(
  world: World,
  shape: SyncShape,
  association: AssociationPair,
  side: Side,
  id: string,
): readonly EdgeEvent[] {
  const ids = new Set([id, ...mergedInto(world, side, shape[side], id)]);
  return world.ledger.edges.filter(
    (event) =>
      event.author === 'person' &&
      event.side === side &&
      event.object === shape[side] &&
      event.field === association[side] &&
      ids.has(event.id),
  );
}

function wasTakenOut(world: World, shape: SyncShape, link: StoredLink, target: StoredLink): boolean {
  const set = shape.associations.find(({ name }) => name === 'companies');
  const events = set ? sides.flatMap((side) => personEvents(world, shape, set, side, link[side])) : [];
  return events.some((event) => event.change === 'removed' && isOrWas(world, event, target));
}

const isSameEdge = (one: EdgeEvent, other: EdgeEvent): boolean =>
  one.side === other.side &&
  one.object === other.object &&
  one.field === other.field &&
  one.id === other.id &&
  one.target === other.target;

const hasMarks = ({ ledger }: World, shape: SyncShape, association: AssociationPair, link: StoredLink): boolean =>
  association.name === 'companies' &&
  shape.associations.some(
    (mark) =>
      (mark.name === 'primary' || mark.name === 'advisor') &&
      ledger.edges.some((event) =>
        sides.some((side) => event.side === side && event.id === link[side] && event.field === mark[side]),
      ),
  );

function holds(
  world: World,
  shape: SyncShape,
  association: AssociationPair,
  side: Side,
  id: string,
  target: string,
): boolean {
  return targetIds(world, side, { object: shape[side], id, field: association[side] }).includes(target);
}
