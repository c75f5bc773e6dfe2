import { sides } from '../story/story.ts';
import { danglingEdges } from '../world/store-view.ts';
import { place, report, type World } from '../world/world.ts';
import { isReferredTo } from './implied.ts';
import type { Standing } from './standing.ts';

/**
 * I14: every record is linked once, or listed with a reason: one that the app refuses holds up no other, and none is left
 * out in silence. I15: edges are between linked records.
 */
export async function checkAccountedFor(world: World, standing: Standing): Promise<void> {
  for (const shape of Object.values(world.shapes)) {
    const listed = new Set(
      standing.listed.filter((one) => one.object === shape.object).map((one) => place(one.side, one.id)),
    );
    for (const side of sides) {
      const linked = standing.links.filter((link) => link.object === shape.object).map((link) => link[side]);
      const twice = linked.filter((id, index) => linked.indexOf(id) !== index);
      if (twice.length > 0) report(world, 'I14-accounted-for', `${twice.join(', ')} (${side}) is linked twice`);
      for (const { id } of world.apps[side].app.readAll(shape[side])) {
        if (linked.includes(id) || listed.has(place(side, id))) continue;
        if (shape.implied && !isReferredTo(world, standing, side, id)) continue;
        report(world, 'I14-accounted-for', `${id} (${side}) is neither linked nor listed`);
      }
    }
  }
  const dangling = await danglingEdges(world.store);
  if (dangling > 0) report(world, 'I15-edges-are-linked', `${dangling} edges have an end that is not linked`);
}
