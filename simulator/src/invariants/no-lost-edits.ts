import type { CanonicalValue } from '@linkwright/core';
import { type ObjectName, otherSide, type Side } from '../story/story.ts';
import type { FieldPair } from '../world/configuration.ts';
import type { Cell, FieldEvent } from '../world/ledger-events.ts';
import type { StoredLoss } from '../world/store-view.ts';
import { report, twinsOf, type World, wasMatchedSince } from '../world/world.ts';
import { isDecided } from './decided-events.ts';
import { isTakenForOwn, rewrittenSince } from './rewritings.ts';
import { isSharedBase } from './shared-base.ts';
import { sameValue, saysTheSame } from './standing.ts';

/**
 * I3: the engine overwrites a person's value only with a newer one from the other side that had it, or with the winner of
 * a conflict, and then the value is in the conflict log.
 */
export function checkNoLostEdits(world: World): void {
  for (const event of world.ledger.fields) {
    if (event.author !== 'engine' || event.replaced?.author !== 'person' || isDecided(world, event)) continue;
    const named = fieldOf(world, event);
    if (named === null) continue;
    const { object, field } = named;
    const { replaced } = event;
    if (isInConflictLog(world, object, field, event, replaced.value)) continue;
    if (sameValue(world, object, field, event.side, replaced.value, event.value)) continue;
    const twin = twinHistory(world, object, field, event);
    const had = twin.some(
      (one) =>
        one.at < event.at &&
        // While a filter leaves a pair alone nothing is merged; what was put back meanwhile is what the twin had before.
        (one.until > replaced.at || isLeftAlone(world, object)) &&
        agrees(world, object, field, event, one.value, replaced.value),
    );
    // A merger brings older values along, and counts as an edit.
    const edited =
      isMergedTwin(world, object, event) ||
      twin.some((one) => one.author === 'person' && (one.at > replaced.at || isLeftAlone(world, object)));
    if (had && edited) continue;
    const isConditional = world.story[event.side].personality === 'desk';
    const editedEver = isMergedTwin(world, object, event) || twin.some((one) => one.author === 'person');
    // The window that is documented: between a read and a write of an app without conditional writes.
    const isKnown = replaced.seen && !(replaced.isDated && world.story[event.side].lagMs > 0);
    if (!isKnown && !isConditional && (editedEver || isToldOverSeen(world, object, field, event, replaced))) continue;
    // A blank says nothing of itself; the other side's value may win against it, or fill it on a first match.
    if (isBlank(world, event, replaced.value) && (editedEver || wasMatched(world, event, replaced.at))) continue;
    if (isBackInTarget(world, object, field, event, replaced, twin)) continue;
    if (isOfMerged(world, object, field, event, replaced.value)) continue;
    if (isUnknownToOlderState(world, object, field, event, replaced)) continue;
    if (isSharedBase(world, object, field, event)) continue;
    if (isTakenForOwn(world, event, replaced) || isRewrittenByTwin(world, object, field, event, replaced)) continue;
    const what = `${field.name} of ${event.id} (${event.side}): ${JSON.stringify(replaced.value)} became ${JSON.stringify(event.value)}`;
    report(world, 'I3-no-lost-edit', `${what}, and the conflict log does not tell`);
  }
}

/**
 * Does the conflict log tell of this very write, over what was seen before? Then what was put there meanwhile fell into the same window.
 * So it is with what an app has made of a create that it did not answer: nobody knows who changed it, and the conflict rule decides.
 */
function isToldOverSeen(
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  replaced: Cell,
): boolean {
  const seen = world.ledger.fields.findLast(
    (one) =>
      one.at < replaced.at &&
      one.side === event.side &&
      one.object === event.object &&
      one.id === event.id &&
      one.field === event.field,
  );
  if (seen === undefined) return false;
  return lossesOf(world, object, field, event, seen.value).some((loss) =>
    agrees(world, object, field, event, loss[otherSide(event.side)], event.value),
  );
}

/** Was the record matched while it held this? */
const wasMatched = (world: World, { side, id }: FieldEvent, at: number): boolean =>
  [...twinsOf(world, side, id)].some((twin) =>
    wasMatchedSince(world, side === 'left' ? { left: id, right: twin } : { left: twin, right: id }, at),
  );

/**
 * What a person edits in the target of a one-way field is merged into nothing: the field is as the engine left it, or as
 * both sides had it, as soon as its value is back, whatever it was meanwhile, and the source's next value is no conflict.
 */
function isBackInTarget(
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  replaced: Cell,
  twin: readonly Held[],
): boolean {
  const { direction } = field;
  if (direction !== (event.side === 'right' ? 'left-to-right' : 'right-to-left')) return false;
  const own = world.ledger.fields.filter(
    (one) => one.side === event.side && one.object === event.object && one.id === event.id && one.field === event.field,
  );
  const wasShared = twin.some(
    (one) =>
      one.at < replaced.at &&
      agrees(world, object, field, event, one.value, replaced.value) &&
      own.some(
        ({ at, value }) => at < replaced.at && sameValue(world, object, field, event.side, value, replaced.value),
      ),
  );
  if (wasShared) return true;
  // A merger may have given the target another id.
  return [event.id, ...mergedInto(world, event.side, event.object, event.id)].some((id) => {
    const given = world.ledger.fields.findLast(
      (one) =>
        one.author === 'engine' &&
        one.at < replaced.at &&
        one.side === event.side &&
        one.object === event.object &&
        one.id === id &&
        one.field === event.field,
    );
    return given !== undefined && sameValue(world, object, field, event.side, given.value, replaced.value);
  });
}

/**
 * A survivor takes over the link of a record that was merged into it, and what that one held when it was synced: a value that
 * is the same again has not been edited since.
 */
const isOfMerged = (
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  value: CanonicalValue,
): boolean =>
  mergedInto(world, event.side, event.object, event.id).some((id) =>
    world.ledger.fields.some(
      (one) =>
        one.at < event.at &&
        one.side === event.side &&
        one.id === id &&
        one.field === event.field &&
        sameValue(world, object, field, event.side, one.value, value),
    ),
  );

/** The twin's app has made this of the value when it was given it, and that travels back like an edit. */
function isRewrittenByTwin(
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  replaced: Cell,
): boolean {
  const other = otherSide(event.side);
  return [...twinsOf(world, event.side, event.id)].some((id) => {
    const place = { side: other, object: world.shapes[object][other], id, field: field[other] };
    const made = rewrittenSince(world, place, replaced.at, event.at);
    return made !== null && agrees(world, object, field, event, made, replaced.value);
  });
}

/** A state that was put back takes a value that it knows for one that nobody has touched. */
function isUnknownToOlderState(
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  replaced: Cell,
): boolean {
  const back = world.takenBack;
  if (!back || replaced.at <= back.from || event.at > back.until) return false;
  const known = world.ledger.valueAt(event.side, event.object, event.id, event.field, back.from);
  return sameValue(world, object, field, event.side, known, replaced.value);
}

/** The mapped field that an event is about. `null`: an unmapped one. */
export function fieldOf(
  world: World,
  event: Pick<FieldEvent, 'side' | 'object' | 'field'>,
): { readonly object: ObjectName; readonly field: FieldPair } | null {
  for (const shape of Object.values(world.shapes)) {
    if (shape[event.side] !== event.object) continue;
    const field = shape.fields.find((one) => one[event.side] === event.field);
    if (field) return { object: shape.object, field };
  }
  return null;
}

const isInConflictLog = (
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  value: CanonicalValue,
): boolean => lossesOf(world, object, field, event, value).length > 0;

/** What the conflict log tells of a field that had this value on the side of the event. */
const lossesOf = (
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  value: CanonicalValue,
): readonly StoredLoss[] =>
  world.losses.filter(
    (loss) =>
      loss.object === object &&
      loss.fields[0] === field.left &&
      loss.fields[1] === field.right &&
      sameValue(world, object, field, event.side, loss[event.side], value),
  );

interface Held {
  readonly value: CanonicalValue;
  readonly author: Cell['author'];
  readonly at: number;
  readonly until: number;
}

/** What the twins of the record held of the field, and from when to when. */
function twinHistory(world: World, object: ObjectName, field: FieldPair, event: FieldEvent): readonly Held[] {
  const other = otherSide(event.side);
  const shape = world.shapes[object];
  const history: Held[] = [];
  for (const twin of withMerged(world, other, shape[other], twinsOf(world, event.side, event.id))) {
    const events = world.ledger.fields.filter(
      (one) => one.side === other && one.object === shape[other] && one.id === twin && one.field === field[other],
    );
    events.forEach((one, index) => {
      const until = events[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      history.push({ value: one.value, author: one.author, at: one.at, until });
    });
    const made = world.ledger.records.find((one) => one.side === other && one.id === twin && one.change === 'made');
    const first = events[0];
    // Empty fields of a new record leave no event of their own.
    if (made && (first === undefined || first.at > made.at)) {
      const until = first?.at ?? Number.POSITIVE_INFINITY;
      history.push({ value: null, author: made.author, at: made.at, until });
    }
  }
  return history;
}

/** What was merged into a twin has been a twin too. */
const withMerged = (world: World, side: Side, object: string, ids: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...ids].flatMap((id) => [id, ...mergedInto(world, side, object, id)]));

/** Records that were merged into this one, whether it still stands or has been deleted since. */
export function mergedInto(world: World, side: Side, object: string, id: string): readonly string[] {
  const { movedTo } = world.apps[side].app.state.table(object);
  const direct = [...movedTo].flatMap(([from, to]) => (to === id ? [from] : []));
  return direct.flatMap((from) => [from, ...mergedInto(world, side, object, from)]);
}

/** Does a value of the twin say the same as one of the record itself? */
function agrees(
  world: World,
  object: ObjectName,
  field: FieldPair,
  event: FieldEvent,
  ofTwin: CanonicalValue,
  own: CanonicalValue,
): boolean {
  return event.side === 'left'
    ? saysTheSame(world, object, field, own, ofTwin)
    : saysTheSame(world, object, field, ofTwin, own);
}

function isMergedTwin(world: World, object: ObjectName, event: FieldEvent): boolean {
  const other = otherSide(event.side);
  const name = world.shapes[object][other];
  return [...twinsOf(world, event.side, event.id)].some((twin) => mergedInto(world, other, name, twin).length > 0);
}

const isLeftAlone = ({ shapes }: World, object: ObjectName): boolean => {
  const { filter } = shapes[object].setting;
  return filter !== null && filter.onExit !== 'keep';
};

/** "No" is blank only where the app cannot tell the two apart. */
function isBlank(world: World, { side, object, field }: FieldEvent, value: CanonicalValue): boolean {
  if (value === false) return world.apps[side].app.state.table(object).fields.get(field)?.blankIsFalse === true;
  return value === null || (typeof value === 'object' && value.length === 0);
}
