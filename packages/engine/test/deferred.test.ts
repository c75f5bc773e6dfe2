import { RecordError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { describeRecord } from '../src/index.ts';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const refusal = new RecordError('Not like that.', { code: 'rule', category: 'invalid-value', remedy: 'Mend it.' });

const start = (): Promise<TwoApps> =>
  twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
    },
  });

/** Names of the accounts of the person with this e-mail. */
function accounts(apps: TwoApps, email: string): readonly string[] {
  const person = apps.right.readAll('tblP').find((record) => record.fields.fldEmail === email);
  return apps.right
    .readEdges('tblP', 'fldAccounts')
    .filter(([from]) => from === person?.id)
    .map(([, to]) => String(apps.right.read('tblA', to)?.fields.fldName))
    .sort();
}

/** What `record` says of a contact's companies. */
async function reasons(apps: TwoApps, id: string): Promise<readonly (string | null)[]> {
  const { syncs } = await apps.compile();
  const wanted = { connection: 'left', object: 'contacts', keyOrId: id };
  const [described] = await describeRecord(apps.store, syncs, wanted);
  return described?.associations[0]?.targets.map((target) => target.reason) ?? [];
}

const company = (apps: TwoApps, name: string): string =>
  apps.left.create('companies', { name, domain: `${name.toLowerCase()}.example` });

describe('a link whose target is not there yet', () => {
  test('a limited run places what it wrote; the next ones place the rest', async () => {
    const apps = await start();
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a, b] });
    await apps.sync({ limit: 1 });
    expect(apps.right.count('tblA') + apps.right.count('tblP')).toBe(1);
    for (let run = 0; run < 4; run += 1) await apps.sync({ limit: 1 });
    expect(accounts(apps, 'ada@x.example')).toEqual(['A', 'B']);
    expect(apps.right.count('tblA')).toBe(2);
    expect(await reasons(apps, ada)).toEqual([null, null]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a target that the app refuses: the record says why, and the link follows its repair', async () => {
    const apps = await start();
    const allow = apps.right.reject('tblA', ({ fields }) => fields.fldName === 'B', refusal);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a, b] });
    await apps.sync();
    expect(accounts(apps, 'ada@x.example')).toEqual(['A']);
    expect(await reasons(apps, ada)).toEqual([null, expect.stringContaining('Not like that.')]);
    allow();
    apps.left.update('companies', b, { phone: '+49 30 1' });
    await apps.sync();
    expect(accounts(apps, 'ada@x.example')).toEqual(['A', 'B']);
  });

  test('a record that the app refuses: its links are there with it once it is written', async () => {
    const apps = await start();
    const allow = apps.right.reject('tblP', () => true, refusal);
    const a = company(apps, 'A');
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a] });
    await apps.sync();
    expect(apps.right.count('tblP')).toBe(0);
    allow();
    apps.left.update('contacts', ada, { title: 'Boss' });
    await apps.sync();
    expect(accounts(apps, 'ada@x.example')).toEqual(['A']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a target that was archived on one side: its links stay on the other, and the record says why', async () => {
    const apps = await start();
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a, b] });
    await apps.sync();
    apps.left.archive('companies', a);
    apps.clock.advance(25 * 3_600_000);
    await apps.sync();
    expect(accounts(apps, 'ada@x.example')).toEqual(['A', 'B']);
    const ada = find(apps.left, 'contacts', 'email', 'ada@x.example').id;
    expect(await reasons(apps, ada)).toEqual(expect.arrayContaining([null, expect.stringContaining('was deleted')]));
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('targets that were merged on one side: the links of both lead to the one that stands', async () => {
    const apps = await start();
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a] });
    apps.left.create('contacts', { email: 'bob@x.example' }, { companies: [b] });
    await apps.sync();
    apps.left.merge('companies', a, b);
    apps.clock.advance(25 * 3_600_000);
    await apps.sync();
    expect(accounts(apps, 'ada@x.example')).toEqual(['A']);
    // The account of the loser stays in the other app, and so does the link to it.
    expect(accounts(apps, 'bob@x.example')).toEqual(['A', 'B']);
    const edges = apps.left.readEdges('contacts', 'companies').map(([, to]) => to);
    expect(edges).toEqual([a, a]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});
