// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
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
      title: line('title'),
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
  for (const [index, name] of ['ada', 'ben', 'cleo', 'dan', 'eve'].entries()) {
    const properties = { email: `${name}@acme.example`, ...(name !== 'eve' && { lastname: name }), jobtitle: 'Clerk' };
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
    created: { left: 0, right: 2 },
    refused: [{ records: 1, examples: ['eve@acme.example'], message: expect.stringContaining('last') }],
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
  expect(names).toEqual(['ada', 'ben', 'cleo', 'dan'].map((name) => `${name}@acme.example`));
});
