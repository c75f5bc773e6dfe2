import { describe, expect, test } from 'vitest';
import { hint, idOn, startHinted } from './support/hinted-people.ts';

describe('brakes and hints', () => {
  test('what would pull a brake in one run does not pass by a record at a time', async () => {
    const apps = await startHinted(100, { deletions: 'archive' });
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
    const apps = await startHinted(100);
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
