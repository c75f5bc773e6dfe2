import type { Side } from '../story/story.ts';
import type { RecordEvent } from '../world/ledger-events.ts';
import type { World } from '../world/world.ts';

/** Was the record, which has been made, still there then? */
export const isThereAt = (world: World, side: Side, id: string, at: number): boolean =>
  lastEvent(world, side, id, at)?.change !== 'gone';

/** What happened to a record last until then: people take some out of the bin again. */
export const lastEvent = (world: World, side: Side, id: string, at: number): RecordEvent | undefined =>
  world.ledger.records.findLast((event) => event.side === side && event.id === id && event.at <= at);
