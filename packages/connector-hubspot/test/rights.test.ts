import { expect, test } from 'vitest';
import { readRights } from '../src/hubspot-rights.ts';

const signal = new AbortController().signal;

/** Of one object, for a token with these scopes. */
async function rightsTo(object: string, scopes: readonly string[] | null) {
  const [rights] = await readRights({ tokenScopes: async () => scopes }, [object], signal);
  return rights;
}

test('are told by the scopes of the token, object by object', async () => {
  const owners = ['crm.objects.owners.read'];
  expect(await rightsTo('contacts', ['crm.objects.contacts.read', 'crm.objects.companies.write'])).toEqual({
    object: 'contacts',
    read: [],
    create: ['crm.objects.contacts.write'],
    update: ['crm.objects.contacts.write'],
    users: owners,
  });
  // One scope is all that tickets need, and one that is older than the others covers three objects.
  expect(await rightsTo('tickets', ['tickets', ...owners])).toMatchObject({ read: [], create: [], users: [] });
  expect(await rightsTo('tickets', owners)).toMatchObject({ read: ['tickets'], create: ['tickets'] });
  expect(await rightsTo('deals', ['contacts'])).toMatchObject({ read: [], create: [] });
  expect(await rightsTo('2-3604285', ['crm.objects.custom.read'])).toMatchObject({
    read: [],
    update: ['crm.objects.custom.write'],
  });
});

test('are not known where HubSpot does not tell the scopes', async () => {
  expect(await rightsTo('contacts', null)).toEqual({ object: 'contacts' });
});
