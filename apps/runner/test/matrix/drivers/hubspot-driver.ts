import { Client } from '@hubspot/api-client';
import type { AssociationSpec } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
import { ObjectTypePropertyCreateTypeEnum as PropertyType } from '@hubspot/api-client/lib/codegen/crm/schemas/models/ObjectTypePropertyCreate.js';
import type { RunningSandbox } from '@linkwright/sandbox';
import { arrow, type Driver, type Kind, kindOf, type Slot, type Values } from './driver.ts';

type Properties = Record<string, string>;

/** A portal with a label and a custom object. `token`: each is a portal of its own. */
export async function hubspotDriver(sandbox: RunningSandbox, token: string): Promise<Driver> {
  const client = new Client({ accessToken: token, basePath: sandbox.hubspot.baseUrl, numberOfApiCallRetries: 3 });
  const { v4 } = client.crm.associations;
  const site = await client.crm.schemas.coreApi.create({
    name: 'site',
    labels: { singular: 'Site', plural: 'Sites' },
    primaryDisplayProperty: 'site_name',
    secondaryDisplayProperties: [],
    searchableProperties: ['site_name'],
    requiredProperties: ['site_name'],
    associatedObjects: ['CONTACT'],
    properties: [
      { name: 'site_name', label: 'Name', type: PropertyType.String, fieldType: 'text', hasUniqueValue: true },
    ],
  });
  const types: Readonly<Record<Kind, string>> = {
    companies: 'companies',
    contacts: 'contacts',
    sites: site.objectTypeId ?? '',
  };
  await client.crm.properties.coreApi.create('contacts', {
    name: 'employer_name',
    label: 'Employer name',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
  });
  const label = await v4.schema.definitionsApi.create('contacts', 'companies', { label: 'Advisor', name: 'advisor' });
  const marks: Readonly<Partial<Record<Slot, AssociationSpec>>> = {
    employer: { associationCategory: Category.HubspotDefined, associationTypeId: 1 },
    advises: { associationCategory: Category.UserDefined, associationTypeId: label.results[0]?.typeId ?? 0 },
    parent: { associationCategory: Category.HubspotDefined, associationTypeId: 14 },
  };
  const nameProperty: Readonly<Record<Kind, string>> = { companies: 'name', contacts: 'email', sites: 'site_name' };
  const asked = ['name', 'domain', 'email', 'jobtitle', 'employer_name', 'site_name'];

  const propertiesOf = (kind: Kind, { name, key, title }: Values): Properties => ({
    ...(name !== undefined && { [nameProperty[kind]]: name }),
    ...(key !== undefined && { domain: key }),
    ...(title !== undefined && { jobtitle: title }),
  });
  const all = (kind: Kind) => client.crm.objects.basicApi.getPage(types[kind], 100, undefined, asked);
  const records = async (kind: Kind) => (await all(kind)).results;
  const idOf = async (kind: Kind, name: string): Promise<string> => {
    const found = (await records(kind)).filter(({ properties }) => properties[nameProperty[kind]] === name);
    const [record] = found;
    if (!record || found.length > 1) throw new Error(`HubSpot has ${found.length} ${kind} named ${name}`);
    return record.id;
  };
  const associated = async (slot: Slot, id: string) => {
    const { source, target } = kindOf[slot];
    return (await v4.basicApi.getPage(types[source], id, types[target])).results;
  };
  const update = async (kind: Kind, name: string, properties: Properties): Promise<void> => {
    await client.crm.objects.basicApi.update(types[kind], await idOf(kind, name), { properties });
  };

  return {
    app: 'HubSpot',
    connection: [
      '    connector: "@linkwright/connector-hubspot"',
      `    settings: { accessToken: "${token}", baseUrl: "${sandbox.hubspot.baseUrl}" }`,
    ].join('\n'),
    objects: { companies: 'companies', contacts: 'contacts', sites: 'site' },
    fields: { name: 'name', key: 'domain', email: 'email', title: 'jobtitle', site: 'site_name' },
    slots: {
      employer: { field: 'primary_company', many: false },
      affiliations: { field: 'companies', many: true },
      advises: { field: 'companies/Advisor', many: true },
      employerName: { field: 'employer_name', many: false, reference: { key: 'name' } },
      parent: { field: 'parent_company', many: false },
      resident: { field: 'contacts', many: true },
    },
    async add(kind, name, values = {}) {
      const properties = propertiesOf(kind, { ...values, name });
      await client.crm.objects.basicApi.create(types[kind], { properties, associations: [] });
    },
    update: (kind, name, values) => update(kind, name, propertiesOf(kind, values)),
    async remove(kind, name) {
      await client.crm.objects.basicApi.archive(types[kind], await idOf(kind, name));
    },
    async read(kind) {
      return new Map(
        (await records(kind)).flatMap(({ properties }) => {
          const name = properties[nameProperty[kind]];
          const values = { key: properties.domain ?? '', title: properties.jobtitle ?? '' };
          return name ? [[name, values] as const] : [];
        }),
      );
    },
    count: async (kind) => (await records(kind)).length,
    async join(slot, source, target) {
      if (slot === 'employerName') return update('contacts', source, { employer_name: target });
      const kinds = kindOf[slot];
      const [from, to] = [await idOf(kinds.source, source), await idOf(kinds.target, target)];
      const mark = marks[slot];
      if (mark === undefined) {
        await v4.basicApi.createDefault(types[kinds.source], from, types[kinds.target], to);
        return;
      }
      // Writing labels replaces those of the pair, so the ones that are there go along.
      const there = (await associated(slot, from)).find(({ toObjectId }) => String(toObjectId) === to);
      const kept = (there?.associationTypes ?? [])
        .filter(({ label: text }) => text !== null && text !== undefined)
        .map(
          ({ category, typeId }): AssociationSpec => ({
            associationCategory: category === 'USER_DEFINED' ? Category.UserDefined : Category.HubspotDefined,
            associationTypeId: typeId,
          }),
        );
      await v4.basicApi.create(types[kinds.source], from, types[kinds.target], to, [...kept, mark]);
    },
    async leave(slot, source, target) {
      if (slot === 'employerName') return update('contacts', source, { employer_name: '' });
      const kinds = kindOf[slot];
      const [from, to] = [await idOf(kinds.source, source), await idOf(kinds.target, target)];
      const mark = marks[slot];
      if (mark === undefined) {
        await v4.basicApi.archive(types[kinds.source], from, types[kinds.target], to);
        return;
      }
      await v4.batchApi.archiveLabels(types[kinds.source], types[kinds.target], {
        inputs: [{ _from: { id: from }, to: { id: to }, types: [mark] }],
      });
    },
    async edges(slot) {
      const kinds = kindOf[slot];
      const sources = await records(kinds.source);
      if (slot === 'employerName') {
        return sources.flatMap(({ properties }) =>
          properties.employer_name ? [arrow(properties.email ?? '', properties.employer_name)] : [],
        );
      }
      const names = new Map(
        (await records(kinds.target)).map(({ id, properties }) => [id, properties[nameProperty[kinds.target]] ?? id]),
      );
      const found: string[] = [];
      for (const { id, properties } of sources) {
        for (const { toObjectId, associationTypes } of await associated(slot, id)) {
          const wanted = marks[slot]?.associationTypeId;
          if (wanted !== undefined && !associationTypes.some(({ typeId }) => typeId === wanted)) continue;
          found.push(arrow(properties[nameProperty[kinds.source]] ?? id, names.get(String(toObjectId)) ?? '?'));
        }
      }
      return found.sort();
    },
  };
}
