import { describe, expect, test } from 'vitest';
import { isWrite } from './support/is-write.ts';
import { startFiltered, type Table } from './support/start-filtered.ts';

const ada = 'ada@people.example';
const bob = 'bob@people.example';
const carl = 'carl@people.example';
const dora = 'dora@people.example';

type ExitRule = 'keep' | 'freeze' | 'unlink';

/** Contacts of one segment with a table of people. `segment`: `null` lets everybody in. */
const contactsSync = (
  segment: string | null,
  { name = 'contacts', table = 'People', onExit = 'keep', companies = false } = {} as {
    readonly name?: string;
    readonly table?: Table;
    readonly onExit?: ExitRule;
    readonly companies?: boolean;
  },
): string =>
  [
    `  ${name}:`,
    '    left: { connection: hubspot, object: contacts }',
    `    right: { connection: airtable, object: ${table} }`,
    '    match: { left: email, right: Email }',
    '    fields: [ { left: email, right: Email }, { left: firstname, right: First name } ]',
    ...(segment === null ? [] : [`    filter: { left: { segment: ${segment} }, onExit: ${onExit} }`]),
    `    associations: [${companies ? ' { left: companies, right: Accounts } ' : ''}]`,
  ].join('\n');

const companiesSync = [
  '  companies:',
  '    left: { connection: hubspot, object: companies }',
  '    right: { connection: airtable, object: Accounts }',
  '    match: { left: name, right: Name }',
  '    fields: [ { left: name, right: Name } ]',
  '    associations: []',
].join('\n');

describe('a filter on HubSpot contacts', () => {
  test('leaves the others out, and record tells why; what Airtable creates bears the values of the filter', async () => {
    const { configure, settle, run, hubspot, airtable } = await startFiltered();
    await configure(contactsSync('Customer'));
    await hubspot.addContact(ada, 'Ada', 'customer');
    await hubspot.addContact(bob, 'Bob', 'lead');
    await airtable.add('People', carl, 'Carl');
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada`, `${carl}: Carl`]);
    expect(await hubspot.contacts()).toEqual([
      `${ada}: Ada (customer)`,
      `${bob}: Bob (lead)`,
      `${carl}: Carl (customer)`,
    ]);
    const told = await run('record', 'hubspot', 'contacts', bob);
    expect(told).toMatchObject({ exitCode: 0 });
    expect(told.stdout).toMatch(/left alone since .*: segment is Lead, wanted is Customer$/m);
    await hubspot.edit(bob, { segment: 'customer' });
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada`, `${bob}: Bob`, `${carl}: Carl`]);
    expect((await run('record', 'hubspot', 'contacts', bob)).stdout).not.toContain('left alone');
  });

  /** Ada, linked, who has left the filter. */
  async function leave(onExit: ExitRule) {
    const world = await startFiltered();
    await world.configure(contactsSync('Customer', { onExit }));
    await world.hubspot.addContact(ada, 'Ada', 'customer');
    await world.settle();
    expect(await world.airtable.people('People')).toEqual([`${ada}: Ada`]);
    await world.hubspot.edit(ada, { segment: 'former' });
    await world.settle();
    return world;
  }

  test('onExit keep: both apps go on', async () => {
    const { settle, hubspot, airtable } = await leave('keep');
    await hubspot.edit(ada, { firstname: 'Ada L.' });
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada L.`]);
    await airtable.rename('People', ada, 'Ada K.');
    await settle();
    expect(await hubspot.contacts()).toEqual([`${ada}: Ada K. (former)`]);
  });

  test('onExit freeze: neither app changes, and the edit comes along with the return', async () => {
    const { settle, run, hubspot, airtable } = await leave('freeze');
    await airtable.rename('People', ada, 'Ada K.');
    await settle();
    expect(await hubspot.contacts()).toEqual([`${ada}: Ada (former)`]);
    expect((await run('record', 'hubspot', 'contacts', ada)).stdout).toMatch(/frozen/);
    await hubspot.edit(ada, { segment: 'customer' });
    expect(await settle()).toContain('1 returned');
    expect(await hubspot.contacts()).toEqual([`${ada}: Ada K. (customer)`]);
    expect(await airtable.people('People')).toEqual([`${ada}: Ada K.`]);
  });

  test('onExit unlink: both stay, neither is created again, and the return links the same two', async () => {
    const { settle, run, hubspot, airtable } = await leave('unlink');
    await airtable.rename('People', ada, 'Ada K.');
    await settle();
    expect(await hubspot.contacts()).toEqual([`${ada}: Ada (former)`]);
    expect(await airtable.people('People')).toEqual([`${ada}: Ada K.`]);
    expect((await run('record', 'hubspot', 'contacts', ada)).stdout).toMatch(
      /segment is Former, wanted is Customer; it was unlinked$/m,
    );
    await hubspot.edit(ada, { segment: 'customer' });
    expect(await settle()).toContain('1 returned');
    expect(await hubspot.contacts()).toEqual([`${ada}: Ada K. (customer)`]);
    expect(await airtable.people('People')).toEqual([`${ada}: Ada K.`]);
  });

  test('edited: plan shows what it would do and writes nothing, sync does it', async () => {
    const { configure, settle, run, sandbox, hubspot, airtable } = await startFiltered();
    await configure(contactsSync(null));
    await hubspot.addContact(ada, 'Ada', 'customer');
    await hubspot.addContact(bob, 'Bob', 'lead');
    await hubspot.addContact(carl, 'Carl', 'former');
    await settle();
    expect(await airtable.people('People')).toHaveLength(3);
    for (const [onExit, effect] of [
      ['unlink', 'filter: 2 would be unlinked'],
      ['freeze', 'filter: 2 would be frozen'],
    ] as const) {
      await configure(contactsSync('Customer', { onExit }));
      sandbox.clearRequests();
      expect((await run('plan')).stdout).toContain(effect);
      expect(sandbox.requests().filter(isWrite)).toEqual([]);
    }
    expect(await settle()).toContain('filter: 2 frozen');
    await hubspot.edit(bob, { firstname: 'Robert' });
    await settle();
    expect(await airtable.people('People')).toContain(`${bob}: Bob`);
    await configure(contactsSync('Lead', { onExit: 'freeze' }));
    expect((await run('plan')).stdout).toContain('filter: 1 would be frozen, 1 would return');
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada`, `${bob}: Robert`, `${carl}: Carl`]);
  });
});

describe('HubSpot contacts in two Airtable tables, by filter', () => {
  const both = [
    companiesSync,
    contactsSync('Customer', { name: 'customers', onExit: 'unlink', companies: true }),
    contactsSync('Lead', { name: 'leads', table: 'Prospects', onExit: 'unlink', companies: true }),
  ] as const;

  test('each is in its own table, with its companies, in both directions, and moves with its segment', async () => {
    const { configure, settle, hubspot, airtable } = await startFiltered();
    await configure(...both);
    const acme = await hubspot.addCompany('Acme');
    const umbrella = await hubspot.addCompany('Umbrella');
    await hubspot.addContact(ada, 'Ada', 'customer', acme);
    await hubspot.addContact(bob, 'Bob', 'lead', acme);
    await airtable.add('People', carl, 'Carl');
    await airtable.add('Prospects', dora, 'Dora');
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada`, `${carl}: Carl`]);
    expect(await airtable.people('Prospects')).toEqual([`${bob}: Bob`, `${dora}: Dora`]);
    expect(await hubspot.contacts()).toEqual([
      `${ada}: Ada (customer)`,
      `${bob}: Bob (lead)`,
      `${carl}: Carl (customer)`,
      `${dora}: Dora (lead)`,
    ]);
    expect(await airtable.accounts()).toEqual(['Acme', 'Umbrella']);
    expect(await airtable.edges('People')).toEqual([`${ada} → Acme`]);
    expect(await airtable.edges('Prospects')).toEqual([`${bob} → Acme`]);

    await airtable.link('People', carl, 'Umbrella');
    await airtable.link('Prospects', bob, 'Acme', 'Umbrella');
    await hubspot.join(ada, umbrella);
    await settle();
    const everybody = [
      `${ada} → Acme`,
      `${ada} → Umbrella`,
      `${bob} → Acme`,
      `${bob} → Umbrella`,
      `${carl} → Umbrella`,
    ];
    expect(await hubspot.edges()).toEqual(everybody);
    expect(await airtable.edges('People')).toEqual(everybody.filter((edge) => !edge.startsWith(bob)));
    expect(await airtable.edges('Prospects')).toEqual(everybody.filter((edge) => edge.startsWith(bob)));

    await hubspot.edit(bob, { segment: 'customer', firstname: 'Robert' });
    await settle();
    expect(await airtable.people('People')).toEqual([`${ada}: Ada`, `${bob}: Robert`, `${carl}: Carl`]);
    expect(await airtable.edges('People')).toEqual(everybody);
    // What he was stays as it was.
    expect(await airtable.people('Prospects')).toEqual([`${bob}: Bob`, `${dora}: Dora`]);
    expect(await hubspot.contacts()).toHaveLength(4);
    expect(await hubspot.edges()).toEqual(everybody);
  });
});
