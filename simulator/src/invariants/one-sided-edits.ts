import { otherSide } from '../story/story.ts';
import { fieldKey } from '../world/agreements.ts';
import type { FieldEvent } from '../world/ledger-events.ts';
import { report, twinsOf, type World } from '../world/world.ts';
import { isDecided } from './decided-events.ts';
import { isThereAt } from './is-there-at.ts';
import { fieldOf, mergedInto } from './no-lost-edits.ts';

/**
 * I3: a value that both sides agreed on, and that one side alone has changed since, is not overwritten, conflict log or
 * not: there is no conflict.
 */
export function checkOneSidedEdits(world: World): void {
  for (const event of world.ledger.fields) {
    const { replaced } = event;
    if (event.author !== 'engine' || replaced?.author !== 'person' || isDecided(world, event)) continue;
    const named = fieldOf(world, event);
    if (named === null) continue;
    const { object, field } = named;
    const other = otherSide(event.side);
    for (const twin of twinsOf(world, event.side, event.id)) {
      // What it was merged into is the twin from then on.
      if (!isThereAt(world, other, twin, event.at)) continue;
      const ends = event.side === 'left' ? { left: event.id, right: twin } : { left: twin, right: event.id };
      const agreed = world.agreements.get(fieldKey(field, ends));
      if (agreed === undefined || agreed > replaced.at) continue;
      const where = { side: other, object: world.shapes[object][other], id: twin, field: field[other] };
      if (isMerged(world, event) || isMerged(world, where) || wasEdited(world, where, agreed, event.at)) continue;
      const what = `${field.name} of ${event.id} (${event.side}): ${JSON.stringify(replaced.value)}`;
      report(world, 'I3-no-lost-edit', `${what} was overwritten, although ${twin} had not been edited`);
    }
  }
}

type Place = Pick<FieldEvent, 'side' | 'object' | 'id' | 'field'>;

/** A merger brings values along, whether the survivor still stands or has been deleted since. */
const isMerged = (world: World, { side, object, id }: Place): boolean => mergedInto(world, side, object, id).length > 0;

const wasEdited = (world: World, place: Place, after: number, before: number): boolean =>
  world.ledger.fields.some(
    (one) =>
      one.author === 'person' &&
      one.at > after &&
      one.at < before &&
      one.side === place.side &&
      one.object === place.object &&
      one.id === place.id &&
      one.field === place.field,
  );
