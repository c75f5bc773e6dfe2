import { Client } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { ObjectTypePropertyCreateTypeEnum as Type } from '@hubspot/api-client/lib/codegen/crm/schemas/index.js';
import type { AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import {
  type ConformanceException,
  type ConformanceProbe,
  type ConformanceRoles,
  type ConformanceWorld,
  createTestClock,
  type FaultProxy,
  type HintCatcher,
  startFaultProxy,
  startHintCatcher,
} from '@linkwright/core/testing';
import { startSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { refuseContradictions, startWitness, type Witness } from '../../../../test/described-api/witness.ts';
import { hubspotDescription } from './described-api/hubspot-description.ts';

export interface HubspotWorld extends ConformanceWorld {
  /** HubSpot's own client, past the connector and the proxy. */
  readonly sdk: Client;
  readonly proxy: FaultProxy;
  /** Between the proxy and the sandbox. Absent: the account is a live one. */
  readonly witness?: Witness;
  readonly names: WorldNames;
  /** An app in the portal, and where its webhooks go. Absent: none is installed in the account. */
  readonly told?: ToldApp;
}

interface ToldApp {
  readonly catcher: HintCatcher;
  /** From here on the app is called about the object. */
  subscribe(object: string): Promise<void>;
}

/** What differs from portal to portal. */
export interface WorldNames {
  /** Of the properties that the suite makes. */
  readonly prefix: string;
  /** E-mail address of a user. */
  readonly owner: string;
}

const accessToken = 'pat-na1-conformance-token-51f0';
const app = { appId: 5, clientId: 'client-of-the-app', clientSecret: 'secret-of-the-app-4be1' };
const names: WorldNames = { prefix: '', owner: 'rita.rep@example.com' };

export const settings = {
  required: ['accessToken'],
  secrets: ['accessToken'],
  refused: { accessToken: 'invalid-conformance-token-77d0' },
  unreachable: { baseUrl: 'http://localhost:9' },
};

export const rolesOf = ({ prefix, owner }: WorldNames): ConformanceRoles => ({
  source: {
    text: 'firstname',
    fields: {
      email: 'email',
      phone: 'phone',
      url: 'website',
      multiline: 'message',
      decimal: `${prefix}score`,
      boolean: `${prefix}vip`,
      date: `${prefix}born`,
      datetime: 'closedate',
      option: 'hs_language',
      options: 'hs_buying_role',
      user: { field: 'hubspot_owner_id', value: owner },
    },
    unique: 'email',
    alternate: 'email',
    identity: `${prefix}linkwright_id`,
    refused: { field: 'email', value: 'not an address' },
    many: 'companies',
    mark: 'primary_company',
  },
  target: { text: 'name' },
});

export const roles = rolesOf(names);

export const exceptions: readonly ConformanceException[] = [
  {
    test: 'tells a record that is gone from one without associations',
    reason:
      'HubSpot answers NO_ASSOCIATIONS_FOUND for both. Reading each such record as well, 100 at a time, would make a ' +
      'scan of 1000 up to eleven calls instead of one.',
  },
];

/** Two custom objects, associated with each other, some of their records by a label. */
export const customRoles: ConformanceRoles = {
  source: {
    text: 'title',
    fields: {
      decimal: 'score',
      boolean: 'vip',
      date: 'born',
      user: { field: 'hubspot_owner_id', value: names.owner },
    },
    unique: 'linkwright_id',
    refused: { field: 'score', value: 'not a number' },
    many: 'site',
    mark: 'site/Stands at',
  },
  target: { text: 'title' },
};

const ownProperties = [
  { name: 'score', type: 'number', fieldType: 'number' },
  { name: 'vip', type: 'bool', fieldType: 'booleancheckbox' },
  { name: 'born', type: 'date', fieldType: 'date' },
  { name: 'linkwright_id', type: 'string', fieldType: 'text', hasUniqueValue: true },
];

const secondaryEmailsSchema = z.looseObject({ secondaryEmails: z.array(z.string()) });

const writes = /\/(merge|batch\/(create|update|upsert|archive|associate\/default|labels\/archive))$/;

/** The properties that a portal does not have by itself. */
export async function makeProperties(
  sdk: Client,
  prefix: string,
  groupName: string,
  object = 'contacts',
): Promise<void> {
  for (const property of ownProperties) {
    const name = `${prefix}${property.name}`;
    const body = { ...property, name, label: name, groupName };
    await sdk.apiRequest({ method: 'POST', path: `/crm/v3/properties/${object}`, body });
  }
}

export function startProxy(target: string, pace?: () => Promise<void>): Promise<FaultProxy> {
  return startFaultProxy({
    target,
    isWrite: ({ path }) => writes.test(path),
    refusal: { body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' } },
    ...(pace && { pace }),
  });
}

/** A portal of its own, in a sandbox of its own, whose time stands still: contacts and companies. */
export const create = (): Promise<HubspotWorld> =>
  createWorld(async () => ({ source: 'contacts', target: 'companies' }));

/** The same with two custom objects. */
export const createCustom = (): Promise<HubspotWorld> =>
  createWorld(async (sdk) => {
    const target = await makeObject(sdk, 'site', []);
    const source = await makeObject(sdk, 'machine', [target]);
    await makeProperties(sdk, names.prefix, 'machine_information', source);
    const label = { label: 'Stands at', inverseLabel: 'Holds', name: 'stands_at' };
    await sdk.crm.associations.v4.schema.definitionsApi.create(source, target, label);
    return { source, target };
  });

async function makeObject({ crm }: Client, name: string, associatedObjects: string[]): Promise<string> {
  const { objectTypeId = '' } = await crm.schemas.coreApi.create({
    name,
    labels: { singular: name, plural: name },
    primaryDisplayProperty: 'title',
    requiredProperties: [],
    associatedObjects,
    properties: [{ name: 'title', label: 'Title', type: Type.String, fieldType: 'text' }],
  });
  return objectTypeId;
}

async function createWorld(fill: (sdk: Client) => Promise<HubspotWorld['objects']>): Promise<HubspotWorld> {
  const clock = createTestClock();
  const sandbox = await startSandbox({ now: clock.now, limits: false, hubspot: { webhookCollectMs: 0 } });
  const { baseUrl } = sandbox.hubspot;
  const sdk = new Client({ accessToken, basePath: baseUrl });
  await makeProperties(sdk, names.prefix, 'contactinformation');
  const witness = await startWitness(hubspotDescription, baseUrl);
  const proxy = await startProxy(witness.baseUrl);
  const told = await installApp(sdk, baseUrl);
  return {
    told,
    sdk,
    proxy,
    witness,
    names,
    settings: {
      accessToken,
      baseUrl: proxy.baseUrl,
      appClientId: app.clientId,
      appClientSecret: app.clientSecret,
    },
    objects: await fill(sdk),
    context: { clock },
    async close() {
      await proxy.close();
      await witness.close();
      await sandbox.close();
      await told.catcher.close();
      refuseContradictions(witness);
    },
  };
}

const tokenSchema = z.looseObject({ access_token: z.string() });

/** What people do in HubSpot's pages, and an app for itself. */
async function installApp(sdk: Client, baseUrl: string): Promise<ToldApp> {
  await sdk.apiRequest({ method: 'POST', path: '/sandbox/apps', body: app });
  const { clientId: client_id, clientSecret: client_secret } = app;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
  const granted = await fetch(`${baseUrl}/oauth/2026-09/token`, { method: 'POST', body: form });
  const { access_token } = tokenSchema.parse(await granted.json());
  const catcher = await startHintCatcher();
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    const url = `${baseUrl}/app-webhooks/2026-09/${app.appId}/${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  return {
    catcher,
    async subscribe(object) {
      await send('PUT', 'settings', { targetUrl: catcher.url, throttling: { maxConcurrentRequests: 10 } });
      const objectTypeId = object === 'contacts' ? '0-1' : object;
      await send('POST', 'subscriptions', { active: true, eventType: 'object.creation', objectTypeId });
    },
  };
}

export function probe({ sdk, proxy, told, names: { owner, prefix } }: HubspotWorld): ConformanceProbe {
  const { associations, objects } = sdk.crm;
  const pairs = associations.v4.basicApi;

  async function ownerId(): Promise<string> {
    const { results } = await sdk.crm.owners.ownersApi.getPage(owner);
    return results[0]?.id ?? '';
  }

  async function propertiesOf(fields: Fields): Promise<Record<string, string>> {
    const entries = Object.entries(fields).map(async ([name, value]) => {
      return [name, name === 'hubspot_owner_id' && value !== null ? await ownerId() : toProperty(value)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  return {
    async create(object, records) {
      const ids: string[] = [];
      for (let start = 0; start < records.length; start += 100) {
        const part = await Promise.all(records.slice(start, start + 100).map(propertiesOf));
        const inputs = part.map((properties, index) => {
          return { properties, objectWriteTraceId: String(index), associations: [] };
        });
        const { results } = await objects.batchApi.create(object, { inputs });
        const byTrace = new Map(results.map((result) => [result.objectWriteTraceId, result.id]));
        ids.push(...part.map((_record, index) => byTrace.get(String(index)) ?? ''));
      }
      return ids;
    },
    async update(object, id, fields) {
      await objects.basicApi.update(object, id, { properties: await propertiesOf(fields) });
    },
    remove: (object, id) => objects.basicApi.archive(object, id),
    async read(object, id, fields) {
      const { results } = await objects.batchApi.read(object, {
        inputs: [{ id }],
        properties: [...fields],
        propertiesWithHistory: [],
      });
      const properties = results[0]?.properties;
      if (properties === undefined) return null;
      const rita = await ownerId();
      return Object.fromEntries(
        fields.map((name) => {
          const value = properties[name] === rita ? owner : properties[name];
          return [name, fromProperty(name, value, `${prefix}vip`)];
        }),
      );
    },
    async list(object) {
      const ids: string[] = [];
      let after: string | undefined;
      do {
        const page = await objects.basicApi.getPage(object, 100, after);
        ids.push(...page.results.map(({ id }) => id));
        after = page.paging?.next?.after;
      } while (after !== undefined);
      return ids;
    },
    async setAlternates(_object, id, _field, values) {
      const path = `/contacts/v1/secondary-email/${id}`;
      const response = await sdk.apiRequest({ method: 'GET', path });
      const { secondaryEmails } = secondaryEmailsSchema.parse(await response.json());
      for (const email of secondaryEmails) {
        if (!values.includes(email)) await sdk.apiRequest({ method: 'DELETE', path: `${path}/email/${email}` });
      }
      for (const email of values) await sdk.apiRequest({ method: 'PUT', path: `${path}/email/${email}` });
    },
    async associate(object, id, field, target) {
      const { to, types } = endOf(field);
      if (types.length === 0) await pairs.createDefault(object, id, to, idOf(target));
      else await pairs.create(object, id, to, idOf(target), types);
    },
    async disassociate(object, id, field, target) {
      const { to, types } = endOf(field);
      const input = { _from: { id }, to: { id: idOf(target) }, types };
      if (types.length === 0) await pairs.archive(object, id, to, idOf(target));
      else await associations.v4.batchApi.archiveLabels(object, to, { inputs: [input] });
    },
    async associations(object, id, field) {
      const { to, types } = endOf(field);
      const { results } = await pairs.getPage(object, id, to, undefined, 500);
      const marked = results.filter(({ associationTypes }) =>
        types.every((type) =>
          associationTypes.some(
            ({ category, typeId }) => category === `${type.associationCategory}` && typeId === type.associationTypeId,
          ),
        ),
      );
      return marked.map(({ toObjectId }) => ({ id: String(toObjectId) }));
    },
    requests: proxy.requests,
    loseNextAnswer: proxy.loseNextAnswer,
    refuseNext429: proxy.refuseNext429,
    // The address is a part of what is signed, so it stays what HubSpot was given.
    ...(told && { openHints: told.subscribe, hintRequests: () => told.catcher.take(told.catcher.url, null) }),
  };
}

/** `companies`: all of them. `companies#HUBSPOT_DEFINED:1`: those with this type. */
function endOf(field: string) {
  const [to = '', type] = field.split('#');
  const [category, typeId] = type?.split(':') ?? [];
  const associationCategory = category === 'USER_DEFINED' ? Category.UserDefined : Category.HubspotDefined;
  const types = type === undefined ? [] : [{ associationCategory, associationTypeId: Number(typeId) }];
  return { to, types };
}

function idOf(target: AssociationTarget): string {
  return 'id' in target ? target.id : '';
}

function toProperty(value: CanonicalValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? value.join(';') : String(value);
}

function fromProperty(name: string, value: string | null | undefined, checkbox: string): CanonicalValue {
  if (value === null || value === undefined || value === '') return null;
  if (name === checkbox) return value === 'true';
  return name === 'hs_buying_role' ? value.split(';') : value;
}
