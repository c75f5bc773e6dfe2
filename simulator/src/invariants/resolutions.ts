import { areEquivalent } from '@linkwright/core';
import { otherSide, type Side, sides } from '../story/story.ts';
import { type AssociationPair, writesTo } from '../world/configuration.ts';
import type { Resolution } from '../world/peoples-decisions.ts';
import { targetOf } from '../world/personalities.ts';
import { listedRecords, type StoredLink, storedLinks } from '../world/store-view.ts';
import { report, type World } from '../world/world.ts';
import { readRecord, saysTheSame, targetIds } from './standing.ts';

const name = 'I23-resolutions';

/** I23: a conflict that somebody has decided holds the value on both sides, unless it was told that it cannot be decided so. */
export async function checkResolution(world: World, resolution: Resolution): Promise<void> {
  const { object, field, ends, side, value, code } = resolution;
  if (code !== null) return;
  const shape = world.shapes[object];
  const records = {
    left: readRecord(world, shape, 'left', ends.left),
    right: readRecord(world, shape, 'right', ends.right),
  };
  // One of the two was deleted before, and nobody had noticed it.
  if (!records.left || !records.right) return;
  if ('source' in field) {
    await checkTargets(world, resolution, field);
    return;
  }
  const left = records.left.fields[field.left];
  const right = records.right.fields[field.right];
  if (left === undefined || right === undefined) return;
  // What the app refuses is listed, and tried again.
  const listed = await listedRecords(world.store, world.shapes);
  if (listed.some(({ id, reason }) => reason.startsWith('failing') && (id === ends.left || id === ends.right))) return;
  const what = `${field.name} of ${ends.left} and ${ends.right}, decided for ${JSON.stringify(value)} (${side})`;
  const told = `${what}: ${JSON.stringify(left)} | ${JSON.stringify(right)}`;
  const schema = world.apps[side].app.state.table(shape[side]).fields.get(field[side]);
  const own = side === 'left' ? left : right;
  if (writesTo(field.direction, side) && schema && !areEquivalent(schema, own, value)) report(world, name, told);
  else if (writesTo(field.direction, otherSide(side)) && !saysTheSame(world, object, field, left, right)) {
    report(world, name, told);
  }
}

async function checkTargets(world: World, { object, ends, side }: Resolution, field: AssociationPair): Promise<void> {
  const shape = world.shapes[object];
  const target = targetOf(field.name);
  const links = (await storedLinks(world.store, world.shapes)).filter((one) => one.state === 'linked');
  const linksOn = (one: Side): readonly (StoredLink | undefined)[] =>
    targetIds(world, one, { object: shape[one], id: ends[one], field: field[one] }).map((id) =>
      links.find((link) => link.object === target && link[one] === id),
    );
  const [left, right] = [linksOn('left'), linksOn('right')].map((found) => found.map((link) => link?.id));
  if (JSON.stringify(left) === JSON.stringify(right)) return;
  // The twin of a target was deleted before, and nobody had noticed it: the app has refused it, which is told.
  const shown = sides.flatMap((one) => linksOn(one).flatMap((link) => link ?? []));
  const isGone = (one: Side, link: StoredLink): boolean => !readRecord(world, world.shapes[target], one, link[one]);
  if (shown.some((link) => sides.some((one) => isGone(one, link)))) return;
  report(world, name, `${field.name} of ${ends.left} and ${ends.right}, decided for ${side}: ${left} | ${right}`);
}
