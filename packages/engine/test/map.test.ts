import { RecordError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { describeMap } from '../src/index.ts';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { twoApps } from './support/two-apps.ts';

const refusal = new RecordError('Not like that.', { code: 'rule', category: 'invalid-value', remedy: 'Mend it.' });

test('a map tells what is connected, and how many associations are placed, wait, or need somebody', async () => {
  const apps = await twoApps({
    left: crm,
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
    },
  });
  const { syncs } = await apps.compile();
  const [, before] = [...(await describeMap(null, syncs))].sort((one, other) => (one.name < other.name ? -1 : 1));
  expect(before).toMatchObject({
    name: 'contacts',
    linked: null,
    associations: [{ via: 'companies', coverage: null }],
  });

  apps.right.reject('tblA', ({ fields }) => fields.fldName === 'B', refusal);
  const company = (name: string) => apps.left.create('companies', { name, domain: `${name.toLowerCase()}.example` });
  const [a, b] = [company('A'), company('B')];
  apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [a, b] });
  await apps.sync();
  const described = await describeMap(apps.store, syncs);
  expect(described.find(({ name }) => name === 'contacts')).toMatchObject({
    left: { connection: 'left', object: expect.any(String), filtered: false },
    right: { connection: 'right' },
    matchedOn: [[{ left: 'email', right: 'Email' }]],
    linked: 1,
    associations: [
      { left: 'companies', right: 'Accounts', isMark: false, coverage: { placed: 1, waiting: 0, unplaceable: 1 } },
    ],
  });
});
