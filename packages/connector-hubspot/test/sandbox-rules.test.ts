import { startScriptedServer } from '@linkwright/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import hubspot from '../src/index.ts';
import { openPortal, type Portal, signal } from './sandbox-portal.ts';
import { createTestContext } from './test-context.ts';

let portal: Portal;

beforeEach(async () => {
  portal = await openPortal();
});

afterEach(() => portal.close());

const rules = {
  contacts: {
    required: ['jobtitle'],
    conditional: [{ property: 'country', values: ['US'], requires: ['state', 'city'] }],
  },
};

const create = (writeId: string, fields: Record<string, string>) => ({
  kind: 'create' as const,
  writeId,
  fields: { email: `${writeId}@example.test`, ...fields },
});

const write = (changes: Parameters<Portal['connection']['write']>[0]['changes']) =>
  portal.connection.write({ object: 'contacts', changes }, { signal });

const emails = async () => {
  const { results } = await portal.sdk.crm.contacts.basicApi.getPage(100, undefined, ['email', 'state']);
  return results.map(({ properties: { email, state } }) => [email, state]);
};

describe('rules that people of the portal have set', () => {
  it('refuse the record that breaks them with all that it needs, and no other of its batch', async () => {
    await portal.send('PATCH', '/sandbox/portal', { rules });
    const outcomes = await write([
      create('good', { jobtitle: 'CEO' }),
      create('bare', {}),
      create('abroad', { jobtitle: 'CTO', country: 'US' }),
      create('both', { country: 'US', city: 'Ely' }),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'rejected', 'rejected', 'rejected']);
    const errors = outcomes.map((outcome) => (outcome.kind === 'rejected' ? outcome.error : null));
    for (const error of errors.slice(1)) {
      expect(error).toMatchObject({ code: 'blocked-by-rule', category: 'missing-required' });
      expect(error?.remedy).toMatch(/Map the property.*HubSpot admin/);
    }
    expect(errors.map((error) => [error?.field, /needs ([\w, ]+) \(/.exec(error?.message ?? '')?.[1]])).toEqual([
      [undefined, undefined],
      ['jobtitle', 'jobtitle'],
      ['state', 'state, city'],
      ['jobtitle', 'jobtitle, state'],
    ]);
    expect(errors[2]?.message).toContain('based on [country]');
    expect(await emails()).toEqual([['good@example.test', null]]);
  });

  it('hold for updates that touch them, and a later write mends it', async () => {
    const [first = '', second = ''] = await portal.create('contacts', [
      { email: 'a@example.test', country: 'DE' },
      { email: 'b@example.test', country: 'US' },
    ]);
    await portal.send('PATCH', '/sandbox/portal', { rules });
    const update = (writeId: string, id: string, fields: Record<string, string>) => ({
      kind: 'update' as const,
      writeId,
      id,
      fields,
    });
    const outcomes = await write([update('1', first, { country: 'US' }), update('2', second, { firstname: 'Bo' })]);
    expect(outcomes).toMatchObject([{ kind: 'rejected', error: { code: 'blocked-by-rule' } }, { kind: 'written' }]);
    expect(await write([update('3', first, { country: 'US', state: 'NY', city: 'Ely' })])).toMatchObject([
      { kind: 'written' },
    ]);
    expect(await emails()).toEqual([
      ['a@example.test', 'NY'],
      ['b@example.test', null],
    ]);
  });

  it('are foreseen where the schema tells them, and limits of associations beside them', async () => {
    await portal.send('PATCH', '/sandbox/portal', { rules: { ...rules, deals: { required: ['amount', 'dealname'] } } });
    const inputs = [{ category: 'HUBSPOT_DEFINED', typeId: 279, maxToObjectIds: 5 }];
    const path = '/crm/associations/2026-09/definitions/configurations/contacts/companies/batch/create';
    await portal.send('POST', path, { inputs });
    const [contacts, deals] = await portal.connection.describeObjects({ objects: ['contacts', 'deals'] }, { signal });
    const expected = (schema: typeof contacts) =>
      schema?.fields.filter((field) => field.expected === true).map(({ id, required }) => [id, required]);
    expect(expected(contacts)).toEqual([['jobtitle', false]]);
    // Without a name HubSpot makes no deal, whatever people require.
    expect(expected(deals)).toEqual([['amount', false]]);
    const limits = contacts?.associations.flatMap(({ id, mostTargets }) => (mostTargets ? [[id, mostTargets]] : []));
    expect(limits).toEqual([['companies', 5]]);
  });
});

describe('lengths and ranges of single properties', () => {
  const setRule = (property: string, rule: string, argument: string) =>
    portal.send('PUT', `/crm/v3/property-validations/0-1/${property}/rule-type/${rule}`, { ruleArguments: [argument] });

  it('are told by field, and refuse the value that breaks them', async () => {
    await setRule('jobtitle', 'MIN_LENGTH', '2');
    await setRule('jobtitle', 'MAX_LENGTH', '5');
    await setRule('phone', 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE', '');
    expect(await portal.connection.readFieldLimits?.({ object: 'contacts' }, { signal })).toEqual({
      jobtitle: { shortest: 2, longest: 5 },
    });
    const outcomes = await write([create('fits', { jobtitle: 'Chief' }), create('long', { jobtitle: 'Engineer' })]);
    expect(outcomes).toMatchObject([
      { kind: 'written' },
      { kind: 'rejected', error: { field: 'jobtitle', category: 'invalid-value' } },
    ]);
    expect((await emails()).map(([email]) => email)).toEqual(['fits@example.test']);
  });

  it('beside them, rules for characters and patterns are told as HubSpot spells them, and refuse what breaks them', async () => {
    await setRule('jobtitle', 'REGEX', '[A-Z][a-z]+');
    await setRule('city', 'ALPHANUMERIC', 'ALPHA_ONLY');
    expect(await portal.connection.readFieldLimits?.({ object: 'contacts' }, { signal })).toEqual({
      jobtitle: { others: [{ name: 'REGEX', arguments: ['[A-Z][a-z]+'], text: 'only what fits [A-Z][a-z]+' }] },
      city: { others: [{ name: 'ALPHANUMERIC', arguments: ['ALPHA_ONLY'], text: 'letters only' }] },
    });
    const outcomes = await write([
      create('fits', { jobtitle: 'Chief', city: 'Zürich' }),
      create('small', { jobtitle: 'chief' }),
      create('digits', { city: 'Zürich 8' }),
    ]);
    expect(outcomes).toMatchObject([
      { kind: 'written' },
      { kind: 'rejected', error: { field: 'jobtitle', category: 'invalid-value', remedy: expect.any(String) } },
      { kind: 'rejected', error: { field: 'city', category: 'invalid-value', remedy: expect.any(String) } },
    ]);
    expect((await emails()).map(([email]) => email)).toEqual(['fits@example.test']);
  });

  it('rules that bring values into a form are told as such, and what is stored is shown', async () => {
    const path = '/crm/v3/property-validations/0-1/jobtitle/rule-type/FORMAT';
    await portal.send('PUT', path, { ruleArguments: ['UPPER'], shouldApplyNormalization: true });
    expect(await portal.connection.readFieldLimits?.({ object: 'contacts' }, { signal })).toEqual({
      jobtitle: {
        others: [{ name: 'FORMAT', arguments: ['UPPER'], text: 'text in capital letters only', normalizes: true }],
      },
    });
    expect(await write([create('small', { jobtitle: 'Chief' })])).toMatchObject([{ kind: 'written' }]);
    const { results } = await portal.sdk.crm.contacts.basicApi.getPage(1, undefined, ['jobtitle']);
    expect(results[0]?.properties.jobtitle).toBe('CHIEF');
  });

  it.each([403, 404])('are none where HubSpot answers %i', async (status) => {
    const app = await startScriptedServer(({ path }) =>
      path.includes('property-validations')
        ? { status, body: { status: 'error', category: 'MISSING_SCOPES', message: 'no', correlationId: 'a' } }
        : { status: 200, body: { results: [] } },
    );
    const settings = hubspot.settings.parse({ accessToken: 'pat-na1-scripted', baseUrl: app.baseUrl });
    const connection = hubspot.connect(settings, createTestContext());
    expect(await connection.readFieldLimits?.({ object: 'contacts' }, { signal })).toEqual({});
    await connection.close();
    await app.close();
  });
});
