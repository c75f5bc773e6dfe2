import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import type { RunningSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { arrow, type Driver, type Kind, kindOf, type Slot, type Values } from './driver.ts';

type Cells = Record<string, { readonly value: unknown }>;

const text = (code: string, more: object = {}) => ({ type: 'SINGLE_LINE_TEXT', code, label: code, ...more });

const lookup = (code: string, app: string, relatedKeyField: string) =>
  text(code, {
    lookup: {
      relatedApp: { app },
      relatedKeyField,
      fieldMappings: [],
      lookupPickerFields: [],
      filterCond: '',
      sort: '',
    },
  });

const nameField: Readonly<Record<Kind, string>> = { companies: 'Name', contacts: 'Email', sites: 'Site' };

/** A lookup holds the key of one record; several targets stand in a text, by name. */
const lookups: Readonly<Partial<Record<Slot, string>>> = {
  employer: 'Company',
  parent: 'Parent',
  resident: 'Resident',
};
const texts: Readonly<Partial<Record<Slot, string>>> = {
  affiliations: 'Affiliations',
  advises: 'Advises',
  employerName: 'Employer_name',
};

export async function kintoneDriver(sandbox: RunningSandbox): Promise<Driver> {
  const { baseUrl } = sandbox.kintone;
  const login = { username: 'person', password: 'secret' };
  const client = new KintoneRestAPIClient({ baseUrl, auth: login });
  // The client's types ask for every property of a field; the API fills in those left out.
  const addFields = async (app: string, fields: readonly { readonly code: string }[]): Promise<void> => {
    const response = await fetch(`${baseUrl}/k/v1/preview/app/form/fields.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-cybozu-authorization': Buffer.from(`${login.username}:${login.password}`).toString('base64'),
      },
      body: JSON.stringify({ app, properties: Object.fromEntries(fields.map((field) => [field.code, field])) }),
    });
    if (!response.ok) throw new Error(`fields of app ${app}: ${response.status} ${await response.text()}`);
    await client.app.deployApp({ apps: [{ app }] });
  };
  const { app: companies } = await client.app.addApp({ name: 'Companies' });
  await addFields(companies, [text('Name'), text('Code', { unique: true })]);
  await addFields(companies, [lookup('Parent', companies, 'Code')]);
  const { app: contacts } = await client.app.addApp({ name: 'Contacts' });
  await addFields(contacts, [
    text('Email', { unique: true }),
    text('Title'),
    lookup('Company', companies, 'Code'),
    ...Object.values(texts).map((code) => text(code)),
  ]);
  const { app: sites } = await client.app.addApp({ name: 'Sites' });
  await addFields(sites, [text('Site', { unique: true }), lookup('Resident', contacts, 'Email')]);
  const apps: Readonly<Record<Kind, string>> = { companies, contacts, sites };

  const records = (kind: Kind) => client.record.getAllRecords({ app: apps[kind] });
  const textIn = (record: Awaited<ReturnType<typeof records>>[number], code: string): string =>
    z.string().nullish().parse(record[code]?.value) ?? '';
  const recordOf = async (kind: Kind, name: string) => {
    const found = (await records(kind)).filter((record) => textIn(record, nameField[kind]) === name);
    const [record] = found;
    if (!record || found.length > 1) throw new Error(`Kintone has ${found.length} ${kind} named ${name}`);
    return record;
  };
  const cellsOf = (kind: Kind, { name, key, title }: Values): Cells => ({
    ...(name !== undefined && { [nameField[kind]]: { value: name } }),
    ...(key !== undefined && { Code: { value: key } }),
    ...(title !== undefined && { Title: { value: title } }),
  });
  const write = async (kind: Kind, name: string, record: Cells): Promise<void> => {
    await client.record.updateRecord({ app: apps[kind], id: textIn(await recordOf(kind, name), '$id'), record });
  };
  const keyOf = async (slot: Slot, target: string): Promise<string> =>
    slot === 'resident' ? target : textIn(await recordOf('companies', target), 'Code');
  const namesIn = (value: string): string[] =>
    value
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const retext = async (slot: Slot, source: string, change: (names: string[]) => string[]): Promise<void> => {
    const code = texts[slot] ?? '';
    const names = namesIn(textIn(await recordOf('contacts', source), code));
    await write('contacts', source, { [code]: { value: change(names).join('; ') } });
  };

  return {
    app: 'Kintone',
    connection: [
      '    connector: "@linkwright/connector-kintone"',
      `    settings: { baseUrl: "${baseUrl}", username: "runner", password: "secret" }`,
    ].join('\n'),
    objects: apps,
    fields: { name: 'Name', key: 'Code', email: 'Email', title: 'Title', site: 'Site' },
    slots: {
      employer: { field: 'Company', many: false },
      affiliations: { field: 'Affiliations', many: true, reference: { key: 'Name', separator: ';' } },
      advises: { field: 'Advises', many: true, reference: { key: 'Name', separator: ';' } },
      employerName: { field: 'Employer_name', many: false, reference: { key: 'Name' } },
      parent: { field: 'Parent', many: false },
      resident: { field: 'Resident', many: false },
    },
    async add(kind, name, values = {}) {
      await client.record.addRecord({ app: apps[kind], record: cellsOf(kind, { ...values, name }) });
    },
    update: (kind, name, values) => write(kind, name, cellsOf(kind, values)),
    async remove(kind, name) {
      await client.record.deleteRecords({ app: apps[kind], ids: [textIn(await recordOf(kind, name), '$id')] });
    },
    async read(kind) {
      return new Map(
        (await records(kind)).flatMap((record) => {
          const name = textIn(record, nameField[kind]);
          const values = {
            key: kind === 'companies' ? textIn(record, 'Code') : '',
            title: kind === 'contacts' ? textIn(record, 'Title') : '',
          };
          return name === '' ? [] : [[name, values] as const];
        }),
      );
    },
    count: async (kind) => (await records(kind)).length,
    async join(slot, source, target) {
      const code = lookups[slot];
      if (code !== undefined)
        return write(kindOf[slot].source, source, { [code]: { value: await keyOf(slot, target) } });
      await retext(slot, source, (names) => (slot === 'employerName' ? [target] : [...names, target]));
    },
    async leave(slot, source, target) {
      const code = lookups[slot];
      if (code !== undefined) return write(kindOf[slot].source, source, { [code]: { value: '' } });
      await retext(slot, source, (names) => names.filter((name) => name !== target));
    },
    async edges(slot) {
      const { source, target } = kindOf[slot];
      const keyField = slot === 'resident' ? 'Email' : 'Code';
      const byKey = new Map(
        (await records(target)).map((record) => [textIn(record, keyField), textIn(record, nameField[target])]),
      );
      return (await records(source))
        .flatMap((record) => {
          const name = textIn(record, nameField[source]);
          const value = textIn(record, lookups[slot] ?? texts[slot] ?? '');
          if (value === '') return [];
          if (lookups[slot] !== undefined) return [arrow(name, byKey.get(value) ?? `nobody with ${value}`)];
          return namesIn(value).map((one) => arrow(name, one));
        })
        .sort();
    },
  };
}
