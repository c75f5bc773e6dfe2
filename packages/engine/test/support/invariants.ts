import type { CanonicalValue } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import { expect } from 'vitest';
import { linksById } from '../../src/store/links.ts';
import type { TwoApps } from './two-apps.ts';

/** What the store holds of one pair of objects. */
export interface Linked {
  readonly id: number;
  readonly left: string;
  readonly right: string;
  /** By mapping key, both halves. */
  readonly base: Readonly<Record<string, readonly [CanonicalValue, CanonicalValue]>>;
}

export async function linksOf(apps: TwoApps, leftObject: string): Promise<readonly Linked[]> {
  const rows = await apps.store.database
    .selectFrom('links')
    .innerJoin('pairs', 'pairs.id', 'links.pair_id')
    .innerJoin('objects', 'objects.id', 'pairs.left_object')
    .select('links.id')
    .where('objects.object', '=', leftObject)
    .where('links.state', '=', 'linked')
    .execute();
  const links = await linksById(
    apps.store.database,
    rows.map(({ id }) => id),
  );
  return [...links.values()];
}

/** A record has one partner at most, and every record without one is listed with the reason. */
export async function expectAccountedFor(
  apps: TwoApps,
  objects: { readonly left: string; readonly right: string },
): Promise<void> {
  const links = await linksOf(apps, objects.left);
  const listed = new Set([...(await apps.held()), ...(await apps.failing())].map(({ side, id }) => `${side} ${id}`));
  for (const side of ['left', 'right'] as const) {
    const linked = links.map((link) => link[side]);
    expect(new Set(linked).size).toBe(linked.length);
    const records = apps[side].readAll(objects[side]).map((record) => record.id);
    expect(linked.filter((id) => !records.includes(id))).toEqual([]);
    expect(records.filter((id) => !linked.includes(id) && !listed.has(`${side} ${id}`))).toEqual([]);
  }
}

type Values = ReadonlyMap<string, Readonly<Record<string, CanonicalValue>>>;

const valuesOf = (app: InMemoryApp, object: string): Values =>
  new Map(app.readAll(object).map((record) => [record.id, record.fields]));

const isBlank = (value: CanonicalValue | undefined): boolean => value === null || value === undefined;

/**
 * Watches syncs: a value that both sides did not have in common, and that a sync overwrites with another one, has to be
 * in the conflict log afterwards. Every value that people write is another one, so the log can be searched for it.
 */
export async function watchOverwritten(
  apps: TwoApps,
  objects: { readonly left: string; readonly right: string },
  fields: readonly { readonly left: string; readonly right: string }[],
  sync: () => Promise<void>,
): Promise<void> {
  const before = { left: valuesOf(apps.left, objects.left), right: valuesOf(apps.right, objects.right) };
  const bases = await linksOf(apps, objects.left);
  await sync();
  const losses = await apps.conflicts();
  // A merger may have moved a link to another record: its base goes with it.
  const standing = await linksOf(apps, objects.left);
  for (const side of ['left', 'right'] as const) {
    const after = valuesOf(apps[side], objects[side]);
    for (const [id, old] of before[side]) {
      const moved = standing.find((link) => link[side] === id)?.id;
      const base = bases.find((link) => link[side] === id || link.id === moved)?.base;
      for (const field of fields) {
        const lost = old[field[side]] ?? null;
        const now = after.get(id)?.[field[side]];
        if (isBlank(lost) || now === undefined || now === lost) continue;
        const [left, right] = base?.[JSON.stringify([field.left, field.right])] ?? [null, null];
        if (left === lost && right === lost) continue;
        expect(losses.map((loss) => loss[side])).toContain(lost);
      }
    }
  }
}
