import type { AppConnection } from '@linkwright/core';
import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { twoApps } from './support/two-apps.ts';

/** An app that says "no associations" of a record that is gone, as HubSpot does. */
const tellsNothing = (app: AppConnection): AppConnection => ({
  ...app,
  async readAssociations(request, options) {
    const answers = await app.readAssociations(request, options);
    const none = Object.fromEntries(request.associations.map((id) => [id, []]));
    return answers.map(({ id, associations }) => ({ id, associations: associations ?? none }));
  },
});

test('the associations of a deleted record are not removed on the other side, also before its deletion is noticed', async () => {
  const apps = await twoApps({
    left: crm,
    right: base,
    wrap: (app, side) => (side === 'left' ? tellsNothing(app) : app),
    syncs: {
      companies: companiesSync,
      contacts: { ...contactsSync, associations: [{ left: 'companies', right: 'Accounts' }] },
    },
  });
  const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
  const ada = apps.left.create('contacts', { email: 'ada@acme.example', name: 'Ada' }, { companies: [acme] });
  await apps.sync();
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toHaveLength(1);

  apps.left.archive('contacts', ada);
  for (let cycle = 0; cycle < 3; cycle += 1) expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.right.readEdges('tblP', 'fldAccounts')).toHaveLength(1);
});
