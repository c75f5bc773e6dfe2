import type { RunningSandbox } from '@linkwright/sandbox';
import Airtable, { type FieldSet } from 'airtable';
import { z } from 'zod';
import { makeAirtableBase } from '../../support/airtable-base.ts';
import { arrow, type Driver, type Kind, kindOf, type Slot, type Values } from './driver.ts';

const text = (name: string) => ({ name, type: 'singleLineText' });

const tables: Readonly<Record<Kind, { readonly name: string; readonly fields: readonly object[] }>> = {
  companies: { name: 'Accounts', fields: [text('Name'), text('Code')] },
  contacts: {
    name: 'People',
    fields: [{ name: 'Email', type: 'email' }, text('Title'), text('Employer name')],
  },
  sites: { name: 'Sites', fields: [text('Site')] },
};

const nameField: Readonly<Record<Kind, string>> = { companies: 'Name', contacts: 'Email', sites: 'Site' };

const links: Readonly<Partial<Record<Slot, string>>> = {
  employer: 'Account',
  affiliations: 'Accounts',
  advises: 'Advises',
  parent: 'Parent',
  resident: 'Resident',
};

export async function airtableDriver(sandbox: RunningSandbox): Promise<Driver> {
  const made = await makeAirtableBase(sandbox.airtable.baseUrl, Object.values(tables));
  for (const [slot, name] of Object.entries(links)) {
    const { source, target } =
      kindOf[z.enum(['employer', 'affiliations', 'advises', 'parent', 'resident']).parse(slot)];
    await made.addLink(tables[source].name, name, tables[target].name);
  }
  const base = new Airtable({ apiKey: 'patPerson', endpointUrl: sandbox.airtable.baseUrl }).base(made.id);
  const rows = (kind: Kind) => base(tables[kind].name).select().all();
  const rowOf = async (kind: Kind, name: string) => {
    const found = (await rows(kind)).filter(({ fields }) => fields[nameField[kind]] === name);
    const [row] = found;
    if (!row || found.length > 1) throw new Error(`Airtable has ${found.length} ${kind} named ${name}`);
    return row;
  };
  const write = async (kind: Kind, name: string, fields: Partial<FieldSet>): Promise<void> => {
    await base(tables[kind].name).update([{ id: (await rowOf(kind, name)).id, fields }]);
  };
  const fieldsOf = (kind: Kind, { name, key, title }: Values): Partial<FieldSet> => ({
    ...(name !== undefined && { [nameField[kind]]: name }),
    ...(key !== undefined && { Code: key }),
    ...(title !== undefined && { Title: title }),
  });
  const linked = (value: unknown): readonly string[] => z.array(z.string()).catch([]).parse(value);
  const relink = async (slot: Slot, source: string, change: (ids: readonly string[]) => readonly string[]) => {
    const field = links[slot] ?? '';
    const row = await rowOf(kindOf[slot].source, source);
    await write(kindOf[slot].source, source, { [field]: change(linked(row.fields[field])) });
  };

  return {
    app: 'Airtable',
    connection: [
      '    connector: "@linkwright/connector-airtable"',
      `    settings: { accessToken: "patMatrix", baseId: "${made.id}", baseUrl: "${sandbox.airtable.baseUrl}" }`,
    ].join('\n'),
    objects: { companies: 'Accounts', contacts: 'People', sites: 'Sites' },
    fields: { name: 'Name', key: 'Code', email: 'Email', title: 'Title', site: 'Site' },
    slots: {
      employer: { field: 'Account', many: true },
      affiliations: { field: 'Accounts', many: true },
      advises: { field: 'Advises', many: true },
      employerName: { field: 'Employer name', many: false, reference: { key: 'Name' } },
      parent: { field: 'Parent', many: true },
      resident: { field: 'Resident', many: true },
    },
    async add(kind, name, values = {}) {
      await base(tables[kind].name).create([{ fields: fieldsOf(kind, { ...values, name }) }]);
    },
    update: (kind, name, values) => write(kind, name, fieldsOf(kind, values)),
    async remove(kind, name) {
      await base(tables[kind].name).destroy([(await rowOf(kind, name)).id]);
    },
    async read(kind) {
      return new Map(
        (await rows(kind)).flatMap(({ fields }) => {
          const name = fields[nameField[kind]];
          return name ? [[String(name), { key: String(fields.Code ?? ''), title: String(fields.Title ?? '') }]] : [];
        }),
      );
    },
    count: async (kind) => (await rows(kind)).length,
    async join(slot, source, target, how) {
      if (slot === 'employerName') return write('contacts', source, { 'Employer name': target });
      const { id } = await rowOf(kindOf[slot].target, target);
      // A person who moves somebody to another employer or parent replaces the link.
      const replaces = how !== 'beside' && (slot === 'employer' || slot === 'parent');
      await relink(slot, source, (ids) => (replaces ? [id] : [...ids, id]));
    },
    async leave(slot, source, target) {
      if (slot === 'employerName') return write('contacts', source, { 'Employer name': '' });
      const { id } = await rowOf(kindOf[slot].target, target);
      await relink(slot, source, (ids) => ids.filter((one) => one !== id));
    },
    async edges(slot) {
      const { source, target } = kindOf[slot];
      const targets = new Map(
        (await rows(target)).map(({ id, fields }) => [id, String(fields[nameField[target]] ?? id)]),
      );
      return (await rows(source))
        .flatMap(({ fields }) => {
          const name = String(fields[nameField[source]]);
          if (slot === 'employerName') {
            return fields['Employer name'] ? [arrow(name, String(fields['Employer name']))] : [];
          }
          return linked(fields[links[slot] ?? '']).map((id) => arrow(name, targets.get(id) ?? '?'));
        })
        .sort();
    },
  };
}
