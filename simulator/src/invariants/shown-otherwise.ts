import type { CanonicalValue } from '@linkwright/core';
import type { FieldEvent } from '../world/ledger-events.ts';
import type { World } from '../world/world.ts';

type Place = Pick<FieldEvent, 'side' | 'object' | 'id' | 'field'>;

/**
 * Has an index shown, last before an event, what a field of this record no longer held, under the time under which it had shown what it
 * holds? Nobody can tell which of the two is the later one, so that it seems to be an edit until the index shows the other again.
 * `undefined`: it has not.
 */
export function valueShownOtherwise(
  { ledger, story }: World,
  place: Place,
  { arrivals }: FieldEvent,
): CanonicalValue | undefined {
  const { side, object, id, field } = place;
  if (story[side].lagMs === 0) return undefined;
  const shown = ledger.shownOf(side, object, id, field).filter(({ arrival }) => arrival <= arrivals);
  const last = shown.at(-1);
  if (last?.time === undefined) return undefined;
  const held = JSON.stringify(ledger.valueAt(side, object, id, field, last.at));
  if (JSON.stringify(last.value) === held) return undefined;
  const wasShown = shown.some(({ time, value }) => time === last.time && JSON.stringify(value) === held);
  return wasShown ? last.value : undefined;
}
