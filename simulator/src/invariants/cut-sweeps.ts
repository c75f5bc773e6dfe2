import { sides } from '../story/story.ts';
import { storedLinks } from '../world/store-view.ts';
import { report, type World } from '../world/world.ts';

/**
 * I26: a sweep that was cut is no sweep. Once a cycle has come to its end, what people deleted before is known to be gone however
 * often a sweep began and did not end; and nothing that is still there is taken for gone, since a listing broke off in front of it.
 */
export async function checkCutSweeps(world: World): Promise<void> {
  for (const { object, state, ...link } of await storedLinks(world.store, world.shapes)) {
    const gone = sides.filter((side) => !world.apps[side].app.read(world.shapes[object][side], link[side]));
    const name = `the link of ${link.left} and ${link.right}`;
    if (state === 'linked' && gone.length > 0) {
      report(world, 'I26-cut-sweeps', `${name} stands, although ${gone.map((side) => link[side]).join(', ')} is gone`);
    }
    if (state !== 'linked' && gone.length === 0) {
      report(world, 'I26-cut-sweeps', `${name} has ended, although both are there`);
    }
  }
}
