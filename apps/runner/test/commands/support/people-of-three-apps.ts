import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { SandboxOptions } from '@linkwright/sandbox';
import { z } from 'zod';
import { withSyncs } from './crm-configuration.ts';
import { addRow } from './fill-crm.ts';
import { chunksOf } from './many-contacts.ts';
import { type Crm, startCrm } from './start-crm.ts';

export type AppName = 'hubspot' | 'airtable' | 'kintone';

/** A person with what a sync carries; without an address there is nothing to match by. */
export interface Person {
  readonly first: string;
  readonly last: string;
  readonly email?: string;
}

/** People of HubSpot, Airtable and Kintone, written and read with the vendors' own clients. */
export interface PeopleOfThreeApps {
  readonly crm: Crm;
  add(app: AppName, people: readonly Person[]): Promise<void>;
  /** `first last <email>` of everybody there, sorted. */
  read(app: AppName): Promise<readonly string[]>;
  /** Writes one last name into everybody, or empties it. */
  nameAll(app: AppName, last: string | null): Promise<void>;
  deleteAll(app: AppName): Promise<void>;
  /** Deletes those whose address contains this. */
  deleteSome(app: AppName, address: string): Promise<void>;
  /** With Kintone's permissions for records: everybody but an administrator sees nothing of people whose last name begins so. */
  hideInKintone(last: string | null): Promise<void>;
  /** Pairs the people of two apps: by address, and those without one are created. */
  configure(left: AppName, right: AppName, identity: boolean, rules?: string): Promise<void>;
}

const fieldsOf = {
  hubspot: { object: 'contacts', email: 'email', first: 'firstname', last: 'lastname', identity: 'linkwright_id' },
  airtable: {
    object: 'People',
    email: 'Email',
    first: 'First name',
    last: 'Last name',
    identity: 'Linkwright ID',
  },
  kintone: { object: '', email: 'email', first: 'first', last: 'last', identity: 'linkwright_id' },
};

const text = z.string().nullish();
const rowSchema = z.object({ 'First name': text, 'Last name': text, Email: text });
const idSchema = z.object({ $id: z.object({ value: z.string() }) });
const valueSchema = z.object({ value: text });
const recordSchema = z.object({ first: valueSchema, last: valueSchema, email: valueSchema });

export async function startPeople(options: SandboxOptions): Promise<PeopleOfThreeApps> {
  const crm = await startCrm({ kintone: { deployMs: 0 }, ...options });
  const kintone = new KintoneRestAPIClient({
    baseUrl: crm.sandbox.kintone.baseUrl,
    auth: { username: 'ann@example.com', password: 'secret' },
  });
  const { app } = await kintone.app.addApp({ name: 'People' });
  const line = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, ...more });
  await kintone.app.addFormFields({
    app,
    properties: {
      first: line('first'),
      last: line('last'),
      email: { type: 'LINK', code: 'email', label: 'email', protocol: 'MAIL' },
      linkwright_id: line('linkwright_id', { unique: true }),
    },
  });
  await kintone.app.deployApp({ apps: [{ app }] });
  await crm.hubspot.crm.properties.coreApi.create('contacts', {
    name: 'linkwright_id',
    label: 'Linkwright ID',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
    hasUniqueValue: true,
  });
  await crm.addField('People', { name: 'Linkwright ID', type: 'singleLineText' });
  await crm.setVariables({ ...crm.variables, KINTONE_URL: crm.sandbox.kintone.baseUrl });

  const end = (of: AppName) => ({ ...fieldsOf[of], ...(of === 'kintone' && { object: `"${app}"` }) });
  return {
    crm,
    async add(to, people) {
      if (to === 'airtable') {
        for (const { first, last, email } of people) {
          await addRow(crm, 'People', { 'First name': first, 'Last name': last, ...(email && { Email: email }) });
        }
      } else if (to === 'kintone') {
        const records = people.map(({ first, last, email = '' }) => ({
          first: { value: first },
          last: { value: last },
          email: { value: email },
        }));
        await kintone.record.addAllRecords({ app, records });
      } else {
        const inputs = people.map(({ first, last, email }) => ({
          properties: { firstname: first, lastname: last, ...(email && { email }) },
          associations: [],
        }));
        for (const chunk of chunksOf(inputs, 100)) {
          await crm.hubspot.crm.contacts.batchApi.create({ inputs: [...chunk] });
        }
      }
    },
    async read(from) {
      const told = (first: unknown, last: unknown, email: unknown) => `${first ?? ''} ${last ?? ''} <${email ?? ''}>`;
      if (from === 'airtable') {
        const rows = await crm.base('People').select().all();
        return rows
          .map(({ fields }) => rowSchema.parse(fields))
          .map((row) => told(row['First name'], row['Last name'], row.Email))
          .sort();
      }
      if (from === 'kintone') {
        const records = await kintone.record.getAllRecords({ app });
        return records
          .map((record) => recordSchema.parse(record))
          .map(({ first, last, email }) => told(first.value, last.value, email.value))
          .sort();
      }
      const contacts = await crm.hubspot.crm.contacts.getAll(100, undefined, ['firstname', 'lastname', 'email']);
      return contacts.map(({ properties: { firstname, lastname, email } }) => told(firstname, lastname, email)).sort();
    },
    async nameAll(of, last) {
      if (of === 'airtable') {
        for (const chunk of chunksOf(await crm.base('People').select().all(), 10)) {
          // Airtable's client has no type for the blank that its API takes.
          const fields = { 'Last name': last } as Record<string, string>;
          await crm.base('People').update(chunk.map(({ id }) => ({ id, fields })));
        }
      } else if (of === 'kintone') {
        const records = (await kintone.record.getAllRecords({ app })).map((record) => idSchema.parse(record));
        const edits = records.map(({ $id }) => ({ id: $id.value, record: { last: { value: last ?? '' } } }));
        await kintone.record.updateAllRecords({ app, records: edits });
      } else {
        const contacts = await crm.hubspot.crm.contacts.getAll(100);
        const inputs = contacts.map(({ id }) => ({ id, properties: { lastname: last ?? '' } }));
        await crm.hubspot.crm.contacts.batchApi.update({ inputs });
      }
    },
    async deleteSome(of, address) {
      if (of === 'airtable') {
        const formula = `FIND("${address}", {Email})`;
        for (const { id } of await crm.base('People').select({ filterByFormula: formula }).all()) {
          await crm.base('People').destroy(id);
        }
      } else if (of === 'kintone') {
        const found = (await kintone.record.getAllRecords({ app })).filter((record) =>
          recordSchema.parse(record).email.value?.includes(address),
        );
        const records = found.map((record) => ({ id: idSchema.parse(record).$id.value }));
        await kintone.record.deleteAllRecords({ app, records });
      } else {
        const contacts = await crm.hubspot.crm.contacts.getAll(100, undefined, ['email']);
        const inputs = contacts.filter(({ properties }) => properties.email?.includes(address));
        await crm.hubspot.crm.contacts.batchApi.archive({ inputs: inputs.map(({ id }) => ({ id })) });
      }
    },
    async hideInKintone(last) {
      const all = { viewable: true, editable: true, deletable: true, includeSubs: false };
      const entities = [
        { entity: { type: 'USER' as const, code: 'administrator' }, ...all },
        { entity: { type: 'GROUP' as const, code: 'everyone' }, ...all, viewable: false, editable: false },
      ];
      const rights = last === null ? [] : [{ filterCond: `last like "${last}"`, entities }];
      await kintone.app.updateRecordAcl({ app, rights });
      await kintone.app.deployApp({ apps: [{ app }] });
    },
    async deleteAll(of) {
      if (of === 'airtable') {
        for (const chunk of chunksOf(await crm.base('People').select().all(), 10)) {
          await crm.base('People').destroy(chunk.map(({ id }) => id));
        }
      } else if (of === 'kintone') {
        const records = (await kintone.record.getAllRecords({ app })).map((record) => idSchema.parse(record));
        await kintone.record.deleteAllRecords({ app, records: records.map(({ $id }) => ({ id: $id.value })) });
      } else {
        const contacts = await crm.hubspot.crm.contacts.getAll(100);
        await crm.hubspot.crm.contacts.batchApi.archive({ inputs: contacts.map(({ id }) => ({ id })) });
      }
    },
    async configure(leftApp, rightApp, identity, rules = '') {
      const [left, right] = [end(leftApp), end(rightApp)];
      const sync = `  people:
    left: { connection: ${leftApp}, object: ${left.object} }
    right: { connection: ${rightApp}, object: ${right.object} }
    keyless: create
${rules === '' ? '' : `    ${rules}\n`}    ${identity ? `identity: { left: ${left.identity}, right: ${right.identity} }` : '# no identity'}
    match: { left: ${left.email}, right: ${right.email} }
    fields:
      - { left: ${left.email}, right: ${right.email} }
      - { left: ${left.first}, right: ${right.first} }
      - { left: ${left.last}, right: ${right.last} }
`;
      await crm.configure(withSyncs(sync).replace('syncs:\n', `${kintoneConnection}syncs:\n`));
    },
  };
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
const kintoneConnection = `  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "\${KINTONE_URL}", username: ann@example.com, password: secret }
    limits: { requestsPerSecond: 1000 }
`;
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
