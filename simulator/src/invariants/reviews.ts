import { otherSide } from '../story/story.ts';
import type { Answer } from '../world/peoples-decisions.ts';
import { place, report, twinsOf, type World } from '../world/world.ts';
import { mergedInto } from './no-lost-edits.ts';
import type { Standing } from './standing.ts';

const name = 'I22-reviews';

const waiting = { deletion: ['deletion-review', 'to-archive'], merger: ['merged-away'] } as const;

/**
 * I22: what somebody has answered is not asked again, unless it has happened again; what was approved is done. That nothing is
 * done which was rejected tells I16.
 */
export function checkReviews(world: World, { listed }: Standing): void {
  const byRecord = Map.groupBy(world.decided.answers, ({ side, id, kind }) => `${kind} ${side} ${id}`);
  for (const answers of byRecord.values()) {
    const last = answers.at(-1);
    if (!last) continue;
    const { side, id, object, kind, decision } = last;
    // An app that refuses to merge them has a person asked again.
    const isNews = isOver(world, last) || (kind === 'merger' && world.refusedMergers.has(place(side, id)));
    const asked = listed.find(
      (one) => one.side === side && one.id === id && waiting[kind].some((reason) => reason === one.reason),
    );
    // People have merged into it what they had said is to be kept apart.
    if (asked && kind === 'merger' && hasKeptApart(world, last)) continue;
    if (asked && !isNews) report(world, name, `${id} (${side}), ${decision}: listed again as ${asked.reason}`);
    const isThere = world.apps[side].app.read(world.shapes[object][side], id) !== null;
    if (decision !== 'approve' || !isThere || isNews) continue;
    const isFailing = listed.some((one) => one.side === side && one.id === id && one.reason.startsWith('failing'));
    if (isFailing || (kind === 'deletion' && wasEdited(world, last))) continue;
    report(world, name, `${id} (${side}) was to be ${kind === 'deletion' ? 'archived' : 'merged'}, and is still there`);
  }
}

/** What the answer was about has happened again, or what the record was to go into is gone. */
function isOver(world: World, { side, id, object, kind, kept, at }: Answer): boolean {
  const twins = twinsOf(world, side, id);
  const { movedTo } = world.apps[side].app.state.table(world.shapes[object][side]);
  const partners = new Set<string>();
  for (let one = kept ?? undefined; one !== undefined && !partners.has(one); one = movedTo.get(one)) partners.add(one);
  // People have merged the two by hand, and it is this one that stands.
  if (partners.has(id)) return true;
  const there = world.apps[otherSide(side)].app.state.table(world.shapes[object][otherSide(side)]);
  const kin = new Set(
    [...partners].flatMap((one) => [...twinsOf(world, side, one)]).filter((one) => !there.movedTo.has(one)),
  );
  return world.ledger.records.some((one) => {
    if (one.author !== 'person') return false;
    // Whoever answered may not have known yet that it was gone, or that its twin was.
    if (one.change === 'gone' && (one.side === side ? partners : kin).has(one.id)) return true;
    if (one.side === side) return false;
    return one.at > at && (twins.has(one.id) || kind === 'merger');
  });
}

/**
 * Was a record merged into this one whose own merger somebody had rejected? An answer that came after a sync had found that is one that
 * knows it.
 */
function hasKeptApart(world: World, { side, id, object, at }: Answer): boolean {
  const { decided, ledger, shapes } = world;
  return mergedInto(world, side, shapes[object][side], id).some((one) => {
    const answer = decided.answers.findLast(
      (given) => given.kind === 'merger' && given.side === side && given.id === one,
    );
    const gone = ledger.records.findLast((event) => event.side === side && event.id === one && event.change === 'gone');
    if (answer?.decision !== 'reject' || gone?.author !== 'person' || gone.at < answer.at) return false;
    return !decided.runs.some(({ from, to, carriesAll }) => carriesAll && from >= gone.at && to <= at);
  });
}

/** An edit that the other side had not been given by then beats a deletion, and so does what a merger has brought along. */
function wasEdited(world: World, { side, id, object }: Answer): boolean {
  const { ledger, shapes } = world;
  if (ledger.fields.some((one) => one.id === id && one.author === 'person')) return true;
  const shape = shapes[object];
  const merged = mergedInto(world, side, shape[side], id);
  return shape.fields.some(({ [side]: field }) => {
    const held = ledger.cell(side, shape[side], id, field)?.value ?? null;
    const brought = merged.map((one) => ledger.lastCell(side, shape[side], one, field)?.value ?? null);
    return held !== null && brought.some((value) => JSON.stringify(value) === JSON.stringify(held));
  });
}
