import type { CanonicalValue, FieldSchema, SourceRecord } from '@linkwright/core';
import { areEquivalent, convertValue } from '@linkwright/core';
import type { ObjectName, Side } from '../story/story.ts';
import type { FieldPair, SyncShape } from '../world/configuration.ts';
import { loggedConflicts } from '../world/store-decisions.ts';
import { listedRecords, type StoredLink, type StoredRecord, storedLinks } from '../world/store-view.ts';
import { place, type World } from '../world/world.ts';

/** What stands at the end: links, and records that are listed with a reason. */
export interface Standing {
  readonly links: readonly StoredLink[];
  readonly listed: readonly StoredRecord[];
  /** Link id by side and record id. */
  readonly linkOf: ReadonlyMap<string, number>;
  /** Links that a filter has frozen: edges to them stay as they are. */
  readonly frozen: ReadonlySet<number>;
  /** Is this a conflict that waits for somebody to decide it? */
  readonly isOpen: (link: StoredLink, field: FieldPair) => boolean;
}

export async function loadStanding(world: World): Promise<Standing> {
  const links = (await storedLinks(world.store, world.shapes)).filter((link) => link.state === 'linked');
  const listed = await listedRecords(world.store, world.shapes);
  const linkOf = new Map<string, number>();
  for (const link of links) linkOf.set(place('left', link.left), link.id).set(place('right', link.right), link.id);
  const frozen = listed
    .filter(({ reason }) => reason === 'frozen')
    .flatMap(({ side, id }) => linkOf.get(place(side, id)) ?? []);
  const waiting = (await loggedConflicts(world.store)).filter((conflict) => conflict.isWaiting);
  const isOpen = (link: StoredLink, field: FieldPair): boolean =>
    waiting.some(
      ({ link: id, fields: [left, right] }) => id === link.id && left === field.left && right === field.right,
    );
  return { links, listed, linkOf, frozen: new Set(frozen), isOpen };
}

/** A linked record of which the app refuses something is listed, and keeps what it has. */
export const isListed = (standing: Standing, link: StoredLink): boolean =>
  standing.listed.some((record) => record.id === link.left || record.id === link.right);

export function readRecord(world: World, shape: SyncShape, side: Side, id: string): SourceRecord | null {
  return world.apps[side].app.read(shape[side], id);
}

/** Ids of the targets that a record holds; a key that nobody bears stands for itself. */
export function targetIds(
  { apps, ledger }: World,
  side: Side,
  { object, id, field }: { readonly object: string; readonly id: string; readonly field: string },
): readonly string[] {
  const shown = apps[side].app.read(object, id)?.associations?.[field] ?? [];
  return shown.map((target) =>
    'id' in target ? target.id : (ledger.bearer(side, object, field, target.key) ?? target.key),
  );
}

/** Do the two sides say the same of a field, each in its own spelling? */
export function saysTheSame(
  world: World,
  object: ObjectName,
  field: FieldPair,
  left: CanonicalValue,
  right: CanonicalValue,
): boolean {
  const shape = world.shapes[object];
  const leftField = world.apps.left.app.state.table(shape.left).fields.get(field.left);
  const rightField = world.apps.right.app.state.table(shape.right).fields.get(field.right);
  if (!leftField || !rightField) throw new Error(`no schema of ${field.name}`);
  if (leftField.type === 'boolean' && rightField.type === 'boolean') {
    return answerOf(left, [leftField, rightField]) === answerOf(right, [leftField, rightField]);
  }
  if (leftField.options) return JSON.stringify(labels(left)) === JSON.stringify(labels(right));
  const toRight = convertValue(left, leftField, rightField, null);
  // Each app may have kept what it was given in its own way.
  const keptOf = (side: Side, value: CanonicalValue): CanonicalValue => {
    const { state } = world.apps[side].app;
    return state.kept(state.table(shape[side]), { [field[side]]: value })[field[side]] ?? null;
  };
  if (toRight.ok && areEquivalent(rightField, keptOf('right', toRight.value), right)) return true;
  const toLeft = convertValue(right, rightField, leftField, null);
  return toLeft.ok && areEquivalent(leftField, keptOf('left', toLeft.value), left);
}

/** Of one side, its own spellings aside. */
export function sameValue(
  world: World,
  object: ObjectName,
  field: FieldPair,
  side: Side,
  a: CanonicalValue,
  b: CanonicalValue,
): boolean {
  if (JSON.stringify(a) === JSON.stringify(b)) return true;
  const schema = world.apps[side].app.state.table(world.shapes[object][side]).fields.get(field[side]);
  return schema !== undefined && areEquivalent(schema, a, b);
}

/** Where one of the apps cannot tell "no" from no answer, the two are the same to both. */
function answerOf(value: CanonicalValue, fields: readonly FieldSchema[]): string {
  const isNo = value === false || (value === null && fields.some((field) => field.blankIsFalse));
  return isNo ? 'no' : String(value);
}

/** Options of all apps are their labels in some case. */
function labels(value: CanonicalValue): readonly string[] {
  if (value === null || typeof value === 'boolean') return [];
  return (typeof value === 'string' ? [value] : value).map((one) => one.toLowerCase()).sort();
}
