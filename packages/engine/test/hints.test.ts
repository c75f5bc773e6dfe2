import { describe, expect, test } from 'vitest';
import { hint, hintedFields, idOn, startHinted } from './support/hinted-people.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';
import { companiesToo, contactsAlone, crmOf, twoCrms } from './support/two-crms.ts';

const callsOf = (apps: TwoApps): Record<string, number> => {
  const calls: Record<string, number> = {};
  for (const side of ['left', 'right'] as const) {
    for (const [kind, count] of apps[side].calls) {
      if (kind !== 'describe-objects' && kind !== 'list-objects') calls[`${side} ${kind}`] = count;
    }
    apps[side].resetCalls();
  }
  return calls;
};

describe('a cycle of hints', () => {
  test('reads the named record, carries it, and lists nothing', async () => {
    const apps = await startHinted(3);
    const id = idOn(apps, 'left', '1@x.example');
    apps.left.update('contacts', id, { title: 'Countess' });
    callsOf(apps);
    const report = await apps.sync({ hints: [hint('left', 'contacts', id)] });
    expect(find(apps.right, 'people', 'email', '1@x.example').fields.title).toBe('Countess');
    expect(report.syncs[0]?.right.updated).toBe(1);
    expect(callsOf(apps)).toEqual({ 'left read-records': 1, 'right update': 1 });
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('starts no run for an echo: one read where the version is not told, none where it is', async () => {
    const apps = await startHinted(3);
    const id = idOn(apps, 'left', '1@x.example');
    apps.left.update('contacts', id, { title: 'Countess' });
    await apps.sync({ hints: [hint('left', 'contacts', id)] });
    const runs = () => apps.store.database.selectFrom('runs').select('id').execute();
    const before = await runs();
    callsOf(apps);
    const twin = find(apps.right, 'people', 'email', '1@x.example');
    const echo = hint('right', 'people', twin.id);
    expect((await apps.sync({ hints: [echo] })).syncs).toEqual([]);
    expect(callsOf(apps)).toEqual({ 'right read-records': 1 });
    const told = apps.right.read('people', twin.id);
    expect((await apps.sync({ hints: [{ ...echo, revision: told?.revision }] })).syncs).toEqual([]);
    expect(callsOf(apps)).toEqual({});
    expect(await runs()).toEqual(before);
  });

  test('believes nothing: what is said to be deleted and is there stays', async () => {
    const apps = await startHinted(3, { deletions: 'archive' });
    const id = idOn(apps, 'left', '1@x.example');
    const lies = (['deleted', 'merged', 'associations', 'changed'] as const).map((kind) =>
      hint('left', 'contacts', id, kind),
    );
    const nobody = [
      hint('left', 'contacts', 'l-contacts-999', 'deleted'),
      hint('left', 'nothing', id),
      hint('right', 'people', 'x'),
    ];
    const report = await apps.sync({ hints: [...lies, ...nobody] });
    expect(report.syncs).toEqual([]);
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([3, 3]);
  });

  test('proves a deletion by a read, long before the sweep is due', async () => {
    const apps = await startHinted(3, { deletions: 'archive' });
    const id = idOn(apps, 'left', '1@x.example');
    apps.left.archive('contacts', id);
    await apps.sync({ hints: [hint('left', 'contacts', id, 'deleted')] });
    expect(apps.right.count('people')).toBe(2);
  });

  test('follows a merger', async () => {
    const apps = await startHinted(3, { deletions: 'archive' });
    const [survivor, loser] = [idOn(apps, 'left', '1@x.example'), idOn(apps, 'left', '2@x.example')];
    apps.left.merge('contacts', survivor, loser);
    await apps.sync({ hints: [hint('left', 'contacts', loser, 'merged'), hint('left', 'contacts', survivor)] });
    // Both have a partner of their own, so a person decides, as after any cycle.
    expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'merged-away' }]);
  });

  test('creates a record once, although its twin came to the other side meanwhile and nobody said so', async () => {
    const apps = await startHinted(3);
    const id = apps.left.create('contacts', { email: 'new@x.example', name: 'New' });
    apps.right.create('people', { email: 'new@x.example', name: 'New', title: 'There already' });
    await apps.sync({ hints: [hint('left', 'contacts', id)] });
    expect(apps.right.readAll('people').filter(({ fields: { email } }) => email === 'new@x.example')).toHaveLength(1);
    expect(find(apps.left, 'contacts', 'email', 'new@x.example').fields.title).toBe('There already');
  });

  test('leaves what nobody hinted at to the next cycle, which finds it', async () => {
    const apps = await startHinted(3);
    apps.left.update('contacts', idOn(apps, 'left', '1@x.example'), { title: 'Hinted' });
    apps.left.update('contacts', idOn(apps, 'left', '2@x.example'), { title: 'Silent' });
    await apps.sync({ hints: [hint('left', 'contacts', idOn(apps, 'left', '1@x.example'))] });
    expect(find(apps.right, 'people', 'email', '2@x.example').fields.title).toBe('Title 2');
    await apps.sync();
    expect(find(apps.right, 'people', 'email', '2@x.example').fields.title).toBe('Silent');
  });

  test('a late hint, one that comes twice, and two in the wrong order change nothing more', async () => {
    const apps = await startHinted(3);
    const id = idOn(apps, 'left', '1@x.example');
    apps.left.update('contacts', id, { title: 'First' });
    apps.left.update('contacts', id, { title: 'Second' });
    await apps.sync();
    const told = hint('left', 'contacts', id);
    expect((await apps.sync({ hints: [told, told] })).syncs).toEqual([]);
    apps.right.update('people', idOn(apps, 'right', '1@x.example'), { title: 'Third' });
    await apps.sync({ hints: [told] });
    expect(find(apps.left, 'contacts', 'email', '1@x.example').fields.title).toBe('Second');
    await apps.sync();
    expect(find(apps.left, 'contacts', 'email', '1@x.example').fields.title).toBe('Third');
  });

  test('reads as ever what was never read to its end', async () => {
    const apps = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people] },
      syncs: { people: peopleSync({ fields: mapped(hintedFields) }) },
    });
    const id = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    apps.right.create('people', { email: 'a@x.example', name: 'A' });
    await apps.sync({ hints: [hint('left', 'contacts', id)] });
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
  });

  test('an association that leaves its record untouched is carried when it is hinted at', async () => {
    const apps = await twoCrms({ contacts: contactsAlone, companies: companiesToo });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', acme);
    await apps.sync({ hints: [hint('left', 'contacts', ada, 'associations')] });
    expect(crmOf(apps.right)).toEqual(crmOf(apps.left));
  });

  test('makes no second company of what a run before has left, where hints name none of its object', async () => {
    const apps = await twoCrms({ companies: companiesToo, contacts: contactsAlone });
    const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
    await apps.sync();
    await apps.sync();
    apps.left.create('companies', { name: 'Engines', domain: 'engines.example' });
    // Read, and not yet made on the other side; meanwhile somebody makes it there.
    await apps.sync({ limit: 0 });
    apps.right.create('companies', { name: 'Engines', domain: 'engines.example' });
    apps.left.update('contacts', ada, { name: 'Ada Lovelace' });
    await apps.sync({ hints: [hint('left', 'contacts', ada)] });
    expect(crmOf(apps.right).companies).toEqual(['Engines']);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(find(apps.right, 'contacts', 'email', 'ada@x.example').fields.name).toBe('Ada Lovelace');
  });
});
