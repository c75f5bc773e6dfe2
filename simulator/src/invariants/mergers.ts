import { otherSide, type Side } from '../story/story.ts';
import type { RecordEvent } from '../world/ledger-events.ts';
import { loggedMergers } from '../world/store-decisions.ts';
import { type Merger, report, twinsOf, type World } from '../world/world.ts';
import { mergedInto } from './no-lost-edits.ts';

const name = 'I24-mergers';

/** Did the record come or go because the engine has made one of two? */
export const isByMerger = ({ mergers }: World, { side, at }: RecordEvent): boolean =>
  mergers.some((one) => one.side === side && one.at === at);

/**
 * I24: two records are made one only where people have made one of their twins, and somebody has approved it since, or of a record that
 * went into this one; each merger is in the log once, with the record that went.
 */
export async function checkMergers(world: World): Promise<void> {
  for (const merger of world.mergers) {
    const why = wrong(world, merger);
    if (why === null) continue;
    report(world, name, `${merger.merged} was merged into ${merger.survivor} (${merger.side}) ${why}`);
  }
  const logged = await loggedMergers(world.store);
  for (const { side, merged, survivor, standing } of world.mergers) {
    const times = logged.filter((one) => one.side === side && one.record === merged).length;
    if (times === 1 || (times === 0 && mayBeUntold(world, side, standing))) continue;
    report(world, name, `that ${merged} was merged into ${survivor} (${side}) stands ${times} times in the log`);
  }
}

/** `null`: it was right to merge them. */
function wrong(world: World, { side, object, merged, survivor, at }: Merger): string | null {
  const other = otherSide(side);
  const shape = world.shapes[object];
  const meant = new Set([merged, ...mergedInto(world, side, shape[side], merged)]);
  const answer = world.decided.answers.findLast(
    (one) => one.kind === 'merger' && one.side === side && meant.has(one.id) && one.at < at,
  );
  if (answer === undefined) return 'although nobody had approved it';
  if (answer.decision !== 'approve') return 'although somebody had rejected it';
  const standing = (ids: Iterable<string>): ReadonlySet<string> =>
    new Set([...ids].map((id) => standingAt(world, other, shape[other], id, at)));
  const ends = standing([...meant].flatMap((id) => [...twinsOf(world, side, id)]));
  const kept = new Set([survivor, ...mergedInto(world, side, shape[side], survivor)].filter((id) => !meant.has(id)));
  const own = standing([...kept].flatMap((id) => [...twinsOf(world, side, id)]));
  return [...ends].some((id) => own.has(id)) ? null : 'although their twins were two';
}

/** What the record had become by then: itself, or what it was merged into. */
function standingAt(world: World, side: Side, object: string, id: string, at: number): string {
  const { movedTo } = world.apps[side].app.state.table(object);
  const wasGone = (one: string): boolean =>
    world.ledger.records.some(
      (event) => event.side === side && event.id === one && event.change === 'gone' && event.at < at,
    );
  let standing = id;
  for (let next = movedTo.get(id); next !== undefined && wasGone(standing); next = movedTo.get(next)) standing = next;
  return standing;
}

/** Whoever died before the answer was stored cannot tell what became of it, once what the two had become is gone as well. */
const mayBeUntold = (world: World, side: Side, standing: string): boolean =>
  world.ledger.records.some((one) => one.side === side && one.id === standing && one.change === 'gone');
