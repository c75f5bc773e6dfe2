import { otherSide, type Side, sides } from '../story/story.ts';
import type { Cell } from '../world/ledger-events.ts';
import { type LinkEnd, pairOf, place, report, twinsOf, type World } from '../world/world.ts';
import { isThereAt } from './is-there-at.ts';
import { keyOf } from './keys.ts';
import { mergedInto } from './no-lost-edits.ts';
import type { Standing } from './standing.ts';

/**
 * After a merger the survivor keeps the twin that bears its match key: it is not linked with the other one, which then would
 * be given that key, so that two records bear it. What counts is the cycle that settled the merger: a key that the survivor was shown
 * with only later, and a twin that was in the bin then, choose nothing.
 */
export function checkSurvivorsTwin(world: World, standing: Standing): void {
  if (world.forgot) return;
  for (const link of standing.links) {
    const shape = world.shapes[link.object];
    for (const side of sides) {
      const merged = mergedInto(world, side, shape[side], link[side]);
      if (merged.length === 0) continue;
      const other = otherSide(side);
      const keyField = (of: Side) => world.apps[of].personality.field(shape.setting.match[0] ?? '');
      const field = keyField(other);
      const key = world.ledger.cell(side, shape[side], link[side], keyField(side));
      const given = world.ledger.cell(other, shape[other], link[other], field);
      if (given?.author !== 'engine' || keyOf(given.value) === '') continue;
      for (const twin of new Set(merged.flatMap((id) => [...twinsOf(world, side, id)]))) {
        if (twin === link[other] || standing.linkOf.has(place(other, twin))) continue;
        const own = world.ledger.cell(other, shape[other], twin, field);
        if (!own?.seen || own.at > given.at || keyOf(own.value) !== keyOf(given.value)) continue;
        const settled = settledIn(world, side, [link[side], ...merged], twin);
        // Both bore it then.
        if (settled && given.at <= settled.from) continue;
        if (settled && (isKnownSince(key, settled) || !wasThere(world, other, twin, settled))) continue;
        const what = `${link[side]} was linked with ${link[other]}, which was given "${keyOf(own.value)}" (${other})`;
        report(world, 'I4-no-duplicate', `${what}, although its twin ${twin} bore that key`);
      }
    }
  }
}

/** The last cycle in which one of these records lost this twin. */
function settledIn(world: World, side: Side, ids: readonly string[], twin: string): LinkEnd | undefined {
  const ends = ids.flatMap(
    (id) => world.ends.get(pairOf(side === 'left' ? { left: id, right: twin } : { left: twin, right: id })) ?? [],
  );
  return ends.sort((a, b) => a.cycle - b.cycle).at(-1);
}

/** Was this first shown after the merger had been settled? */
const isKnownSince = (key: Cell | undefined, { cycle }: LinkEnd): boolean =>
  key?.author === 'person' && key.seenIn > cycle;

const wasThere = (world: World, side: Side, id: string, { from, at }: LinkEnd): boolean =>
  isThereAt(world, side, id, from) && isThereAt(world, side, id, at);
