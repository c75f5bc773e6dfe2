import { expect, test } from 'vitest';
import { dieAtEveryStep, type Life, liveOnce } from '../support/die-at-every-step.ts';
import { companiesTo, contactsTo, filteredObjects } from '../support/filtered-apps.ts';
import { mortalApp } from '../support/mortal.ts';
import { smallBatches } from '../support/small-batches.ts';
import { find, type TwoApps, twoApps } from '../support/two-apps.ts';

const people = (stage: string, onExit: 'freeze' | 'unlink') => ({
  filter: { left: { stage }, onExit },
  associations: [{ left: 'companies', right: 'Accounts' }],
});

const syncs = {
  accounts: companiesTo('Accounts', { filter: { left: { kind: { not: 'Rival' } }, onExit: 'unlink' } }),
  customers: contactsTo('People', people('Customer', 'unlink')),
  leads: contactsTo('People', people('Lead', 'freeze')),
};

/** Records that leave, return, change over to another sync, or come in on either side; one side's links change too. */
async function busyFilters(life: Life): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: filteredObjects.left, pageSize: 3, capabilities: { batchLimits: smallBatches } },
    right: {
      objects: filteredObjects.right,
      pageSize: 3,
      capabilities: { batchLimits: smallBatches, associationWrites: { create: 'inline', update: 'inline' } },
      inlineAssociations: 'replace',
    },
    syncs,
    wrap: (app) => mortalApp(app, life),
  });
  const { left, right } = apps;
  const [a = '', b = ''] = ['A', 'B'].map((name) => left.create('companies', { name, kind: 'partner' }));
  const contact = (name: string, stage: string): string =>
    left.create('contacts', { email: `${name}@x.example`, name, stage }, { companies: [a, b] });
  const [leaves, freezes, changes, returns] = [
    contact('leaves', 'customer'),
    contact('freezes', 'lead'),
    contact('changes', 'lead'),
    contact('returns', 'customer'),
  ];
  await apps.sync();
  left.update('contacts', returns, { stage: 'former' });
  await apps.sync();

  left.update('contacts', leaves, { stage: 'former', name: 'left' });
  left.update('contacts', freezes, { stage: 'former', name: 'frozen' });
  left.update('contacts', changes, { stage: 'customer', name: 'changed' });
  left.update('contacts', returns, { stage: 'customer', name: 'returned' });
  left.update('companies', b, { kind: 'rival' });
  contact('fresh', 'customer');
  contact('outside', 'former');
  const account = find(right, 'tblA', 'fldName', 'A').id;
  right.associate('tblP', find(right, 'tblP', 'fldEmail', 'changes@x.example').id, 'fldA', account);
  return apps;
}

/** Records without their ids: what they hold, and the names behind their links. */
function view({ left, right }: TwoApps) {
  const names = (app: TwoApps['left'], object: string, field: string, ids: readonly unknown[]) =>
    ids.map((id) => app.readAll(object).find((record) => record.id === id)?.fields[field]).sort();
  const targets = (app: TwoApps['left'], object: string, id: string, field: string): readonly string[] =>
    (app.read(object, id)?.associations?.[field] ?? []).flatMap((target) => ('id' in target ? [target.id] : []));
  return {
    contacts: left
      .readAll('contacts')
      .map(({ id, fields }) => [fields, names(left, 'companies', 'name', targets(left, 'contacts', id, 'companies'))])
      .map((row) => JSON.stringify(row))
      .sort(),
    people: right
      .readAll('tblP')
      .map(({ id, fields }) => [fields, names(right, 'tblA', 'fldName', targets(right, 'tblP', id, 'fldA'))])
      .map((row) => JSON.stringify(row))
      .sort(),
    companies: left.count('companies'),
    accounts: right.count('tblA'),
  };
}

async function standing(apps: TwoApps) {
  const links = await apps.store.database.selectFrom('links').selectAll().execute();
  return {
    held: (await apps.held()).map(({ side, reason }) => `${side} ${reason}`).sort(),
    links: links.length,
  };
}

test.each(['before', 'after'] as const)(
  'a process that dies %s any step leaves filters, exits and returns to be finished by the next one',
  async (moment) => {
    const calm = await liveOnce(moment, busyFilters);
    const [expected, expectedStanding] = [view(calm), await standing(calm)];
    expect(expected).toMatchObject({ companies: 2, accounts: 2 });
    expect(expected.people.map((row) => JSON.parse(row)[0].fldName)).toEqual([
      'changed',
      'freezes',
      'fresh',
      'leaves',
      'returned',
    ]);
    const steps = await dieAtEveryStep(moment, busyFilters, async (apps, step) => {
      expect(view(apps), step).toEqual(expected);
      expect(await standing(apps), step).toEqual(expectedStanding);
    });
    expect(steps).toBeGreaterThan(40);
  },
);
