// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { rehearsalSchema } from '../../src/rehearse/rehearsal-report.ts';
import { withSyncs } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

test('a Kintone domain is rehearsed with its lookups and rules, and nothing is written to it', async () => {
  const crm = await startCrm({ kintone: { deployMs: 0 } });
  const kintone = new KintoneRestAPIClient({
    baseUrl: crm.sandbox.kintone.baseUrl,
    auth: { username: 'ann@example.com', password: 'secret' },
  });
  const line = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, ...more });
  const { app: firms } = await kintone.app.addApp({ name: 'Firms' });
  await kintone.app.addFormFields({ app: firms, properties: { name: line('name', { unique: true, required: true }) } });
  await kintone.app.deployApp({ apps: [{ app: firms }] });
  const { app: people } = await kintone.app.addApp({ name: 'People' });
  const lookup = {
    relatedApp: { app: firms },
    relatedKeyField: 'name',
    fieldMappings: [],
    lookupPickerFields: [],
    filterCond: '',
    sort: '',
  };
  await kintone.app.addFormFields({
    app: people,
    properties: {
      email: { type: 'LINK', code: 'email', label: 'email', protocol: 'MAIL' },
      // Of whom the portal has no last name, Kintone has no record.
      last: line('last', { required: true }),
      title: line('title', { maxLength: '10' }),
      tier: { type: 'NUMBER', code: 'tier', label: 'tier', minValue: '1', maxValue: '5' },
      firm: line('firm', { lookup }),
    },
  });
  await kintone.app.deployApp({ apps: [{ app: people }] });
  await kintone.record.addRecord({ app: firms, record: { name: { value: 'Acme' } } });
  await kintone.record.addRecords({
    app: people,
    records: ['ada', 'ben'].map((name) => ({
      email: { value: `${name}@acme.example` },
      last: { value: name },
      firm: { value: 'Acme' },
    })),
  });
  const acme = await addCompany(crm, { name: 'Acme' });
  const globex = await addCompany(crm, { name: 'Globex' });
  await crm.hubspot.crm.properties.coreApi.create('contacts', {
    name: 'tier',
    label: 'Tier',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.Number,
    fieldType: PropertyCreateFieldTypeEnum.Number,
  });
  // One title is longer, and one number greater, than Kintone's form allows.
  const titles: Readonly<Record<string, string>> = { finn: 'Managing director' };
  const tiers: Readonly<Record<string, string>> = { gina: '9' };
  for (const [index, name] of ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gina'].entries()) {
    const properties = {
      email: `${name}@acme.example`,
      ...(name !== 'eve' && { lastname: name }),
      jobtitle: titles[name] ?? 'Clerk',
      tier: tiers[name] ?? '3',
    };
    await addContact(crm, properties, [index < 3 ? acme : globex]);
  }
  await crm.setVariables({ ...crm.variables, KINTONE_URL: crm.sandbox.kintone.baseUrl });
  const connection = `  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "\${KINTONE_URL}", username: ann@example.com, password: secret }
syncs:
`;
  const syncs = `  firms:
    left: { connection: hubspot, object: companies }
    right: { connection: kintone, object: "${firms}" }
    match: { left: name, right: name }
    fields: [{ left: name, right: name }]
  people:
    left: { connection: hubspot, object: contacts }
    right: { connection: kintone, object: "${people}" }
    match: { left: email, right: email }
    fields:
      - { left: email, right: email }
      - { left: lastname, right: last }
      - { left: jobtitle, right: title }
      - { left: tier, right: tier }
    associations: [{ left: primary_company, right: firm }]
`;
  await crm.configure(withSyncs(syncs).replace('syncs:\n', connection));
  const before = crm.writes();

  const { exitCode, document } = await crm.document('rehearse');

  expect(crm.writes()).toEqual(before);
  const { rehearsal } = z.object({ rehearsal: rehearsalSchema }).parse(document);
  const [firmResult, peopleResult] = rehearsal.firstSync;
  expect(firmResult).toMatchObject({ name: 'firms', matched: 1, created: { left: 0, right: 1 } });
  expect(peopleResult).toMatchObject({
    name: 'people',
    matched: 2,
    created: { left: 0, right: 4 },
    refused: expect.arrayContaining([
      {
        records: 1,
        examples: ['eve@acme.example'],
        message: expect.stringContaining('last'),
        remedy: expect.any(String),
      },
      {
        records: 1,
        examples: ['finn@acme.example'],
        message: expect.stringMatching(/"title".*Enter less than 11 characters/),
        remedy: expect.any(String),
      },
      {
        records: 1,
        examples: ['gina@acme.example'],
        message: expect.stringMatching(/"tier".*must be 5 or less/),
        remedy: expect.any(String),
      },
    ]),
  });
  expect(rehearsal.thirdSync.nothingToDo).toBe(true);
  expect(rehearsal.sample.find(({ object }) => object === people)).toMatchObject({
    app: 'Kintone',
    taken: 2,
    associations: 2,
    associationsCut: 0,
  });
  expect(exitCode).toBe(3);

  expect((await crm.run('sync', '--yes')).exitCode).toBe(3);
  const names = (await kintone.record.getAllRecords({ app: people })).map(({ email }) => email?.value).sort();
  expect(names).toEqual(['ada', 'ben', 'cleo', 'dan', 'finn', 'gina'].map((name) => `${name}@acme.example`));
});
