import { type ObjectName, otherSide, type Side, sides } from '../story/story.ts';
import { type AssociationPair, type FieldPair, type SyncShape, writesTo } from '../world/configuration.ts';
import { targetOf } from '../world/personalities.ts';
import type { StoredLink } from '../world/store-view.ts';
import { place, report, type World } from '../world/world.ts';
import { areLeftUndone, edgeEvents, edgesTo, isGivenBack, isLeftUndone, valueEvents } from './decided-events.ts';
import { meantByKey } from './meant-by-key.ts';
import { mergedInto } from './no-lost-edits.ts';
import { isOwnValue } from './own-values.ts';
import { isTakenForOwn } from './rewritings.ts';
import { isListed, readRecord, type Standing, saysTheSame, targetIds } from './standing.ts';

/** I1, I12: what is linked says the same on both sides, read back from the apps. */
export function checkValuesAlike(world: World, standing: Standing): void {
  for (const link of standing.links) {
    const shape = world.shapes[link.object];
    const left = readRecord(world, shape, 'left', link.left);
    const right = readRecord(world, shape, 'right', link.right);
    if (!left || !right) {
      report(world, 'I1-convergence', `${link.left} and ${link.right} are linked, and one of them is gone`);
      continue;
    }
    // What an implied sync has linked goes its own way.
    if (isListed(standing, link) || shape.implied) continue;
    for (const field of shape.fields) {
      const values = { left: left.fields[field.left] ?? null, right: right.fields[field.right] ?? null };
      if (saysTheSame(world, link.object, field, values.left, values.right)) continue;
      // What nobody can read is kept as it is, on both sides.
      if (sides.some((side) => world.schema.isVeiled(side, shape[side], link[side], field[side]))) continue;
      if (sides.some((side) => wasTakenForOwn(world, shape, side, link, field))) continue;
      const events = valueEvents(world, shape, field, link);
      if (standing.isOpen(link, field) || isLeftUndone(world, link.object, field, events)) continue;
      if (field.direction !== 'two-way' && isGivenBack(world, events)) continue;
      if (isOwnValue(world, shape, field, link)) continue;
      const shown = `${JSON.stringify(values.left)} | ${JSON.stringify(values.right)}`;
      report(world, 'I1-convergence', `${field.name} of ${link.left} and ${link.right}: ${shown}`);
    }
  }
}

function wasTakenForOwn(world: World, shape: SyncShape, side: Side, link: StoredLink, field: FieldPair): boolean {
  const place = { side, object: shape[side], id: link[side], field: field[side] };
  return isTakenForOwn(world, place, world.ledger.cell(side, place.object, place.id, place.field));
}

/** I1: linked records point at the same linked targets. */
export function checkAssociationsAlike(world: World, standing: Standing): void {
  for (const link of standing.links) {
    if (isListed(standing, link)) continue;
    const shape = world.shapes[link.object];
    for (const association of shape.associations) {
      if (standing.isOpen(link, association)) continue;
      compareTargets(world, standing, shape, association, link);
    }
  }
}

function compareTargets(
  world: World,
  standing: Standing,
  shape: SyncShape,
  association: AssociationPair,
  link: StoredLink,
): void {
  const targets = {
    left: targetsOf(world, standing, 'left', shape, association, link),
    right: targetsOf(world, standing, 'right', shape, association, link),
  };
  const target = targetOf(association.name);
  const events = edgeEvents(world, shape, association, link);
  if (reading(world, shape, association) === 'one') {
    if (areLeftUndone(world, events)) return;
    // A single value gives way as a whole or not at all.
    if (sides.some((side) => targets[side].linked.some((one) => standing.frozen.has(one)))) return;
    // Several targets, or one without a link, cannot be read as a value: they wait.
    if (sides.some((side) => targets[side].all > 1 || targets[side].linked.length < targets[side].all)) return;
    // One that the other side has no name for waits, and what is there stays until it can take its place; a key that several
    // records bear means none of them.
    const isNamed = (one: number) => sides.every((side) => isNameable(world, standing, shape, association, side, one));
    if (sides.some((side) => targets[side].linked.some((one) => !isNamed(one)))) return;
  }
  for (const side of sides) {
    const other = otherSide(side);
    if (!writesTo(association.direction, other)) continue;
    for (const missing of targets[side].linked.filter((one) => !targets[other].linked.includes(one))) {
      if (standing.frozen.has(missing)) continue;
      const ofTarget = standing.links.find((one) => one.object === target && one.id === missing);
      if (ofTarget && areLeftUndone(world, edgesTo(events, ofTarget))) continue;
      if (association.direction !== 'two-way' && isOwnEdge(world, shape, association, other, link)) continue;
      if (!isNameable(world, standing, shape, association, other, missing)) continue;
      if (wasHandedOn(world, standing, shape, association, side, link, missing)) continue;
      const text = `${association.name} of ${link[side]} holds ${nameOf(standing, target, side, missing)} (${side})`;
      report(world, 'I1-convergence', `${text}, ${link[other]} does not`);
    }
  }
}

/** Did the key that a look-up holds mean another record when it was put there? It still does, wherever nobody writes to it. */
function wasHandedOn(
  world: World,
  standing: Standing,
  shape: SyncShape,
  association: AssociationPair,
  side: Side,
  link: StoredLink,
  target: number,
): boolean {
  if (writesTo(association.direction, side)) return false;
  const where = { side, object: shape[side], id: link[side], field: association[side] };
  const meant = meantByKey(world, where, Number.POSITIVE_INFINITY, shape, association);
  return meant.size > 0 && ![...meant].some((id) => standing.linkOf.get(place(side, id)) === target);
}

/** One way, what a person did to the target, or to a record that was merged into it, stays; to a state that was put back, what the engine has done since looks the same. */
const isOwnEdge = (
  world: World,
  shape: SyncShape,
  association: AssociationPair,
  side: Side,
  link: StoredLink,
): boolean =>
  world.ledger.edges.some(
    (event) =>
      (event.author === 'person' || (world.forgot && event.change === 'removed')) &&
      event.side === side &&
      event.object === shape[side] &&
      (event.id === link[side] || mergedInto(world, side, shape[side], link[side]).includes(event.id)) &&
      event.field === association[side],
  );

export function reading(world: World, shape: SyncShape, association: AssociationPair): 'one' | 'many' {
  const isMany = sides.every((side) => {
    const { state } = world.apps[side].app;
    return state.association(state.table(shape[side]), association[side]).schema.cardinality === 'many';
  });
  return isMany ? 'many' : 'one';
}

function targetsOf(
  world: World,
  standing: Standing,
  side: Side,
  shape: SyncShape,
  association: AssociationPair,
  link: StoredLink,
): { readonly all: number; readonly linked: readonly number[] } {
  const shown = targetIds(world, side, { object: shape[side], id: link[side], field: association[side] });
  const linked = shown.flatMap((target) => standing.linkOf.get(place(side, target)) ?? []);
  return { all: shown.length, linked };
}

/** A look-up takes no target that bears no key, or one that others bear too: it is listed, and waits. */
function isNameable(
  world: World,
  standing: Standing,
  shape: SyncShape,
  association: AssociationPair,
  side: Side,
  id: number,
): boolean {
  const { state } = world.apps[side].app;
  const { refersBy } = state.association(state.table(shape[side]), association[side]).schema;
  if (refersBy === undefined) return true;
  const target = targetOf(association.name);
  const records = world.apps[side].app.readAll(world.shapes[target][side]);
  const link = standing.links.find((one) => one.object === target && one.id === id);
  const key = records.find((record) => record.id === link?.[side])?.fields[refersBy] ?? null;
  return key !== null && records.filter(({ fields }) => fields[refersBy] === key).length === 1;
}

function nameOf(standing: Standing, object: ObjectName, side: Side, id: number): string {
  return standing.links.find((link) => link.object === object && link.id === id)?.[side] ?? String(id);
}
