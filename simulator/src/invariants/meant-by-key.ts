import { otherSide } from '../story/story.ts';
import type { AssociationPair, SyncShape } from '../world/configuration.ts';
import type { EdgeEvent } from '../world/ledger-events.ts';
import { twinsOf, type World } from '../world/world.ts';

type Place = Pick<EdgeEvent, 'side' | 'object' | 'id' | 'field'>;

/** Is it an event of this association field of this record? */
export const isOfField =
  ({ side, object, id, field }: Place) =>
  (one: EdgeEvent): boolean =>
    one.side === side && one.id === id && one.object === object && one.field === field;

/** Of a look-up: the target that was put there last before an event, or carried to the other side, whoever bears the key since. */
export function meantByKey(
  world: World,
  place: Place,
  before: number,
  shape: SyncShape,
  association: AssociationPair,
): ReadonlySet<string> {
  const { state } = world.apps[place.side].app;
  if (state.association(state.table(place.object), place.field).schema.refersBy === undefined) return new Set();
  const other = otherSide(place.side);
  const twins = [...twinsOf(world, place.side, place.id)];
  const isOwn = isOfField(place);
  const isOfTwin = (one: EdgeEvent): boolean =>
    twins.some((id) => isOfField({ side: other, object: shape[other], id, field: association[other] })(one));
  const last = world.ledger.edges.findLast(
    (one) => one.change === 'added' && one.at < before && (isOwn(one) || isOfTwin(one)),
  );
  if (last === undefined) return new Set();
  return isOwn(last) ? new Set([last.target]) : twinsOf(world, other, last.target);
}
