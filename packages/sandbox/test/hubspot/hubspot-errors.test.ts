import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContact, createHubspotWorld, type HubspotWorld, refusalOf } from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld();
});
afterAll(() => world.close());

describe('the scopes of a token', () => {
  it('are told of private apps, and what one lacks is refused by name', async () => {
    const infoOf = async (tokenKey: string) =>
      world.call('POST', '/oauth/v2/private-apps/get/access-token-info', { tokenKey });
    const { status, body } = await infoOf('noscope-pat-reader');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      hubId: expect.any(Number),
      scopes: expect.arrayContaining(['crm.objects.deals.read']),
    });
    expect(JSON.stringify(body)).not.toMatch(/\.write|tickets/);
    expect(JSON.stringify((await infoOf('pat-any')).body)).toContain('"tickets"');
    expect((await infoOf('CLoAuthLike')).status).toBe(404);
    for (const [token, path, scope] of [
      ['lacks-crm.objects.owners.read-pat-x', '/crm/v3/owners', 'crm.objects.owners.read'],
      ['noscope-pat-x', '/crm/v3/objects/tickets', 'tickets'],
      ['lacks-tickets-pat-x', '/crm/v3/properties/tickets', 'tickets'],
    ] as const) {
      const refused = await world.call('GET', path, undefined, token);
      expect(refused).toMatchObject({
        status: 403,
        body: { errors: [{ context: { requiredGranularScopes: [scope] } }] },
      });
    }
  });
});

describe('a rule for telephone numbers', () => {
  const path = '/crm/v3/property-validations/0-1/mobilephone';
  it('holds for the property that it was set for, and stores numbers in E.164', async () => {
    const { client } = world;
    const put = (property: string, ruleArguments: readonly string[] = []) =>
      world.call(
        'PUT',
        `/crm/v3/property-validations/0-1/${property}/rule-type/PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE`,
        { ruleArguments },
      );
    const id = await createContact(client, { email: 'ruled@example.com', mobilephone: '(home) 123' });
    expect((await put('firstname')).status).toBe(400);
    expect((await put('mobilephone')).status).toBe(204);
    expect((await world.call('GET', path)).body).toMatchObject({
      results: [{ ruleType: 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE', ruleArguments: [] }],
    });
    const update = (properties: Record<string, string>) => client.crm.contacts.basicApi.update(id, { properties });
    const { properties } = await update({ mobilephone: '+1 (888) 482-7768', phone: '(home) 456' });
    expect(properties).toMatchObject({ mobilephone: '+18884827768', phone: '(home) 456' });
    for (const mobilephone of ['+1 (123) 456-7890', '888 482 7768', '+1 888 482 7768 x5', 'home']) {
      const refusal = await refusalOf(update({ mobilephone }));
      expect(refusal).toMatchObject({ code: 400, body: { errors: [{ context: { propertyName: ['mobilephone'] } }] } });
    }
    expect((await update({ mobilephone: '' })).properties.mobilephone ?? '').toBe('');
    await put('mobilephone', ['de']);
    expect(await refusalOf(update({ mobilephone: '+18884827768' }))).toMatchObject({ code: 400 });
  });
});

describe('what HubSpot refuses, as the official client shows it', () => {
  it('names the contact that has the e-mail already', async () => {
    const { client } = world;
    const id = await createContact(client, { email: 'taken@example.com' });
    const other = await createContact(client, { email: 'other@example.com' });
    for (const call of [
      createContact(client, { email: 'TAKEN@example.com' }),
      client.crm.contacts.basicApi.update(other, { properties: { email: 'taken@example.com' } }),
    ]) {
      const refusal = await refusalOf(call);
      expect(refusal.code).toBe(409);
      expect(refusal.body).toMatchObject({
        status: 'error',
        category: 'CONFLICT',
        message: `Contact already exists. Existing ID: ${id}`,
      });
      expect(refusal.body.errors).toBeUndefined();
    }
  });

  it('lists every wrong property of a write, in the message and beside it', async () => {
    const refusal = await refusalOf(
      world.client.crm.contacts.basicApi.create({
        properties: {
          nope: '1',
          createdate: '2020-01-01',
          hs_is_unworked: 'true',
          email: 'abc',
          lifecyclestage: 'Lead',
          hubspot_owner_id: '1',
          associatedcompanyid: ' 5',
          closedate: 'tomorrow',
        },
        associations: [],
      }),
    );
    expect(refusal.code).toBe(400);
    expect(refusal.body.category).toBe('VALIDATION_ERROR');
    expect(refusal.body.errors?.map(({ code, message }) => [code, message.split('\n')[0]])).toEqual([
      ['PROPERTY_DOESNT_EXIST', 'Property "nope" does not exist'],
      ['READ_ONLY_VALUE', '"createdate" is a read only property; its value cannot be set.'],
      ['READ_ONLY_VALUE', '"hs_is_unworked" is a calculated property; its value cannot be set.'],
      ['INVALID_EMAIL', 'Email address abc is invalid'],
      ['INVALID_OPTION', 'Lead was not one of the allowed options: [label: "Subscriber"'],
      ['INVALID_OPTION', expect.stringContaining('1 was not one of the allowed options: [label: "Rita Rep"')],
      ['LEADING_TRAILING_WHITESPACE', '" 5" includes leading or trailing whitespace.'],
      ['INVALID_DATE', 'tomorrow was not a valid date.'],
    ]);
    const listed: unknown = JSON.parse(refusal.body.message.replace('Property values were not valid: ', ''));
    expect(listed).toContainEqual({
      isValid: false,
      message: 'Property "nope" does not exist',
      error: 'PROPERTY_DOESNT_EXIST',
      name: 'nope',
      localizedErrorMessage: 'Property "nope" does not exist',
      portalId: expect.any(Number),
    });
  });

  it.each([
    ['companies', { name: 'N', numberofemployees: 'many' }, 'INVALID_LONG', 'many was not a valid long.'],
    ['companies', { name: 'N', is_public: 'perhaps' }, 'INVALID_OPTION', 'perhaps was not one of the allowed options'],
    [
      'deals',
      { dealname: 'D', dealstage: 'registered' },
      'INVALID_OPTION',
      'registered is not a valid pipeline stage ID. Valid options are: pipelineId=default : [appointmentscheduled, qualifiedtobuy, presentationscheduled, decisionmakerboughtin, contractsent, closedwon, closedlost]',
    ],
  ])('refuses a wrong value in %s: %j', async (type, properties, code, message) => {
    const refusal = await refusalOf(world.client.crm.objects.basicApi.create(type, { properties, associations: [] }));
    expect(refusal.code).toBe(400);
    expect(refusal.body.errors).toEqual([expect.objectContaining({ code, message: expect.stringContaining(message) })]);
  });

  it('says what a new record lacks', async () => {
    const contact = await refusalOf(createContact(world.client, { city: 'Bonn' }));
    expect(contact.body.message).toBe('Error creating CONTACT. Some required properties were not set.');
    const ticket = await refusalOf(
      world.client.crm.tickets.basicApi.create({ properties: { hs_pipeline_stage: '1' }, associations: [] }),
    );
    expect(ticket.body).toMatchObject({
      message: 'Error creating TICKET. Some required properties were not set.',
      context: { properties: ['subject'] },
    });
  });

  it('accepts dates at midnight only and answers values in its own notation', async () => {
    const { client } = world;
    await client.crm.properties.coreApi.create('contacts', {
      name: 'born',
      label: 'Born',
      type: PropertyCreateTypeEnum.Date,
      fieldType: PropertyCreateFieldTypeEnum.Date,
      groupName: 'contactinformation',
    });
    const id = await createContact(client, { firstname: 'Dates', born: '1770076800000', closedate: '1770091506000' });
    const read = () => client.crm.contacts.basicApi.getById(id, ['born', 'closedate', 'hs_buying_role']);
    expect((await read()).properties).toMatchObject({ born: '2026-02-03', closedate: '2026-02-03T04:05:06Z' });
    const refusal = await refusalOf(client.crm.contacts.basicApi.update(id, { properties: { born: '1675000000000' } }));
    expect(refusal.body.errors?.[0]).toMatchObject({
      code: 'INVALID_DATE',
      message: '1675000000000 is at 13:46:40.000 UTC, not midnight!',
    });
    await client.crm.contacts.basicApi.update(id, { properties: { hs_buying_role: 'CHAMPION;BLOCKER' } });
    await client.crm.contacts.basicApi.update(id, { properties: { hs_buying_role: ';OTHER;BLOCKER' } });
    expect((await read()).properties.hs_buying_role).toBe('CHAMPION;BLOCKER;OTHER');
  });

  it('moves a lifecycle stage forward only, without a word', async () => {
    const { client } = world;
    const id = await createContact(client, { firstname: 'Stage', lifecyclestage: 'customer' });
    const write = (lifecyclestage: string) =>
      client.crm.contacts.basicApi.update(id, { properties: { lifecyclestage } });
    expect((await write('subscriber')).properties.lifecyclestage).toBe('customer');
    await write('');
    expect((await write('subscriber')).properties.lifecyclestage).toBe('subscriber');
  });

  it('tells a token that is wrong, expired or without scope', async () => {
    const wrong = await refusalOf(world.clientOf('invalid-token').crm.contacts.basicApi.getPage());
    expect([wrong.code, wrong.body.category]).toEqual([401, 'INVALID_AUTHENTICATION']);
    const expired = await refusalOf(world.clientOf('expired-token').crm.contacts.basicApi.getPage());
    expect([expired.code, expired.body.category]).toEqual([401, 'EXPIRED_AUTHENTICATION']);
    expect(expired.body.context).toEqual({ 'expire time': ['2026-02-03T04:05:06.789Z'] });
    const reader = world.clientOf('noscope-token');
    expect((await reader.crm.contacts.basicApi.getPage()).results).toEqual([]);
    expect((await reader.crm.contacts.searchApi.doSearch({ filterGroups: [] })).total).toBe(0);
    const refused = await refusalOf(createContact(reader, { firstname: 'A' }));
    expect([refused.code, refused.body.category]).toEqual([403, 'MISSING_SCOPES']);
    expect(refused.body.errors?.[0]).toMatchObject({
      context: { requiredGranularScopes: ['crm.objects.contacts.write'] },
    });
  });

  it('answers ids that are none, unreadable bodies and unknown paths', async () => {
    const { client, call } = world;
    const refusal = await refusalOf(client.crm.contacts.basicApi.getById('abc'));
    expect(refusal.code).toBe(404);
    expect(refusal.body).toMatchObject({
      category: 'OBJECT_NOT_FOUND',
      message: 'Object not found.  objectId are usually numeric.',
      context: { id: ['abc'] },
    });
    const id = await createContact(client, { firstname: 'Patch' });
    const empty = await refusalOf(client.crm.contacts.basicApi.update(id, { properties: {} }));
    expect(empty.body.message).toBe('No properties found to update, please provide at least one.');
    const incomplete = await call('POST', '/crm/v3/objects/contacts/batch/update', { inputs: [{ properties: {} }] });
    expect(incomplete.body.message).toMatch(/^Invalid input JSON on line 1, column \d+\. Some required fields/);
    expect((await call('GET', '/crm/v3/nothing/here')).status).toBe(404);
    expect((await call('PUT', '/crm/v3/objects/contacts')).status).toBe(405);
  });
});
