import { otherSide, type Side } from '../story/story.ts';
import { type AssociationPair, type SyncShape, writesTo } from '../world/configuration.ts';
import type { EdgeEvent } from '../world/ledger-events.ts';
import { report, twinsOf, type World } from '../world/world.ts';
import { reading } from './convergence.ts';
import { isDecided, wasUndone } from './decided-events.ts';
import { isOfField, meantByKey } from './meant-by-key.ts';
import { mergedInto } from './no-lost-edits.ts';

/**
 * I5: the engine takes out of a set only what a person took out of its twin. That a target was
 * deleted, or is not linked, is no removal.
 */
export function checkNoPhantomRemovals(world: World): void {
  for (const event of world.ledger.edges) {
    if (event.author !== 'engine' || event.change !== 'removed' || event.cascade) continue;
    if (wasDisplaced(world, event) || isDecided(world, event)) continue;
    const found = associationOf(world, event);
    if (found === null || wasAskedFor(world, event, found.shape, found.association)) continue;
    if (isUnknownToOlderState(world, event, found.shape, found.association)) continue;
    if (followsItsTarget(world, event, found.shape, found.association)) continue;
    if (followsSurvivor(world, event, found.shape, found.association)) continue;
    if (isMark(found.association) && wasTakenOutOfSet(world, event, found.shape)) continue;
    if (lostInConflict(world, event, found.shape, found.association)) continue;
    if (found.association.name === 'primary' && wasGivenByUndone(world, event, found.shape, found.association))
      continue;
    const what = `${event.target} was taken out of ${found.association.name} of ${event.id} (${event.side})`;
    report(world, 'I5-no-phantom-deletion', `${what}, and nobody had asked for it`);
  }
}

/**
 * The window that is documented: between a read and a write of an app without conditional writes, whose lists are replaced
 * whole and whose single values give way.
 */
export const wasDisplaced = (world: World, { side, author, change, seen }: EdgeEvent): boolean =>
  author === 'engine' && change === 'removed' && !seen && world.story[side].personality !== 'desk';

export function associationOf(
  world: World,
  event: Pick<EdgeEvent, 'side' | 'object' | 'field'>,
): { readonly shape: SyncShape; readonly association: AssociationPair } | null {
  for (const shape of Object.values(world.shapes)) {
    if (shape[event.side] !== event.object) continue;
    const association = shape.associations.find((one) => one[event.side] === event.field);
    if (association) return { shape, association };
  }
  return null;
}

/** Had a person taken it out of a twin of the record by then? */
export function wasAskedFor(world: World, event: EdgeEvent, shape: SyncShape, association: AssociationPair): boolean {
  const other = otherSide(event.side);
  const sources = everTwinsOf(world, event.side, event.id);
  const targets = everTwinsOf(world, event.side, event.target);
  const isSet = reading(world, shape, association) === 'many';
  // A set and its marks are one matter: taking a company out takes the primary with it, and giving one adds the other.
  const related = shape.associations.filter(
    (one) => one === association || (isMarkOrSet(one) && isMarkOrSet(association)),
  );
  return world.ledger.edges.some(
    (asked) =>
      // To a state that was put back, a single value that the engine has set since is one of two that differ.
      (asked.author === 'person' || (world.forgot && !isSet)) &&
      !asked.cascade &&
      asked.side === other &&
      asked.at < event.at &&
      asked.object === shape[other] &&
      sources.has(asked.id) &&
      related.some((one) => one[other] === asked.field) &&
      // A single value gives way to another one; a set gives up only what was taken out of it.
      (!isSet || (asked.change === 'removed' && targets.has(asked.target))),
  );
}

/** A look-up whose target handed its key on to another record seems to mean that one, until it is given its target's key. */
function followsItsTarget(world: World, event: EdgeEvent, shape: SyncShape, association: AssociationPair): boolean {
  const meant = meantByKey(world, event, event.at, shape, association);
  return world.ledger.edges.some(
    (one) => one.change === 'added' && one.at === event.at && isOfField(event)(one) && meant.has(one.target),
  );
}

/** Somebody merged the twin away, and what it was merged into held another single target all along. */
function followsSurvivor(world: World, event: EdgeEvent, shape: SyncShape, association: AssociationPair): boolean {
  if (reading(world, shape, association) === 'many') return false;
  const other = otherSide(event.side);
  const twins = everTwinsOf(world, event.side, event.id);
  const { movedTo } = world.apps[other].app.state.table(shape[other]);
  const survivors = new Set([...twins].flatMap((twin) => movedTo.get(twin) ?? []));
  const given = world.ledger.edges.find(
    (one) => one.change === 'added' && one.at === event.at && isOfField(event)(one),
  );
  if (!given) return false;
  const targets = everTwinsOf(world, event.side, given.target);
  return world.ledger.edges.some(
    (one) =>
      one.change === 'added' &&
      one.at < event.at &&
      one.side === other &&
      one.field === association[other] &&
      survivors.has(one.id) &&
      targets.has(one.target),
  );
}

/** Twins of a record and of those that were merged into it, and what was merged into those twins. */
function everTwinsOf(world: World, side: Side, id: string): ReadonlySet<string> {
  const twins = withMerged(world, side, id).flatMap((one) => [...twinsOf(world, side, one)]);
  return new Set(twins.flatMap((twin) => withMerged(world, otherSide(side), twin)));
}

/** A record, and those that were merged into it. */
const withMerged = (world: World, side: Side, id: string): readonly string[] => [
  id,
  ...Object.values(world.shapes).flatMap((shape) => mergedInto(world, side, shape[side], id)),
];

/**
 * A target was taken out, the engine did the same on the other side, and it was added again. A state from before all this was
 * put back knows that both sides held it: to it the other side alone has changed, as if somebody had taken it out there. One from
 * before the first of it knows that the other side held it, gives it to this one again, and is shown then that it is gone there.
 */
function isUnknownToOlderState(
  world: World,
  event: EdgeEvent,
  shape: SyncShape,
  association: AssociationPair,
): boolean {
  const back = world.takenBack;
  if (!back) return false;
  const other = otherSide(event.side);
  const sources = twinsOf(world, event.side, event.id);
  const targets = twinsOf(world, event.side, event.target);
  const own = world.ledger.edges.filter(
    (one) => one.side === event.side && one.id === event.id && one.field === event.field && one.target === event.target,
  );
  const wasKnown = own.findLast(({ at }) => at <= back.from)?.change === 'added';
  const taken = own.find(({ at, author, change }) => at > back.from && author === 'person' && change === 'removed');
  const last = own.findLast(({ at }) => at < event.at);
  const wasGivenAgain = last?.change === 'added' && last.author === 'engine' && last.at > back.at;
  if (!taken || !(wasGivenAgain || (wasKnown && event.at <= back.until))) return false;
  return world.ledger.edges.some(
    (carried) =>
      carried.author === 'engine' &&
      carried.change === 'removed' &&
      carried.at > taken.at &&
      carried.at <= back.at &&
      carried.side === other &&
      carried.field === association[other] &&
      carried.object === shape[other] &&
      sources.has(carried.id) &&
      targets.has(carried.target),
  );
}

/**
 * Removing from the set removes its marks: where an app keeps the primary as a link of its own, a company that somebody took
 * out of the set comes back from the other side as one that is primary no more.
 */
const wasTakenOutOfSet = (world: World, event: EdgeEvent, shape: SyncShape): boolean => {
  const set = shape.associations.find(({ name }) => name === 'companies');
  if (!set || !writesTo(set.direction, otherSide(event.side))) return false;
  const targets = withMerged(world, event.side, event.target);
  return world.ledger.edges.some(
    (asked) =>
      asked.author === 'person' &&
      asked.change === 'removed' &&
      !asked.cascade &&
      asked.at < event.at &&
      asked.side === event.side &&
      asked.id === event.id &&
      targets.includes(asked.target) &&
      asked.field === set[event.side],
  );
};

/**
 * Single targets that differ need no person of the other side: a crm makes the first company of its set the primary by itself, a
 * merger of records or of targets brings another one along, and a target whose twin was deleted has another twin since. Then the log
 * tells that this one was lost, and to what: to a target that a twin of the record has held, and that is another record to this side.
 */
function lostInConflict(world: World, event: EdgeEvent, shape: SyncShape, association: AssociationPair): boolean {
  if (reading(world, shape, association) === 'many') return false;
  const other = otherSide(event.side);
  const twins = everTwinsOf(world, event.side, event.id);
  const held = new Set(
    world.ledger.edges.flatMap((one) => {
      const isOfTwin = one.side === other && one.object === shape[other] && twins.has(one.id);
      return isOfTwin && one.field === association[other] && one.at < event.at ? [one.target] : [];
    }),
  );
  return world.losses.some(({ object, fields, [event.side]: lost, [other]: kept }) => {
    if (object !== shape.object || fields[0] !== association.left || fields[1] !== association.right) return false;
    if (!Array.isArray(lost) || !lost.includes(event.target) || !Array.isArray(kept) || kept.length === 0) return false;
    return kept.every((target) => held.has(target) && !isOnlyTwin(world, other, target, event.target));
  });
}

/** Have the two targets always been one to the engine? */
function isOnlyTwin(world: World, side: Side, id: string, twin: string): boolean {
  const [only, ...others] = twinsOf(world, side, id);
  const wasMerged = Object.values(world.shapes).some((shape) => {
    const { movedTo } = world.apps[side].app.state.table(shape[side]);
    return movedTo.has(id) || mergedInto(world, side, shape[side], id).length > 0;
  });
  return only === twin && others.length === 0 && !wasMerged;
}

/** A primary of the other side that an undo took out here is still there on that side, and nobody's wish any more. */
function wasGivenByUndone(world: World, event: EdgeEvent, shape: SyncShape, association: AssociationPair): boolean {
  const other = otherSide(event.side);
  const set = shape.associations.find(({ name }) => name === 'companies');
  if (world.story[other].personality !== 'crm' || !set) return false;
  const sources = twinsOf(world, event.side, event.id);
  const isOfTwin = (one: EdgeEvent): boolean =>
    one.author === 'engine' && one.change === 'added' && one.side === other && sources.has(one.id);
  // The crm makes it the primary with the call that puts it in the set.
  return world.ledger.edges.some(
    (one) =>
      isOfTwin(one) &&
      one.at < event.at &&
      one.field === association[other] &&
      wasUndone(world, one) &&
      world.ledger.edges.some(
        (into) => isOfTwin(into) && into.at === one.at && into.field === set[other] && into.target === one.target,
      ),
  );
}

export const isMark = ({ name }: AssociationPair): boolean => name === 'primary' || name === 'advisor';

export const isMarkOrSet = (association: AssociationPair): boolean =>
  association.name === 'companies' || isMark(association);
