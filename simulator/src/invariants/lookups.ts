import { otherSide, type Side, sides } from '../story/story.ts';
import { type AssociationPair, type SyncShape, writesTo } from '../world/configuration.ts';
import { lookedUp, targetOf } from '../world/personalities.ts';
import type { StoredLink } from '../world/store-view.ts';
import { place, report, type World } from '../world/world.ts';
import { isListed, readRecord, type Standing, targetIds } from './standing.ts';

/**
 * I1: a look-up follows its target. Where the engine was shown whom a key meant, and the target bears another one since, the
 * record ends with the key that the target bears, unless others bear that one too: it would name none of them.
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
          const where = { side, object, id: link[side], field };
          if (!isLinked || !world.ledger.isRecognized(where, key, target)) continue;
          if (association.direction !== 'two-way' && !isCarried(world, standing, association, link, target, side)) {
            continue;
          }
          const of = targetOf(association.name);
          const record = readRecord(world, world.shapes[of], side, target);
          const borne = record?.fields[world.apps[side].personality.field(lookedUp[of])] ?? null;
          if (key === target || borne === null || sameKey(borne, key)) continue;
          if (bearersOf(world, world.shapes[of], side, lookedUp[of], String(borne)) > 1) continue;
          const what = `${association.name} of ${link[side]} (${side}) says ${JSON.stringify(key)}`;
          report(world, 'I1-convergence', `${what}, and ${target} bears ${JSON.stringify(borne)}`);
        }
      }
    }
  }
}

/**
 * I15: no look-up is written with a key that its target gets or loses in the same call: an app refuses what nobody bears, or takes
 * it for another record.
 */
export function checkNamedWhenBorne(world: World): void {
  for (const event of world.ledger.edges) {
    if (event.author !== 'engine' || event.change !== 'added') continue;
    const { state } = world.apps[event.side].app;
    const { refersBy, targets } = state.association(state.table(event.object), event.field).schema;
    if (refersBy === undefined) continue;
    const renamed = world.ledger.fields.find(
      (one) =>
        one.at === event.at &&
        one.side === event.side &&
        targets.includes(one.object) &&
        one.field === refersBy &&
        one.replaced !== null &&
        (one.id === event.target || sameKey(one.replaced.value, event.target)),
    );
    if (!renamed) continue;
    const what = `${event.id} (${event.side}) was pointed at ${event.target}`;
    report(world, 'I15-edges', `${what} in the call that renamed ${renamed.id}`);
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

const bearersOf = (world: World, shape: SyncShape, side: Side, name: string, key: string): number => {
  const { app, personality } = world.apps[side];
  return app.readAll(shape[side]).filter(({ fields }) => sameKey(fields[personality.field(name)], key)).length;
};

const sameKey = (borne: unknown, key: string): boolean =>
  String(borne).trim().toLowerCase() === key.trim().toLowerCase();
