import type { HintKind, ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import type { NamedHint } from '../src/index.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const fields = ['email', 'name', 'title'];

async function start(count: number, overrides: Partial<ObjectSyncInput> = {}): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], capabilities: { conditionalWrites: true } },
    syncs: { people: peopleSync({ fields: mapped(fields), ...overrides }) },
  });
  for (let index = 0; index < count; index += 1) {
    apps.left.create('contacts', { email: `${index}@x.example`, name: `Name ${index}`, title: `Title ${index}` });
  }
  await apps.sync();
  await apps.sync();
  return apps;
}

const hint = (side: 'left' | 'right', object: string, id: string, kind: HintKind = 'changed'): NamedHint => ({
  account: `memory:${side}`,
  object,
  id,
  kind,
});

const idOn = (apps: TwoApps, side: 'left' | 'right', email: string): string =>
  find(apps[side], side === 'left' ? 'contacts' : 'people', 'email', email).id;

describe('brakes and hints', () => {
  test('what would pull a brake in one run does not pass by a record at a time', async () => {
    const apps = await start(100, { deletions: 'archive' });
    const ids = apps.left.readAll('contacts').map(({ id }) => id);
    for (const id of ids.slice(0, 50)) {
      apps.left.archive('contacts', id);
      await apps.sync({ hints: [hint('left', 'contacts', id, 'deleted')] });
    }
    expect(apps.right.count('people')).toBe(80);
    expect(apps.events).toContainEqual(expect.objectContaining({ kind: 'hints-read', changed: 0, left: 1 }));
    const report = await apps.sync({ full: true });
    expect(report.syncs[0]?.brakes).toMatchObject([{ kind: 'archive', count: 30 }]);
    expect(apps.right.count('people')).toBe(80);
  });

  test('a reading that was due makes room again', async () => {
    const apps = await start(100);
    const emails = Array.from({ length: 24 }, (_, index) => `${index}@x.example`);
    for (const [index, email] of emails.entries()) {
      const id = idOn(apps, 'left', email);
      apps.left.update('contacts', id, { title: 'Hinted' });
      await apps.sync({ hints: [hint('left', 'contacts', id)] });
      if (index === 15) await apps.sync();
    }
    const carried = apps.right.readAll('people').filter((record) => record.fields.title === 'Hinted');
    expect(carried).toHaveLength(24);
  });
});
