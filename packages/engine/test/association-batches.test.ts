import { setImmediate } from 'node:timers/promises';
import type { AppConnection } from '@linkwright/core';
import { expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { find, only, twoApps } from './support/two-apps.ts';

/**
 * A CRM that takes one edit a batch and in which calls overtake each other: what it shows after the first edit was read
 * before the second one took place, and arrives after everything else that is under way.
 */
function overtaking(app: AppConnection): AppConnection {
  let writes = 0;
  let reads = 0;
  return {
    check: (...call) => app.check(...call),
    listObjects: (...call) => app.listObjects(...call),
    describeObjects: (...call) => app.describeObjects(...call),
    readChanges: (...call) => app.readChanges(...call),
    readRecords: (...call) => app.readRecords(...call),
    findByKey: (...call) => app.findByKey(...call),
    listIds: (...call) => app.listIds(...call),
    write: (...call) => app.write(...call),
    close: () => app.close(),
    async readAssociations(...call) {
      const answer = await app.readAssociations(...call);
      if (writes === 0) return answer;
      reads += 1;
      if (reads === 1) for (let turn = 0; turn < 500; turn += 1) await setImmediate();
      return answer;
    },
    async writeAssociations(...call) {
      writes += 1;
      if (writes === 2) while (reads === 0) await setImmediate();
      return (await app.writeAssociations?.(...call)) ?? [];
    },
  };
}

test('what is read back after one edit of a record is not stored over the next edit', async () => {
  const one = { read: 1, lookup: 1, create: 1, update: 1, archive: 1, readAssociations: 1, writeAssociations: 1 };
  const apps = await twoApps({
    left: { ...crm, capabilities: { batchLimits: one }, associationReads: 'separate' },
    right: base,
    syncs: {
      companies: companiesSync,
      contacts: {
        ...contactsSync,
        associations: [
          { left: 'primary', right: 'Account' },
          { left: 'companies', right: 'Accounts' },
        ],
      },
    },
    wrap: (app, side) => (side === 'left' ? overtaking(app) : app),
  });
  for (const name of ['Acme', 'Umbrella']) apps.left.create('companies', { name, domain: `${name}.example` });
  apps.left.create('contacts', { email: 'ada@acme.example' });
  await apps.sync();
  const person = only(apps.right, 'tblP').id;
  const account = (name: string): string => find(apps.right, 'tblA', 'fldName', name).id;
  apps.right.associate('tblP', person, 'fldAccount', account('Umbrella'));
  apps.right.associate('tblP', person, 'fldAccounts', account('Umbrella'));
  apps.right.associate('tblP', person, 'fldAccounts', account('Acme'));
  await apps.sync();
  const accounts = apps.right.readEdges('tblP', 'fldAccounts').map(([, id]) => apps.right.read('tblA', id)?.fields);
  expect(accounts.map((fields) => fields?.fldName).sort()).toEqual(['Acme', 'Umbrella']);
  const companies = apps.left
    .readEdges('contacts', 'companies')
    .map(([, id]) => apps.left.read('companies', id)?.fields);
  expect(companies.map((fields) => fields?.name).sort()).toEqual(['Acme', 'Umbrella']);
  expect(apps.right.readEdges('tblP', 'fldAccount')).toEqual([[person, account('Umbrella')]]);
});
