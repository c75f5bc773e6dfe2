import { otherSide } from '../story/story.ts';
import { writesTo } from '../world/configuration.ts';
import type { RecordEvent } from '../world/ledger-events.ts';
import { report, twinsOf, type World } from '../world/world.ts';
import { isUndoing } from './decided-events.ts';
import { isByMerger } from './mergers.ts';
import type { Standing } from './standing.ts';

/**
 * I16: a record is archived only where the rule says so, because a twin of it was deleted by a person, and neither if that twin
 * was out of the bin again before the cycle nor if somebody edited the record after the deletion and the engine had been shown the
 * edit: an edit beats a deletion. At rest nothing waits to be archived.
 */
export function checkArchives(world: World, { listed }: Standing): void {
  for (const event of world.ledger.records) {
    if (event.author !== 'engine' || event.change !== 'gone' || isByMerger(world, event)) continue;
    const why = wrong(world, event);
    if (why !== null) report(world, 'I16-archives', `${event.id} (${event.side}) was archived ${why}`);
  }
  for (const { id, side, reason } of listed) {
    if (reason === 'to-archive') report(world, 'I16-archives', `${id} (${side}) still waits to be archived`);
  }
}

/** `null`: it was right to archive it. */
function wrong(world: World, event: RecordEvent): string | null {
  if (isUndoing(world, event)) return null;
  const { side, object, id, at, cycle } = event;
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  if (!shape || shape.setting.deletions === 'ignore' || shape.implied) return 'although no rule says so';
  if (!writesTo(shape.setting.direction, side)) return 'where nothing is written';
  const other = otherSide(side);
  const deletions = world.ledger.records.filter(
    (one) =>
      one.side === other &&
      one.change === 'gone' &&
      one.author === 'person' &&
      one.at < at &&
      twinsOf(world, side, id).has(one.id),
  );
  const last = deletions.at(-1);
  if (!last) return 'although none of its twins had been deleted';
  const back = world.ledger.records.some(
    (one) => one.side === other && one.id === last.id && one.change === 'made' && one.at > last.at && one.cycle < cycle,
  );
  if (back) return `although ${last.id} was back`;
  if (shape.setting.deletions === 'review') {
    const answer = world.decided.answers.findLast((one) => one.side === side && one.id === id && one.at < at);
    if (answer?.decision !== 'approve' || answer.at < last.at) return 'although nobody had approved it';
  }
  const edited = shape.fields.find((field) => {
    const cell = world.ledger.lastCell(side, object, id, field[side]);
    if (cell?.author !== 'person' || cell.at <= last.at || cell.at >= at || cell.seenAt >= at) return false;
    // What somebody has put back since was not edited for anybody who looks.
    const before = world.ledger.valueAt(side, object, id, field[side], last.at);
    return JSON.stringify(cell.value) !== JSON.stringify(before);
  });
  return edited ? `although its ${edited.name} was edited after its twin had been deleted` : null;
}
