import { expect } from 'vitest';
import type { Store } from '../../src/index.ts';
import { appsOf, contentsOf, linkedPairs, readKeptApps } from './first-state.ts';
import { find } from './two-apps.ts';

/** A program that has opened the state goes on with it: every link is known, and nothing is written but what was refused. */
export async function expectKept(store: Store): Promise<void> {
  const kept = readKeptApps();
  expect(kept.links.length).toBeGreaterThan(4);
  expect(await linkedPairs(store)).toEqual(kept.links);
  const apps = await appsOf(kept, store);
  expect(contentsOf(apps)).toEqual({ left: kept.left, right: kept.right });
  const refused = find(apps.right, 'tblP', 'fldEmail', '3@x.example');
  expect(apps.written(await apps.sync())).toBe(1);
  expect(apps.right.read('tblP', refused.id)?.fields.fldTitle).toBe('Refused');
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
  expect(await linkedPairs(store)).toEqual(kept.links);
  expect((await apps.held()).length).toBeGreaterThan(0);

  // By the link, as the key is another one; associations too.
  const { id } = find(apps.left, 'contacts', 'email', '4@x.example');
  const twin = kept.links.find(([left]) => left === id)?.[1] ?? '';
  const company = find(apps.left, 'companies', 'name', 'B').id;
  apps.left.update('contacts', id, { email: 'renamed@x.example' });
  apps.left.associate('contacts', id, 'companies', company);
  const before = apps.right.count('tblP');
  await apps.sync();
  expect(apps.right.read('tblP', twin)?.fields.fldEmail).toBe('renamed@x.example');
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toContainEqual([
    twin,
    find(apps.right, 'tblA', 'fldName', 'B').id,
  ]);
  expect(apps.right.count('tblP')).toBe(before);
  expect(apps.written(await apps.sync({ full: true }))).toBe(0);
}
