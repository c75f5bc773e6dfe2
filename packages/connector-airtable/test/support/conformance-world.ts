import type { AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import {
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
import Airtable, { type FieldSet } from 'airtable';
import { z } from 'zod';

interface Pings {
  readonly catcher: HintCatcher;
  secret: string | null;
  open(): Promise<void>;
}

export interface AirtableWorld extends ConformanceWorld {
  /** Airtable's own SDK, past the connector and the proxy. */
  readonly base: ReturnType<Airtable['base']>;
  readonly proxy: FaultProxy;
  /** Airtable's type by field id. */
  readonly types: ReadonlyMap<string, string>;
  /** Where the sandbox's pings go, and the secret of the webhook that sends them. */
  readonly pings?: Pings;
}

export const settings = {
  required: ['accessToken', 'baseId'],
  secrets: ['accessToken'],
  refused: { accessToken: 'invalid-conformance-token-77d0' },
  unreachable: { baseUrl: 'http://localhost:9' },
};

export const rolesOf = (collaborator: string): ConformanceRoles => ({
  source: {
    text: 'Name',
    fields: {
      email: 'Email',
      url: 'Site',
      phone: 'Phone',
      multiline: 'Notes',
      integer: 'Age',
      decimal: 'Score',
      boolean: 'VIP',
      date: 'Born',
      datetime: 'Met',
      option: 'Level',
      options: 'Tags',
      user: { field: 'Owner', value: collaborator },
    },
    identity: 'Key',
    refused: { field: 'Level', value: 'No such choice' },
    many: 'Account',
  },
  target: { text: 'Name' },
});

export const roles = rolesOf('rita.rep@example.com');

const choices = { choices: [{ name: 'Gold' }, { name: 'Silver' }, { name: 'Bronze' }] };
const dateFormat = { name: 'iso' };

export const targetTable = { name: 'Accounts', fields: [{ name: 'Name', type: 'singleLineText' }] };

/** Without the link to the target, which needs its id. */
export const sourceTable = {
  name: 'People',
  fields: [
    { name: 'Name', type: 'singleLineText' },
    { name: 'Key', type: 'singleLineText' },
    { name: 'Email', type: 'email' },
    { name: 'Site', type: 'url' },
    { name: 'Phone', type: 'phoneNumber' },
    { name: 'Notes', type: 'multilineText' },
    { name: 'Age', type: 'number', options: { precision: 0 } },
    { name: 'Score', type: 'number', options: { precision: 2 } },
    { name: 'VIP', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
    { name: 'Born', type: 'date', options: { dateFormat } },
    { name: 'Met', type: 'dateTime', options: { dateFormat, timeFormat: { name: '24hour' }, timeZone: 'utc' } },
    { name: 'Level', type: 'singleSelect', options: choices },
    { name: 'Tags', type: 'multipleSelects', options: choices },
    { name: 'Owner', type: 'singleCollaborator' },
  ],
};

export const linkTo = (linkedTableId: string) => ({
  name: 'Account',
  type: 'multipleRecordLinks',
  options: { linkedTableId },
});

export const fieldSchema = z.looseObject({ id: z.string(), type: z.string() });
const baseSchema = z.looseObject({
  id: z.string(),
  tables: z.array(z.looseObject({ id: z.string(), fields: z.array(fieldSchema) })),
});

const webhookSchema = z.looseObject({ macSecretBase64: z.string() });

export function startProxy(target: string, pace?: () => Promise<void>): Promise<FaultProxy> {
  return startFaultProxy({
    target,
    isWrite: ({ method, path }) => method !== 'GET' && !path.endsWith('/listRecords'),
    refusal: { body: { errors: [{ error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded.' }] } },
    ...(pace && { pace }),
  });
}

/** A base with People and Accounts, in a sandbox of its own. */
export async function create(): Promise<AirtableWorld> {
  const clock = createTestClock();
  const sandbox = await startSandbox({ now: clock.now, limits: false });
  const endpointUrl = sandbox.airtable.baseUrl;
  const post = async (path: string, body: object): Promise<unknown> => {
    const headers = { authorization: 'Bearer patSetup', 'content-type': 'application/json' };
    const response = await fetch(`${endpointUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const tables = [targetTable, sourceTable];
  const base = baseSchema.parse(await post('/v0/meta/bases', { name: 'Conformance', workspaceId: 'wspTest', tables }));
  const [target = '', source = ''] = base.tables.map(({ id }) => id);
  const linked = fieldSchema.parse(await post(`/v0/meta/bases/${base.id}/tables/${source}/fields`, linkTo(target)));
  const proxy = await startProxy(endpointUrl);
  const catcher = await startHintCatcher();
  const pings: Pings = {
    catcher,
    secret: null,
    async open() {
      const specification = { options: { filters: { dataTypes: ['tableData'], recordChangeScope: source } } };
      const webhook = { notificationUrl: catcher.url, specification };
      pings.secret = webhookSchema.parse(await post(`/v0/bases/${base.id}/webhooks`, webhook)).macSecretBase64;
    },
  };
  return {
    pings,
    base: new Airtable({ apiKey: 'patProbe', endpointUrl }).base(base.id),
    proxy,
    types: new Map([...base.tables.flatMap(({ fields }) => fields), linked].map(({ id, type }) => [id, type])),
    settings: { accessToken: 'pat-conformance-token-51f0', baseId: base.id, baseUrl: proxy.baseUrl },
    objects: { source, target },
    context: { clock },
    async close() {
      await proxy.close();
      await sandbox.close();
      await catcher.close();
    },
  };
}

export function probe({ base, proxy, types, pings }: AirtableWorld): ConformanceProbe {
  const cellsOf = (fields: Fields): FieldSet =>
    cellsSchema.parse(
      Object.fromEntries(Object.entries(fields).map(([id, value]) => [id, toCell(types.get(id), value)])),
    );

  async function cells(table: string, id: string): Promise<Readonly<Record<string, unknown>> | null> {
    const filterByFormula = `RECORD_ID()='${id}'`;
    const [record] = await base(table).select({ filterByFormula, returnFieldsByFieldId: true }).all();
    return record?.fields ?? null;
  }

  const linksOf = async (table: string, id: string, field: string): Promise<readonly string[]> =>
    z.array(z.string()).parse((await cells(table, id))?.[field] ?? []);

  const setLinks = async (table: string, id: string, field: string, ids: readonly string[]): Promise<void> => {
    await base(table).update(id, { [field]: ids });
  };

  return {
    async create(object, records) {
      const ids: string[] = [];
      for (let start = 0; start < records.length; start += 10) {
        const batch = records.slice(start, start + 10).map((fields) => ({ fields: cellsOf(fields) }));
        ids.push(...(await base(object).create(batch)).map(({ id }) => id));
      }
      return ids;
    },
    async update(object, id, fields) {
      await base(object).update(id, cellsOf(fields));
    },
    async remove(object, id) {
      await base(object).destroy(id);
    },
    async read(object, id, fields) {
      const record = await cells(object, id);
      return record && Object.fromEntries(fields.map((field) => [field, fromCell(types.get(field), record[field])]));
    },
    list: async (object) => (await base(object).select({ fields: [] }).all()).map(({ id }) => id),
    associate: async (object, id, field, target) =>
      setLinks(object, id, field, [...(await linksOf(object, id, field)), idOf(target)]),
    disassociate: async (object, id, field, target) =>
      setLinks(
        object,
        id,
        field,
        (await linksOf(object, id, field)).filter((linked) => linked !== idOf(target)),
      ),
    associations: async (object, id, field) => (await linksOf(object, id, field)).map((linked) => ({ id: linked })),
    requests: proxy.requests,
    loseNextAnswer: proxy.loseNextAnswer,
    refuseNext429: proxy.refuseNext429,
    ...(pings && { openHints: pings.open, hintRequests: (url) => pings.catcher.take(url, pings.secret) }),
  };
}

function idOf(target: AssociationTarget): string {
  return 'id' in target ? target.id : '';
}

function toCell(type: string | undefined, value: CanonicalValue): unknown {
  if (value === null) return type === 'multipleSelects' ? [] : null;
  if (type === 'number') return Number(value);
  return type === 'singleCollaborator' ? { email: value } : value;
}

/** The SDK's types know no `null`, which is how Airtable is told to clear a cell. */
const cellsSchema = z.custom<FieldSet>((cells) => typeof cells === 'object');
const collaboratorSchema = z.looseObject({ email: z.string() });
const valueSchema = z.union([z.string(), z.boolean(), z.array(z.string())]);

function fromCell(type: string | undefined, cell: unknown): CanonicalValue {
  if (cell === undefined || cell === null) return null;
  if (type === 'number') return String(cell);
  return type === 'singleCollaborator' ? collaboratorSchema.parse(cell).email : valueSchema.parse(cell);
}
