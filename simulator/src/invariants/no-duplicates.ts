import { otherSide, type Side, sides } from '../story/story.ts';
import type { SyncShape } from '../world/configuration.ts';
import type { StoredRecord } from '../world/store-view.ts';
import { type Creation, place, report, twinsOf, type World } from '../world/world.ts';
import { isThereAt, lastEvent } from './is-there-at.ts';
import { isByMerger } from './mergers.ts';
import { readRecord, type Standing, saysTheSame } from './standing.ts';

/**
 * I4: of each record at most one copy stands on the other side; no copy is copied back; and a create whose answer was
 * lost is held for review only where nothing can be proven.
 */
export function checkNoDuplicates(world: World, standing: Standing): void {
  const standingCopies = world.creations.filter(({ side, object, id }) => world.apps[side].app.read(object, id));
  const byOrigin = Map.groupBy(standingCopies, ({ side, object, origin }) => `${side} ${object} ${origin}`);
  for (const [origin, copies] of byOrigin) {
    const last = Math.max(...copies.map((copy) => copy.at));
    const ids = new Set(copies.filter((copy) => !hasOtherKeys(world, copy, last)).map((copy) => copy.id));
    if (ids.size > 1) report(world, 'I4-no-duplicate', `${origin} has the copies ${[...ids].join(', ')}`);
  }
  for (const creation of world.creations) {
    checkNotCopiedBack(world, creation);
    checkNotRevived(world, creation);
  }
  checkSurvivors(world, standing);
  for (const shape of Object.values(world.shapes)) {
    // A write id says nothing to a state that is gone.
    if (!shape.setting.identity || world.forgot) continue;
    const held = standing.listed.filter((one) => one.object === shape.object && one.reason === 'in-review');
    for (const one of held) {
      if (hasEqual(world, standing, shape, one)) continue;
      report(world, 'I4-no-duplicate', `${one.id} (${one.side}) is held although its identity field can tell`);
    }
  }
}

/**
 * A create that was not answered is looked for by the keys that were sent. Where a person has changed all of them since, a
 * record of the same values is as good as any other, and is made.
 */
function hasOtherKeys(world: World, { side, object, id, at }: Creation, before: number): boolean {
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  const keys = (shape?.setting.match ?? []).map((name) => world.apps[side].personality.field(name));
  const events = world.ledger.fields.filter((one) => one.side === side && one.object === object && one.id === id);
  const sent = keys.filter((field) => events.some((one) => one.field === field && one.replaced === null));
  const isChanged = (field: string): boolean =>
    events.some((one) => one.field === field && one.author === 'person' && one.at > at && one.at < before);
  return sent.length > 0 && sent.every(isChanged);
}

/**
 * What the engine made is nobody's original, unless its own original had gone and the state no longer knew, or it could not
 * be found as the answer of an unanswered create.
 */
function checkNotCopiedBack(world: World, creation: Creation): void {
  const source = otherSide(creation.side);
  const made = world.creations.find((one) => one.side === source && one.id === creation.origin);
  if (!made || made.at > creation.at) return;
  const wasThere = isThereAt(world, otherSide(made.side), made.origin, creation.at);
  if (world.forgot || !wasThere) return;
  const wasNeverLinked = !twinsOf(world, made.side, made.id).has(made.origin);
  if (wasNeverLinked && hasOtherKeys(world, made, creation.at)) return;
  report(world, 'I4-no-duplicate', `${creation.origin}, a copy of ${made.origin}, was copied back as ${creation.id}`);
}

/** Whose twin a person has deleted is not given another one. One that we archived is made again when its original is back. */
function checkNotRevived(world: World, creation: Creation): void {
  if (world.forgot) return;
  const source = otherSide(creation.side);
  for (const twin of twinsOf(world, source, creation.origin)) {
    if (twin === creation.id || isThereAt(world, creation.side, twin, creation.at)) continue;
    if (wasMatchedAfter(world, creation, twin)) continue;
    const stands = survivorOf(world, creation.side, creation.object, twin);
    if (lastEvent(world, creation.side, stands, creation.at)?.author === 'engine') continue;
    report(
      world,
      'I4-no-duplicate',
      `${twin}, twin of ${creation.origin}, was deleted and made again as ${creation.id}`,
    );
  }
}

/** Was the origin matched with this record only after it had been given the copy, which has gone since? It was no twin before. */
function wasMatchedAfter(world: World, { side, origin, at }: Creation, twin: string): boolean {
  const matches = world.matches.filter((one) => one[side] === twin && one[otherSide(side)] === origin);
  return matches.length > 0 && matches.every((one) => one.at > at);
}

/** A record that others were merged into keeps a partner of theirs, if one is left. */
function checkSurvivors(world: World, standing: Standing): void {
  if (world.forgot) return;
  for (const shape of Object.values(world.shapes)) {
    for (const side of sides) {
      for (const record of world.apps[side].app.readAll(shape[side])) {
        const link = standing.links.find((one) => one.object === shape.object && one[side] === record.id);
        const other = otherSide(side);
        const made = world.creations.find((one) => one.side === other && one.origin === record.id);
        // What was merged before the cycle that made the copy.
        const since = made?.since ?? 0;
        const merged = (record.mergedFrom ?? []).filter((id) =>
          wasMergedInto(world, side, shape[side], id, record.id, since),
        );
        const partners = [...merged, record.id].flatMap((id) => [...twinsOf(world, side, id)]);
        if (!link || !made || link[other] !== made.id || merged.length === 0) continue;
        // Its own partner was archived with it: since it is back it is given another one, and what the merger left over stays that.
        if (partners.some((id) => wasArchived(world, other, id, made.at))) continue;
        const left = partners.filter((id) => id !== made.id && world.apps[other].app.read(shape[other], id));
        const isFree = left.filter((id) => !standing.linkOf.has(place(other, id)));
        if (isFree.length === 0) continue;
        report(world, 'I4-no-duplicate', `${record.id} was copied, although ${isFree.join(', ')} was its partner's`);
      }
    }
  }
}

/** Is there an unlinked record on the other side that has no match key either and says the same? */
function hasEqual(world: World, standing: Standing, shape: SyncShape, held: StoredRecord): boolean {
  const record = readRecord(world, shape, held.side, held.id);
  const other = otherSide(held.side);
  const keys = shape.fields.filter(({ name }) => shape.setting.match.includes(name));
  const free = world.apps[other].app.readAll(shape[other]).filter(({ id }) => !standing.linkOf.has(place(other, id)));
  return free.some((twin) => {
    const [left, right] = held.side === 'left' ? [record, twin] : [twin, record];
    if (keys.some((key) => left?.fields[key.left] || right?.fields[key.right])) return false;
    return shape.fields.every((field) => {
      const values = [left?.fields[field.left] ?? null, right?.fields[field.right] ?? null] as const;
      return saysTheSame(world, shape.object, field, ...values);
    });
  });
}

const wasArchived = (world: World, side: Side, id: string, before: number): boolean =>
  world.ledger.records.some(
    (event) =>
      event.side === side &&
      event.id === id &&
      event.change === 'gone' &&
      event.author === 'engine' &&
      event.at < before &&
      !isByMerger(world, event),
  );

/** The record that it has become by mergers; itself where there were none. */
function survivorOf(world: World, side: Side, object: string, id: string): string {
  const { movedTo } = world.apps[side].app.state.table(object);
  let survivor = id;
  for (let next = movedTo.get(id); next !== undefined; next = movedTo.get(next)) survivor = next;
  return survivor;
}

/** Had all mergers on the way from one record to the other happened by then? A record on the way keeps the partner until its own. */
function wasMergedInto(world: World, side: Side, object: string, from: string, to: string, at: number): boolean {
  const { movedTo } = world.apps[side].app.state.table(object);
  for (let id: string | undefined = from; id !== to; id = movedTo.get(id)) {
    if (id === undefined || isThereAt(world, side, id, at)) return false;
  }
  return true;
}
