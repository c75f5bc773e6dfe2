import { createsOn, writesTo } from '../world/configuration.ts';
import type { FieldEvent } from '../world/ledger-events.ts';
import { report, type World } from '../world/world.ts';
import { isByMerger } from './mergers.ts';
import { fieldOf } from './no-lost-edits.ts';
import { associationOf } from './no-phantom-removals.ts';

/** I6, I7: the engine changes mapped fields and associations only, in their direction, and creates where it may. */
export function checkDirection(world: World): void {
  for (const event of world.ledger.records) {
    if (event.author !== 'engine' || event.change !== 'made' || isByMerger(world, event)) continue;
    const shape = Object.values(world.shapes).find((one) => one[event.side] === event.object);
    if (shape && createsOn(shape, event.side)) continue;
    report(world, 'I7-direction', `${event.id} was created on the ${event.side}, where nothing may be`);
  }
  for (const event of world.ledger.fields) {
    if (event.author !== 'engine') continue;
    const named = fieldOf(world, event);
    if (named) {
      if (writesTo(named.field.direction, event.side)) continue;
      if (event.replaced === null && isPreset(world, event)) continue;
      report(world, 'I7-direction', `${named.field.name} of ${event.id} was written on the ${event.side}`);
    } else if (event.replaced === null && isPreset(world, event)) {
      // A create is given the one value that its filter asks for.
    } else if (
      event.field !== world.apps[event.side].personality.field('token') ||
      !isIdentity(world, event.object, event.side)
    ) {
      report(world, 'I6-untouched', `${event.field} of ${event.id} (${event.side}) is not mapped, and was written`);
    } else if (event.replaced !== null && event.replaced.value !== null) {
      report(world, 'I6-untouched', `the identity of ${event.id} (${event.side}) was changed`);
    }
  }
  for (const event of world.ledger.edges) {
    if (event.author !== 'engine' || event.cascade) continue;
    const found = associationOf(world, event);
    if (found && writesTo(found.association.direction, event.side)) continue;
    // A mark adds to its set, mapped or not.
    if (event.change === 'added' && event.field === world.apps[event.side].personality.field('companies')) continue;
    report(world, found ? 'I7-direction' : 'I6-untouched', `${event.field} of ${event.id} (${event.side}) was written`);
  }
}

const isIdentity = (world: World, object: string, side: 'left' | 'right'): boolean =>
  Object.values(world.shapes).some((shape) => shape[side] === object && shape.setting.identity);

function isPreset(world: World, { side, object, field, value }: FieldEvent): boolean {
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  const condition = shape?.setting.filter?.[side];
  const isOnlyValue = condition?.in?.length === 1 && condition.in[0] === value;
  return isOnlyValue && field === world.apps[side].personality.field(condition.field);
}
