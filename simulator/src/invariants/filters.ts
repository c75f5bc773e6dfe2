import { otherSide, type Side, sides } from '../story/story.ts';
import { type SyncShape, writesTo } from '../world/configuration.ts';
import { meets, passes } from '../world/filter-judge.ts';
import type { Cell } from '../world/ledger-events.ts';
import { targetOf } from '../world/personalities.ts';
import { type StoredLink, storedLinks } from '../world/store-view.ts';
import { type Creation, place, report, type World } from '../world/world.ts';
import { associationOf } from './no-phantom-removals.ts';
import { readRecord, type Standing } from './standing.ts';

/**
 * I6: what a filter leaves out is not touched. Only what stood outside before the cycle began, and was shown to the engine,
 * counts: nobody can respect what happens behind its back.
 */
function stoodOutside(
  world: World,
  shape: SyncShape,
  side: Side,
  id: string,
  since: number,
  cellOf: typeof currentCell = currentCell,
): boolean {
  const condition = shape.setting.filter?.[side];
  if (!condition) return false;
  const cell = cellOf(world, shape[side], side, id, world.apps[side].personality.field(condition.field));
  return cell?.seen === true && cell.at <= since && !meets(condition, cell.value);
}

const currentCell = ({ ledger }: World, object: string, side: Side, id: string, field: string): Cell | undefined =>
  ledger.cell(side, object, id, field);

/** The value before the write that has just happened. */
function cellBefore(world: World, object: string, side: Side, id: string, field: string): Cell | undefined {
  const { ledger } = world;
  const event = ledger.fields.findLast((one) => one.side === side && one.id === id && one.field === field);
  return event?.at === ledger.at && event.replaced ? event.replaced : currentCell(world, object, side, id, field);
}

/** After each write: no frozen record, no partner of one and no edge to one has been changed. */
export async function checkOutsidersUntouched(world: World, side: Side, object: string, since: number): Promise<void> {
  const { ledger, shapes } = world;
  if (!Object.values(shapes).some(({ setting }) => setting.filter && setting.filter.onExit !== 'keep')) return;
  const links = (await storedLinks(world.store, shapes)).filter((link) => link.state === 'linked');
  const standsOutside = (link: StoredLink | undefined): boolean =>
    link !== undefined &&
    shapes[link.object].setting.filter?.onExit !== 'keep' &&
    sides.some((one) => stoodOutside(world, shapes[link.object], one, link[one], since, cellBefore));
  const events = [...ledger.fields, ...ledger.edges].filter(
    (event) => event.at === ledger.at && event.side === side && event.object === object,
  );
  for (const event of events) {
    if ('replaced' in event ? event.replaced === null : event.cascade) continue;
    const source = links.find((link) => shapes[link.object][side] === object && link[side] === event.id);
    if (standsOutside(source)) {
      report(world, 'I6-untouched', `${event.field} of ${event.id} (${side}) was written, outside of the filter`);
    }
    if (!('target' in event)) continue;
    const found = associationOf(world, event);
    const target = links.find(
      (link) => found && link.object === targetOf(found.association.name) && link[side] === event.target,
    );
    if (!standsOutside(target)) continue;
    const what = `${event.target} was ${event.change} in ${event.field} of ${event.id} (${side})`;
    report(world, 'I6-untouched', `${what}, although it stands outside of its filter`);
  }
}

/** A create has an origin that takes part, and takes part itself. */
export function checkCreatedInside(world: World, { object, side, id, origin, since }: Creation): void {
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  if (!shape) return;
  if (stoodOutside(world, shape, otherSide(side), origin, since)) {
    report(world, 'I6-untouched', `${id} (${side}) was created from ${origin}, which stands outside of the filter`);
  }
  const made = readRecord(world, shape, side, id);
  if (made && !passes(shape, world.apps[side].personality, side, made.fields)) {
    report(world, 'I6-untouched', `${id} (${side}) was created outside of the filter`);
  }
}

/** A match with a record that is left out links nothing. */
export function checkLinkedInside(
  world: World,
  shape: SyncShape,
  link: Readonly<Record<Side, string>>,
  since: number,
): void {
  for (const side of sides) {
    const known = (...where: Parameters<typeof currentCell>): Cell | undefined => {
      const cell = currentCell(...where);
      // What the answer to a later write showed first was not known when the two were linked.
      return cell && cell.seenAt <= since ? cell : undefined;
    };
    if (!stoodOutside(world, shape, side, link[side], since, known)) continue;
    report(world, 'I6-untouched', `${link[side]} (${side}) was linked outside of the filter`);
  }
}

/** At rest: who stands outside is frozen or unlinked as the file says, and who came back takes part again. */
export async function checkFilters(world: World, standing: Standing): Promise<void> {
  const buried = (await storedLinks(world.store, world.shapes)).filter(({ reason }) => reason === 'filtered-out');
  for (const shape of Object.values(world.shapes)) {
    const { filter } = shape.setting;
    if (!filter) continue;
    const isOutside = (side: Side, id: string): boolean => {
      const record = readRecord(world, shape, side, id);
      return record !== null && !passes(shape, world.apps[side].personality, side, record.fields);
    };
    const listed = standing.listed.filter((one) => one.object === shape.object);
    const frozen = new Set(listed.filter(({ reason }) => reason === 'frozen').map((one) => place(one.side, one.id)));
    for (const link of standing.links.filter((one) => one.object === shape.object)) {
      const name = `${link.left} and ${link.right}`;
      const outside = sides.some((side) => isOutside(side, link[side]));
      const isFrozen = sides.some((side) => frozen.has(place(side, link[side])));
      if (outside && filter.onExit === 'unlink') report(world, 'filters', `${name} are linked outside of the filter`);
      if (isFrozen !== (outside && filter.onExit === 'freeze')) {
        report(world, 'filters', `${name} are ${isFrozen ? 'frozen inside' : 'not frozen outside'} of the filter`);
      }
    }
    for (const { side, id } of listed.filter(({ reason }) => reason === 'filtered-out')) {
      if (!isOutside(side, id) && !isOutsideOnceCreated(world, shape, side, id)) {
        report(world, 'filters', `${id} (${side}) is left out, although it passes the filter`);
      }
    }
    for (const link of buried.filter((one) => one.object === shape.object && one.state === 'tombstone')) {
      const ends = sides.map((side) => ({ side, id: link[side], record: readRecord(world, shape, side, link[side]) }));
      const isFree = ends.every(({ side, id, record }) => record && !standing.linkOf.has(place(side, id)));
      if (!isFree || ends.some(({ side, id }) => isOutside(side, id))) continue;
      report(world, 'filters', `${link.left} and ${link.right} came back, and are not linked again`);
    }
  }
}

/** Would the twin of this record stand outside? What no mapping and no single value of the filter fills is empty. */
function isOutsideOnceCreated(world: World, shape: SyncShape, side: Side, id: string): boolean {
  const to = otherSide(side);
  const condition = shape.setting.filter?.[to];
  if (!condition) return false;
  const mapped = shape.fields.find((one) => one.name === condition.field && writesTo(one.direction, to));
  if (!mapped) return condition.in?.length !== 1;
  return !meets(condition, readRecord(world, shape, side, id)?.fields[mapped[side]] ?? null);
}
