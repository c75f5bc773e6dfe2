import { otherSide, sides } from '../story/story.ts';
import { place, report, twinsOf, type World } from '../world/world.ts';
import { keyOf } from './keys.ts';
import { mergedInto } from './no-lost-edits.ts';
import type { Standing } from './standing.ts';

/**
 * After a merger the survivor keeps the twin that bears its match key: it is not linked with the other one, which then would
 * be given that key, so that two records bear it.
 */
export function checkSurvivorsTwin(world: World, standing: Standing): void {
  if (world.forgot) return;
  for (const link of standing.links) {
    const shape = world.shapes[link.object];
    for (const side of sides) {
      const merged = mergedInto(world, side, shape[side], link[side]);
      if (merged.length === 0) continue;
      const other = otherSide(side);
      const field = world.apps[other].personality.field(shape.setting.match[0] ?? '');
      const given = world.ledger.cell(other, shape[other], link[other], field);
      if (given?.author !== 'engine' || keyOf(given.value) === '') continue;
      for (const twin of new Set(merged.flatMap((id) => [...twinsOf(world, side, id)]))) {
        if (twin === link[other] || standing.linkOf.has(place(other, twin))) continue;
        const own = world.ledger.cell(other, shape[other], twin, field);
        if (!own?.seen || own.at > given.at || keyOf(own.value) !== keyOf(given.value)) continue;
        const what = `${link[side]} was linked with ${link[other]}, which was given "${keyOf(own.value)}" (${other})`;
        report(world, 'I4-no-duplicate', `${what}, although its twin ${twin} bore that key`);
      }
    }
  }
}
