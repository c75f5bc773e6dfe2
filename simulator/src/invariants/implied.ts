import { otherSide, type Side } from '../story/story.ts';
import { writesTo } from '../world/configuration.ts';
import { targetOf } from '../world/personalities.ts';
import { type Creation, report, type World } from '../world/world.ts';
import { isListed, readRecord, type Standing, saysTheSame } from './standing.ts';

/** Does a linked record that takes part refer to it, where its sync carries that to the other side? */
export function isReferredTo(world: World, standing: Standing, side: Side, id: string): boolean {
  const shape = world.shapes.contact;
  const referring = shape.associations.filter(
    ({ name, direction }) => targetOf(name) === 'company' && writesTo(direction, otherSide(side)),
  );
  return standing.links.some((link) => {
    if (link.object !== 'contact' || isListed(standing, link)) return false;
    const shown = readRecord(world, shape, side, link[side])?.associations ?? {};
    return referring.some((one) => shown[one[side]]?.some((target) => 'id' in target && target.id === id));
  });
}

/** I6: an implied sync changes nothing that is there, */
export function checkImpliedUntouched(world: World): void {
  for (const shape of Object.values(world.shapes)) {
    if (!shape.implied) continue;
    for (const event of world.ledger.fields) {
      if (event.author !== 'engine' || event.object !== shape[event.side] || event.replaced === null) continue;
      report(world, 'I6-untouched', `${event.field} of ${event.id} (${event.side}) was written by an implied sync`);
    }
  }
}

/** and makes only what a record of the sync that implies it refers to, with the default fields as they are. */
export function checkImpliedCreate(world: World, { side, object, id, origin }: Creation): void {
  const from = otherSide(side);
  const shape = Object.values(world.shapes).find((one) => one.implied && one[side] === object);
  if (!shape) return;
  if (!world.ledger.edges.some((event) => event.side === from && event.target === origin)) {
    report(world, 'I6-untouched', `${id} (${side}) was made from ${origin}, to which nothing refers`);
  }
  const made = readRecord(world, shape, side, id);
  const original = readRecord(world, shape, from, origin);
  if (!made || !original) return;
  for (const field of shape.fields) {
    const isKnown = world.ledger.cell(from, shape[from], origin, field[from])?.seen === true;
    const ends = { [side]: made.fields[field[side]] ?? null, [from]: original.fields[field[from]] ?? null };
    if (!isKnown || saysTheSame(world, shape.object, field, ends.left ?? null, ends.right ?? null)) continue;
    report(world, 'I1-convergence', `${field.name} of ${id} (${side}) is not that of ${origin}`);
  }
}
