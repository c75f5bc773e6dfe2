import { type AppConnection, AuthenticationError, type ObjectSyncInput } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import type { TwoApps } from './support/two-apps.ts';
import { companiesToo, contactsAlone, dealsToo, standardObjects, twoCrms } from './support/two-crms.ts';

type Syncs = Record<string, ObjectSyncInput>;

/** Syncs in order, with the association fields that each maps; an implied one is marked. */
async function compiled(syncs: Syncs, options: Parameters<typeof twoCrms>[1] = {}) {
  const apps = await twoCrms(syncs, options);
  const { syncs: found, problems, notes } = await apps.compile();
  return {
    problems,
    notes: notes.map(({ sync, text }) => `${sync}: ${text}`),
    syncs: found.map(({ name, implied, associations }) => {
      const mapped = associations.map(({ left, right, via }) => `${left.id}-${right.id} via ${via}`);
      return `${name}${implied ? ' (implied)' : ''}: ${mapped.join(', ')}`;
    }),
  };
}

const explicit = { requiresExplicitAssociationSyncs: true };
/** The right app's objects, of which the companies ask for a sync of their own. */
const explicitCompanies = standardObjects.map((object) =>
  object.id === 'companies' ? { ...object, capabilities: explicit } : object,
);

describe('defaults', () => {
  test('a contacts sync alone maps primary and set, through an implied sync, and says all that it assumes', async () => {
    const { syncs, notes, problems } = await compiled({ contacts: contactsAlone });
    expect(problems).toEqual([]);
    expect(syncs).toEqual([
      'companies (implied): ',
      'contacts: primary-primary via companies, companies-companies via companies',
    ]);
    expect(notes).toEqual([
      'companies: implied by contacts, for just the records that those of contacts refer to',
      'contacts: associations by default: primary ↔ primary, companies ↔ companies',
      'contacts: mapped by default once its targets have a sync of their own: deals ↔ deals',
      'contacts: matched by default on email ↔ email',
      'contacts: fields by default: email ↔ email, name ↔ name',
      'companies: matched by default on domain ↔ domain, then name ↔ name',
      'companies: fields by default: name ↔ name, domain ↔ domain, phone ↔ phone',
    ]);
  });

  test('an empty list means none, and implies nothing', async () => {
    const { syncs } = await compiled({ contacts: { ...contactsAlone, associations: [] } });
    expect(syncs).toEqual(['contacts: ']);
  });

  test('deals are mapped once they have a sync of their own, from the earlier end', async () => {
    const { syncs, notes } = await compiled({ contacts: contactsAlone, deals: dealsToo });
    expect(syncs).toEqual([
      'companies (implied): ',
      'deals: ',
      'contacts: primary-primary via companies, companies-companies via companies, deals-deals via deals',
    ]);
    expect(notes).toContain(
      'deals: not mapped by default: contacts ↔ contacts (the same association is mapped from its other end)',
    );
    const turned = await compiled({ deals: dealsToo, contacts: contactsAlone });
    expect(turned.syncs.find((sync) => sync.startsWith('deals'))).toBe('deals: contacts-contacts via contacts');
  });

  test('of both ends the one with the primary is kept, whichever sync comes first', async () => {
    for (const order of [
      { contacts: contactsAlone, companies: companiesToo },
      { companies: companiesToo, contacts: contactsAlone },
    ]) {
      const { syncs, problems } = await compiled(order);
      expect(problems).toEqual([]);
      expect(syncs).toEqual([
        'companies: parent-parent via companies',
        'contacts: primary-primary via companies, companies-companies via companies',
      ]);
    }
  });

  test('a default gives way to the other end that is written', async () => {
    const { syncs } = await compiled({
      contacts: contactsAlone,
      companies: { ...companiesToo, associations: [{ left: 'contacts', right: 'contacts' }] },
    });
    expect([...syncs].sort()).toEqual([
      'companies: contacts-contacts via contacts',
      'contacts: primary-primary via companies',
    ]);
  });

  test('what one side cannot be written to goes one way', async () => {
    const readOnly = standardObjects.map((object) => ({
      ...object,
      fields: object.fields.map((field) => (field.id === 'phone' ? { ...field, readOnly: true } : field)),
      associations: (object.associations ?? []).map((one) => (one.id === 'primary' ? { ...one, readOnly: true } : one)),
    }));
    const apps = await twoCrms({ contacts: contactsAlone }, { right: { objects: readOnly } });
    const { syncs } = await apps.compile();
    const [companies, contacts] = syncs;
    expect(contacts?.associations.map(({ left, direction }) => [left.id, direction])).toEqual([
      ['primary', 'right-to-left'],
      ['companies', 'two-way'],
    ]);
    expect(companies?.fields.find(({ left }) => left.id === 'phone')?.direction).toBe('right-to-left');
    // Against the direction of the sync it cannot go at all: left out, and no mistake of anybody's.
    const oneWay = await compiled(
      { companies: { ...companiesToo, direction: 'left-to-right' } },
      { right: { objects: readOnly } },
    );
    expect(oneWay.problems).toEqual([]);
    expect(oneWay.notes.join('\n')).toContain('not mapped by default: phone ↔ phone');
  });
});

describe('no sync is implied', () => {
  const waits = 'contacts: mapped by default once its targets have a sync of their own: companies ↔ companies';

  test('where a connector or an object asks for explicit syncs; a written mapping is then refused', async () => {
    for (const right of [{ objects: standardObjects, capabilities: explicit }, { objects: explicitCompanies }]) {
      const { syncs, notes, problems } = await compiled({ contacts: contactsAlone }, { right });
      expect({ syncs, problems }).toEqual({ syncs: ['contacts: '], problems: [] });
      expect(notes).toContain(waits);
      const written = { ...contactsAlone, associations: [{ left: 'primary', right: 'primary' }] };
      const refused = await compiled({ contacts: written }, { right });
      expect(refused.problems).toEqual([
        {
          code: 'association-target-not-synced',
          path: ['syncs', 'contacts', 'associations', 0],
          message: 'contacts maps primary to "primary", but no active sync pairs companies with companies.',
          why:
            'capabilities' in right
              ? 'Righty needs a sync of its own for every object before its associations are recognized.'
              : 'companies of Righty needs a sync of its own before its associations are recognized.',
          remedy: 'Add under syncs:',
          add: [
            'companies:',
            '  left: { connection: left, object: companies }',
            '  right: { connection: right, object: companies }',
            '  match: { left: name, right: name }      # or another field that both sides share',
            '  fields: [ { left: name, right: name } ]',
          ].join('\n'),
        },
      ]);
      // With a sync of their own the default is there, all the same.
      const complete = await compiled({ contacts: contactsAlone, companies: companiesToo }, { right });
      expect(complete.syncs).toEqual([
        'companies: parent-parent via companies',
        'contacts: primary-primary via companies, companies-companies via companies',
      ]);
    }
  });

  test('where the targets have a sync that is disabled', async () => {
    const companies = { ...companiesToo, enabled: false };
    const { syncs, notes, problems } = await compiled({ contacts: contactsAlone, companies });
    expect({ syncs, problems }).toEqual({ syncs: ['contacts: '], problems: [] });
    expect(notes).toContain(
      'contacts: mapped by default once the sync of its targets is enabled: companies ↔ companies',
    );
    const written = { ...contactsAlone, associations: [{ left: 'primary', right: 'primary' }] };
    const refused = await compiled({ contacts: written, companies });
    expect(refused.problems.map(({ code }) => code)).toEqual(['association-target-disabled']);
  });

  test('where the targets share no default match key: a written mapping is refused with the reason', async () => {
    const refused = await compiled({
      contacts: { ...contactsAlone, associations: [{ left: 'deals', right: 'deals' }] },
    });
    expect(refused.problems).toMatchObject([
      {
        code: 'association-target-not-synced',
        why: expect.stringMatching(/share no default match key\.$/),
        add: expect.stringContaining('match: { left: title, right: title }'),
      },
    ]);
  });

  test('where it would close a circle of syncs', async () => {
    const pair = (left: string, right: string): ObjectSyncInput => ({
      left: { connection: 'left', object: left },
      right: { connection: 'right', object: right },
      keyless: 'create',
      fields: [{ left: left === 'deals' ? 'title' : 'name', right: right === 'deals' ? 'title' : 'name' }],
      associations: [],
    });
    const circle = { a: pair('companies', 'deals'), b: pair('deals', 'deals'), c: pair('deals', 'companies') };
    const { syncs, problems } = await compiled({ contacts: contactsAlone, ...circle });
    expect(problems).toEqual([]);
    expect(syncs.some((sync) => sync.includes('implied'))).toBe(false);
  });

  test('where the account may not look at the targets', async () => {
    const forbid = (app: AppConnection): AppConnection => ({
      ...app,
      describeObjects(request, options) {
        if (!request.objects.includes('companies')) return app.describeObjects(request, options);
        return Promise.reject(new AuthenticationError('no scope', { code: 'missing-scope', remedy: 'add it' }));
      },
    });
    const { syncs, problems, notes } = await compiled({ contacts: contactsAlone }, { wrap: forbid });
    expect({ syncs, problems }).toEqual({ syncs: ['contacts: '], problems: [] });
    expect(notes).toContain(waits);
  });
});

test('a written mapping implies a sync too, under a name that is free and towards the side it writes to', async () => {
  const apps: TwoApps = await twoCrms({
    people: {
      ...contactsAlone,
      associations: [{ left: 'companies', right: 'companies', direction: 'right-to-left' }],
    },
    companies: dealsToo,
  });
  const { syncs, problems } = await apps.compile();
  expect(problems).toEqual([]);
  expect(syncs.find(({ implied }) => implied)).toMatchObject({
    name: 'companies-2',
    direction: 'right-to-left',
    createOn: { left: true, right: false },
  });
});
