import { otherSide, type Side, sides } from '../story/story.ts';
import { type AssociationPair, writesTo } from '../world/configuration.ts';
import { lookedUp, targetOf } from '../world/personalities.ts';
import type { StoredLink } from '../world/store-view.ts';
import { place, report, type World } from '../world/world.ts';
import { isListed, readRecord, type Standing, targetIds } from './standing.ts';

/**
 * I1: a look-up follows its target. Where the engine was shown whom a key meant, and the target bears another one since, the
 * record ends with the key that the target bears.
 */
export function checkLookups(world: World, standing: Standing): void {
  if (!world.story.lookups || world.forgot) return;
  for (const link of standing.links.filter((one) => !isListed(standing, one))) {
    const shape = world.shapes[link.object];
    for (const association of shape.associations) {
      for (const side of sides.filter((one) => writesTo(association.direction, one))) {
        const object = shape[side];
        const field = association[side];
        const named = world.ledger.targets(side, object, link[side], field);
        for (const [key, target] of named) {
          const isLinked = standing.linkOf.has(place(side, target));
          if (!isLinked || !world.ledger.isRecognized(side, object, link[side], field, target)) continue;
          if (association.direction !== 'two-way' && !isCarried(world, standing, association, link, target, side)) {
            continue;
          }
          const of = targetOf(association.name);
          const record = readRecord(world, world.shapes[of], side, target);
          const borne = record?.fields[world.apps[side].personality.field(lookedUp[of])] ?? null;
          if (key === target || borne === null || sameKey(borne, key)) continue;
          const what = `${association.name} of ${link[side]} (${side}) says ${JSON.stringify(key)}`;
          report(world, 'I1-convergence', `${what}, and ${target} bears ${JSON.stringify(borne)}`);
        }
      }
    }
  }
}

/** One way, what the target has added by itself is its own, names included. */
function isCarried(
  world: World,
  standing: Standing,
  association: AssociationPair,
  link: StoredLink,
  target: string,
  to: Side,
): boolean {
  const from = otherSide(to);
  const pair = standing.links.find((one) => one.object === targetOf(association.name) && one[to] === target);
  const where = { object: world.shapes[link.object][from], id: link[from], field: association[from] };
  return pair !== undefined && targetIds(world, from, where).includes(pair[from]);
}

const sameKey = (borne: unknown, key: string): boolean =>
  String(borne).trim().toLowerCase() === key.trim().toLowerCase();
