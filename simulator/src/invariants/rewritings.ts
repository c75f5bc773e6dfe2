import type { CanonicalValue } from '@linkwright/core';
import type { Side } from '../story/story.ts';
import type { Cell, FieldEvent } from '../world/ledger-events.ts';
import type { World } from '../world/world.ts';

/**
 * An app whose answers tell neither what it holds nor a version gives no proof who changed a value: the app itself, when it was
 * given another one, or somebody, right after that. What is read at once counts as the app's own, and what is read in a later
 * cycle as somebody's edit (docs/decisions/2026-11-29-what-an-app-holds-is-read.md).
 */
const givesNoProof = ({ apps }: World, side: Side): boolean => {
  const { echoesWrites, conditionalWrites } = apps[side].app.state.capabilities;
  return echoesWrites === false && !conditionalWrites;
};

type Place = Pick<FieldEvent, 'side' | 'object' | 'id' | 'field'>;

/** Did somebody put it there between a write of the engine to this very field and the read that came at once? */
export function isTakenForOwn(world: World, place: Place, shown: Cell | undefined): boolean {
  if (shown === undefined || !givesNoProof(world, place.side)) return false;
  // A value that is back has been shown before, so that nobody can say when it was shown again.
  const cell = shown.back ?? shown;
  if (cell.author !== 'person' || (cell === shown && cell.seenIn !== cell.cycle)) return false;
  const given = ownEvents(world, place).findLast(({ at }) => at < cell.at);
  // A create tells its time.
  return given?.author === 'engine' && given.replaced !== null && given.cell.cycle === cell.cycle;
}

/**
 * What the app has made of a value that the engine wrote to it, after an event, and that was not read in that cycle any more: it
 * travels like an edit. `null`: there is no such value.
 */
export function rewrittenSince(world: World, place: Place, after: number, before: number): CanonicalValue | null {
  if (!givesNoProof(world, place.side)) return null;
  const given = ownEvents(world, place).findLast(({ at }) => at < before);
  const isLate = given?.author === 'engine' && given.at > after && given.cell.seenIn > given.cell.cycle;
  return isLate ? given.value : null;
}

const ownEvents = ({ ledger }: World, { side, object, id, field }: Place): readonly FieldEvent[] =>
  ledger.fields.filter((one) => one.side === side && one.object === object && one.id === id && one.field === field);
