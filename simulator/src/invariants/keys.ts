import type { CanonicalValue, RecordChange } from '@linkwright/core';
import type { Side } from '../story/story.ts';
import type { SyncShape } from '../world/configuration.ts';
import { report, type World } from '../world/world.ts';

/** The key as a person reads it, worked out here and not by the engine: case, width, blanks and `https://www.` aside. */
export function keyOf(value: CanonicalValue): string {
  if (typeof value !== 'string') return '';
  const text = value.normalize('NFKC').toLowerCase().trim();
  return text
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');
}

/**
 * Records of a side that have borne the first match key since before the cycle began, and that the engine has seen. What a
 * state that is gone had seen does not count: a record that is edited while everything is read again moves behind the page
 * that is being read, and is met in the next cycle. `readsAll`: whatever it has seen, it would have had to read them.
 */
function bearers(
  world: World,
  shape: SyncShape,
  side: Side,
  key: string,
  since: number,
  readsAll = false,
): readonly string[] {
  const field = world.apps[side].personality.field(shape.setting.match[0] ?? '');
  const isShown = (id: string): boolean => world.ledger.isShownSinceBack(side, shape[side], id);
  return world.apps[side].app.readAll(shape[side]).flatMap(({ id, fields }) => {
    const cell = world.ledger.cell(side, shape[side], id, field);
    const known = readsAll || (cell?.seen === true && !cell.isForgotten && isShown(id));
    return known && cell !== undefined && cell.at <= since && keyOf(fields[field] ?? null) === key ? [id] : [];
  });
}

/**
 * I4: nothing is created where a record bears its key already. `readsAll`: in a cycle in which nothing goes wrong, and which has to read
 * both sides before it makes anything.
 */
export function checkNewKeys(
  world: World,
  side: Side,
  object: string,
  changes: readonly RecordChange[],
  { since, readsAll }: { readonly since: number; readonly readsAll: boolean },
): void {
  const shape = Object.values(world.shapes).find((one) => one[side] === object);
  if (!shape) return;
  const field = world.apps[side].personality.field(shape.setting.match[0] ?? '');
  for (const change of changes) {
    const key = change.kind === 'create' ? keyOf(change.fields[field] ?? null) : '';
    if (key === '') continue;
    const taken = bearers(world, shape, side, key, since, readsAll);
    if (taken.length === 0) continue;
    report(world, 'I4-no-duplicate', `"${key}" was created on the ${side}, where ${taken.join(', ')} bears it`);
  }
}

/** I4: a key that two records of a side bear links none of them. */
export function checkNewLink(
  world: World,
  shape: SyncShape,
  link: Readonly<Record<Side, string>>,
  since: number,
): void {
  for (const side of ['left', 'right'] as const) {
    const field = world.apps[side].personality.field(shape.setting.match[0] ?? '');
    const cell = world.ledger.cell(side, shape[side], link[side], field);
    if (!cell || cell.at > since || keyOf(cell.value) === '') continue;
    // A list shows what a lagging search has not shown; the link may have been made before it was read.
    const wasShown = (id: string): boolean =>
      world.story[side].lagMs === 0 || (world.ledger.cell(side, shape[side], id, field)?.seenAt ?? 0) <= since;
    const all = bearers(world, shape, side, keyOf(cell.value), since).filter(wasShown);
    if (all.length < 2 || !all.includes(link[side])) continue;
    const what = `${link[side]} was linked by "${keyOf(cell.value)}"`;
    report(world, 'I4-no-duplicate', `${what}, which ${all.join(', ')} bear (${side})`);
  }
}
