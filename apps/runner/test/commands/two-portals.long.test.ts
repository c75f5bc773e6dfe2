import { describe, expect, it } from 'vitest';
import { type Portals, portalSync, startPortals } from './support/start-portals.ts';

const contacts = portalSync('contacts');
const companies = portalSync('companies');
const deals = portalSync('deals', 'match: { left: dealname, right: dealname }', 'associations: []');

/** Syncs, and syncs again: nothing may be left to do, and nothing may be sent. */
async function syncTwice(portals: Portals): Promise<string> {
  const first = await portals.run('sync');
  expect(first).toMatchObject({ exitCode: 0 });
  portals.sandbox.clearRequests();
  expect(await portals.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  expect(portals.writes()).toEqual([]);
  return first.stdout;
}

async function startPeople() {
  const portals = await startPortals(contacts);
  const { sales, support } = portals;
  const acme = await sales.addCompany({ name: 'Acme', domain: 'acme.example', phone: '+4930111' });
  const umbrella = await sales.addCompany({ name: 'Umbrella', domain: 'umbrella.example' });
  await sales.addCompany({ name: 'Nobody', domain: 'nobody.example' });
  const ada = await sales.addContact({ email: 'ada@acme.example', firstname: 'Ada' }, [acme, umbrella]);
  await sales.addContact({ email: 'bob@acme.example' }, [acme]);
  // On both sides, of the same domain, with a telephone number of its own.
  await support.addCompany({ name: 'Umbrella Inc.', domain: 'umbrella.example', phone: '+4930222' });
  const stark = await support.addCompany({ name: 'Stark', domain: 'stark.example' });
  await support.addCompany({ name: 'Stranger', domain: 'stranger.example' });
  await support.addContact({ email: 'tony@stark.example' }, [stark]);
  return { portals, sales, support, acme, umbrella, ada };
}

const company = (name: string, domain: string, phone = '') => ({ name, domain: `${domain}.example`, phone });

describe('contacts of two portals, and nothing else in the file', () => {
  it('bring their companies: matched, created once and linked, with primary and set', async () => {
    const { portals, sales, support } = await startPeople();
    await syncTwice(portals);
    expect(await sales.read()).toEqual({
      companies: [
        company('Acme', 'acme', '+4930111'),
        company('Nobody', 'nobody'),
        company('Stark', 'stark'),
        company('Umbrella', 'umbrella'),
      ],
      contacts: {
        'ada@acme.example': 'Acme of Acme, Umbrella',
        'bob@acme.example': 'Acme of Acme',
        'tony@stark.example': 'Stark of Stark',
      },
      deals: {},
    });
    expect(await support.read()).toEqual({
      companies: [
        company('Acme', 'acme', '+4930111'),
        company('Stark', 'stark'),
        company('Stranger', 'stranger'),
        company('Umbrella Inc.', 'umbrella', '+4930222'),
      ],
      contacts: {
        'ada@acme.example': 'Acme of Acme, Umbrella Inc.',
        'bob@acme.example': 'Acme of Acme',
        'tony@stark.example': 'Stark of Stark',
      },
      deals: {},
    });
  });

  it('carry a move of the primary company from either side, and a company that is added later', async () => {
    const { portals, sales, support, umbrella, ada } = await startPeople();
    await syncTwice(portals);
    await sales.setPrimary(ada, umbrella);
    await syncTwice(portals);
    expect((await support.read()).contacts['ada@acme.example']).toBe('Umbrella Inc. of Acme, Umbrella Inc.');

    const there = await support.idOf('contacts', 'email', 'ada@acme.example');
    const wayne = await support.addCompany({ name: 'Wayne', domain: 'wayne.example' });
    await support.setPrimary(there, wayne);
    await syncTwice(portals);
    expect((await sales.read()).contacts['ada@acme.example']).toBe('Wayne of Acme, Umbrella, Wayne');
    expect((await sales.read()).companies.map(({ name }) => name)).toEqual([
      'Acme',
      'Nobody',
      'Stark',
      'Umbrella',
      'Wayne',
    ]);
  });

  it('are shown with their implied sync by check, plan, status, record and sync --json, and a plan writes nothing', async () => {
    const { portals, sales, support } = await startPeople();
    const checked = await portals.run('check');
    expect(checked.stdout).toContain('companies (implied)');
    expect(checked.stdout).toContain('contacts: associations by default: primary_company ↔ primary_company');
    expect(checked.stdout).toContain('contacts: mapped by default once its targets have a sync of their own: deals');

    const before = [await sales.read(), await support.read()];
    portals.sandbox.clearRequests();
    const plan = await portals.run('plan');
    expect(plan.stdout).toMatch(
      /^companies \(implied\) {3}HubSpot \(sales\) companies ⇄ HubSpot \(support\) companies/m,
    );
    expect(plan.stdout).toMatch(/\+ HubSpot \(support\) {2}Acme /);
    expect(plan.stdout).toMatch(/~ HubSpot \(support\) {2}ada@acme\.example +primary_company +\+ Acme/);
    expect(portals.writes()).toEqual([]);
    expect([await sales.read(), await support.read()]).toEqual(before);

    expect(await portals.document('sync')).toMatchObject({
      syncs: [
        { name: 'companies', implied: true, left: { created: 1 }, right: { created: 1 }, linked: 3, excluded: 0 },
        { name: 'contacts', implied: false, left: { created: 1 }, right: { created: 2 }, linked: 3 },
      ],
    });
    portals.sandbox.clearRequests();
    expect((await portals.run('status')).stdout).toMatch(/^companies \(implied\) +3$/m);
    const acme = await portals.run('record', 'sales', 'companies', 'acme.example');
    expect(acme.stdout).toMatch(/^Acme {3}companies \(implied\) {3}linked: one was created from the other$/m);
    const nobody = await portals.run('record', 'sales', 'companies', 'nobody.example');
    expect(nobody.stdout).toContain('left out: no record that is synced refers to it');
    expect(portals.sandbox.requests()).toEqual([]);
  });
});

describe('a sync of their own', () => {
  it('takes the companies over: nothing is created again, and their fields are merged', async () => {
    const { portals, sales, support } = await startPeople();
    await syncTwice(portals);
    await portals.configure(contacts + companies);
    expect(await portals.document('sync')).toMatchObject({
      syncs: [
        // The two that nobody referred to take part from here on.
        { name: 'companies', implied: false, left: { created: 1 }, right: { created: 1, updated: 1 }, linked: 5 },
        { name: 'contacts', left: { created: 0, updated: 0 }, right: { created: 0, updated: 0 } },
      ],
    });
    const all = await sales.read();
    expect(all.companies).toEqual([
      company('Acme', 'acme', '+4930111'),
      company('Nobody', 'nobody'),
      company('Stark', 'stark'),
      company('Stranger', 'stranger'),
      company('Umbrella', 'umbrella', '+4930222'),
    ]);
    expect(await support.read()).toEqual(all);
    await syncTwice(portals);

    // Implied again: what is linked stays linked, and what changes is nobody's business.
    await portals.configure(contacts);
    await sales.addCompany({ name: 'Later', domain: 'later.example' });
    await syncTwice(portals);
    expect((await support.read()).companies).toEqual(all.companies);
  });

  it('makes the default mapping of deals active', async () => {
    const { portals, sales, support, ada } = await startPeople();
    const deal = { dealname: 'Roof', dealstage: 'appointmentscheduled', pipeline: 'default' };
    await sales.addDeal(deal, [ada]);
    await syncTwice(portals);
    expect((await support.read()).deals).toEqual({});
    await portals.configure(contacts + deals);
    await syncTwice(portals);
    expect((await support.read()).deals).toEqual({ Roof: ['ada@acme.example'] });
  });
});
