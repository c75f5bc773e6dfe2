import type { HintKind, ObjectSyncInput } from '@linkwright/core';
import type { NamedHint } from '../../src/index.ts';
import { contacts, mapped, people, peopleSync } from './people.ts';
import { find, type RunOptions, type TwoApps, type TwoAppsOptions, twoApps } from './two-apps.ts';

/** What is mapped of a person. */
export const hintedFields = ['email', 'name', 'title'];

/** So many people, alike on both sides: `0@x.example` and so on. What was written has been read back. */
export async function startHinted(
  count: number,
  overrides: Partial<ObjectSyncInput> = {},
  { store, ...apart }: Pick<TwoAppsOptions, 'wrap'> & Pick<RunOptions, 'store'> = {},
): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], capabilities: { conditionalWrites: true } },
    syncs: { people: peopleSync({ fields: mapped(hintedFields), ...overrides }) },
    ...apart,
  });
  for (let index = 0; index < count; index += 1) {
    apps.left.create('contacts', { email: `${index}@x.example`, name: `Name ${index}`, title: `Title ${index}` });
  }
  const run = store ? { store } : {};
  await apps.sync(run);
  await apps.sync(run);
  return apps;
}

export const hint = (side: 'left' | 'right', object: string, id: string, kind: HintKind = 'changed'): NamedHint => ({
  account: `memory:${side}`,
  object,
  id,
  kind,
});

export const idOn = (apps: TwoApps, side: 'left' | 'right', email: string): string =>
  find(apps[side], side === 'left' ? 'contacts' : 'people', 'email', email).id;
