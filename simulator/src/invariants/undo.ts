import { areEquivalent, type CanonicalValue } from '@linkwright/core';
import type { Side } from '../story/story.ts';
import { syncNames } from '../world/configuration.ts';
import type { EdgeEvent, FieldEvent } from '../world/ledger-events.ts';
import type { Undo } from '../world/peoples-decisions.ts';
import { listedRecords } from '../world/store-view.ts';
import { place, report, twinsOf, type World } from '../world/world.ts';
import { edgePlace, fieldPlace, isDecided, isUndoing, mayUndo, touchedBy } from './decided-events.ts';
import { fieldOf } from './no-lost-edits.ts';
import type { Standstill } from './no-mass-change.ts';
import { associationOf } from './no-phantom-removals.ts';

const name = 'I21-undo';

/**
 * I21: after an undo in which nothing went wrong the apps read as before the run that it takes back, but for what it tells that
 * it cannot take back, and for what was changed since. Nothing else is written, whatever went wrong.
 */
export async function checkUndo(world: World, undo: Undo, before: Standstill): Promise<void> {
  checkNothingElse(world, undo);
  if (!undo.isPlain || !undo.run.isPlain || undo.report === null) return;
  const failing = await listedRecords(world.store, world.shapes);
  // What one undo of a run has told is not told again by the next one, which finds nothing to take back there.
  const told = world.decided.undos.flatMap(({ run, report: one }) =>
    run.id === undo.run.id ? (one?.refused ?? []) : [],
  );
  const known: Known = {
    world,
    undo,
    before,
    isRefused: ({ side, id, field }) =>
      // What an app refuses is listed with the record that it was taken from, or with itself.
      failing.some(
        (one) =>
          one.reason.startsWith('failing') &&
          (one.side === side ? one.id === id : twinsOf(world, side, id).has(one.id)),
      ) ||
      told.some(
        (one) =>
          one.side === side &&
          one.id === id &&
          // A mark that goes may leave its target in the set.
          (one.field === null || one.field === field || one.code === 'membership'),
      ),
  };
  const { fields, edges, made } = touchedBy(world, undo.run);
  for (const events of fields.values()) checkValue(known, events);
  for (const ofPlace of edges.values()) {
    for (const events of Map.groupBy(ofPlace, ({ field, target }) => `${field} ${target}`).values()) {
      checkEdge(known, events);
    }
  }
  for (const one of made) checkMade(known, one);
}

interface Known {
  readonly world: World;
  readonly undo: Undo;
  readonly before: Standstill;
  readonly isRefused: (what: { readonly side: Side; readonly id: string; readonly field: string | null }) => boolean;
}

function checkNothingElse(world: World, undo: Undo): void {
  const isOther = (event: FieldEvent | EdgeEvent): boolean =>
    event.author === 'engine' && event.at > undo.from && event.at <= undo.until && !mayUndo(world, undo, event);
  for (const event of world.ledger.fields.filter(isOther)) {
    report(world, name, `${event.field} of ${event.id} (${event.side}) was written by an undo of what it is not about`);
  }
  for (const event of world.ledger.edges.filter((one) => isOther(one) && !one.cascade)) {
    report(world, name, `${event.field} of ${event.id} (${event.side}) was edited by an undo of what it is not about`);
  }
}

const recordBefore = ({ world, before }: Known, side: Side, object: string, id: string) => {
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  return shape && before.records.get(`${side} ${shape.object}`)?.get(id);
};

const isMeant = ({ undo }: Known, side: Side, id: string): boolean =>
  undo.records === null || undo.records.has(place(side, id));

function checkValue(known: Known, events: readonly FieldEvent[]): void {
  const { world } = known;
  const [first, last] = [events[0], events.at(-1)];
  // What was not there is gone with its record; what nobody had seen is not in the log.
  if (!first?.replaced?.seen || !last || fieldOf(world, first) === null) return;
  const { side, object, id, field } = first;
  const record = recordBefore(known, side, object, id);
  const now = world.apps[side].app.read(object, id);
  if (!record || !now) return;
  const same = (one: CanonicalValue, other: CanonicalValue): boolean => {
    const schema = world.apps[side].app.state.table(object).fields.get(field);
    return schema !== undefined && areEquivalent(schema, one, other);
  };
  const [was, is] = [record.fields[field] ?? null, now.fields[field] ?? null];
  const wanted = isMeant(known, side, id) && same(was, last.value) ? first.replaced.value : was;
  if (same(is, wanted) || (same(is, was) && known.isRefused({ side, id, field }))) return;
  const shown = [first.replaced.value, last.value, was, is].map((value) => JSON.stringify(value)).join(', ');
  report(world, name, `${field} of ${id} (${side}): before, after, then, and after the undo: ${shown}`);
}

function checkEdge(known: Known, events: readonly EdgeEvent[]): void {
  const { world } = known;
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last || first.change !== last.change || associationOf(world, first) === null) return;
  if (first.change === 'removed' && (first.cascade || !first.seen)) return;
  const { side, object, id, field, target } = first;
  const was = recordBefore(known, side, object, id);
  if (!was || !world.apps[side].app.read(object, id) || !isMeant(known, side, id)) return;
  const targets = Object.values(world.shapes).map((shape) => recordBefore(known, side, shape[side], target));
  const isThere =
    targets.some(Boolean) && Object.values(world.shapes).some((one) => world.apps[side].app.read(one[side], target));
  const held = (was.associations?.[field] ?? []).some((one) => 'id' in one && one.id === target);
  // Somebody has changed it since.
  if (held !== (first.change === 'added') || !isThere) return;
  const holds = [...world.ledger.targets(side, object, id, field).values()].includes(target);
  if (holds !== held || known.isRefused({ side, id, field })) return;
  report(world, name, `${target} in ${field} of ${id} (${side}) was ${first.change} and still is after the undo`);
}

function checkMade(known: Known, made: string): void {
  const { world, undo } = known;
  const event = world.ledger.records.find((one) => one.change === 'made' && place(one.side, one.id) === made);
  if (!event || !isMeant(known, event.side, event.id)) return;
  const { side, object, id } = event;
  if (!recordBefore(known, side, object, id) || !world.apps[side].app.read(object, id)) return;
  if (known.isRefused({ side, id, field: null })) return;
  report(world, name, `${id} (${side}) was made by the run ${undo.run.id} and is still there`);
}

/**
 * I21: no later sync does again what was taken back, unless somebody has edited the record or its twin since the run, or before it
 * and no sync had been shown that by its end.
 */
export function checkUndoStands(world: World): void {
  for (const event of world.ledger.fields) {
    if (event.author !== 'engine' || isDecided(world, event)) continue;
    const undone = world.ledger.fields.find((one) => {
      return one.at < event.at && fieldPlace(one) === fieldPlace(event) && isUndoing(world, one);
    });
    const named = fieldOf(world, event);
    if (!undone || !named) continue;
    const runs = world.decided.undos.filter((one) => mayUndo(world, one, undone)).map(({ run }) => run);
    const since = Math.min(...runs.map(({ to }) => to));
    const cycle = Math.min(...runs.map((run) => run.cycle));
    const twins = twinsOf(world, event.side, event.id);
    const isEdited = world.ledger.fields.some((one) => {
      if (one.author !== 'person' || one.at >= event.at) return false;
      // An index that lags may show it to a later cycle first, between which and the run nothing happens.
      if (one.at <= since && one.cell.seenAt <= since && one.cell.seenIn <= cycle) return false;
      const isOwn = one.side === event.side && one.id === event.id && one.field === event.field;
      const isTwins = one.side !== event.side && twins.has(one.id) && one.field === named.field[one.side];
      return isOwn || isTwins;
    });
    if (isEdited) continue;
    const what = `${event.field} of ${event.id} (${event.side})`;
    report(world, name, `${what} was taken back, and written again as ${JSON.stringify(event.value)}`);
  }
  for (const event of world.ledger.edges) {
    if (event.author !== 'engine' || event.cascade || isDecided(world, event)) continue;
    const undone = world.ledger.edges.find((one) => {
      const isSame = one.side === event.side && one.id === event.id && one.field === event.field;
      return isSame && one.target === event.target && one.at < event.at && isUndoing(world, one);
    });
    const found = associationOf(world, event);
    if (!undone || !found) continue;
    const since = Math.min(
      ...world.decided.undos.filter((one) => mayUndo(world, one, undone)).map(({ run }) => run.to),
    );
    const twins = twinsOf(world, event.side, event.id);
    const isEdited = world.ledger.edges.some((one) => {
      if (one.author !== 'person' || one.at >= event.at) return false;
      // Nobody notes when an answer no longer shows an edge: an index that lags may have shown it until then.
      const wasShown = one.change === 'added' ? one.knownAt <= since : world.story[one.side].lagMs === 0;
      if (one.at <= since && wasShown) return false;
      const isOwn = edgePlace(world, one) === edgePlace(world, event);
      const isTwins = [...twins].some(
        (id) =>
          one.side !== event.side &&
          edgePlace(world, one) === edgePlace(world, { side: one.side, id, field: found.association[one.side] }),
      );
      return isOwn || isTwins;
    });
    if (isEdited) continue;
    const what = `${event.target} in ${event.field} of ${event.id} (${event.side})`;
    report(world, name, `${what} was taken back by undo, and ${event.change} again (${syncNames[found.shape.object]})`);
  }
}
