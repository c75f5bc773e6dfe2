import * as core from '@linkwright/core';
import * as http from '@linkwright/http';
import { z } from 'zod';

const appName = 'Rolodex';
const accessToken = http.secretSchema('expected an access token (Rolodex: Settings, API)');
const baseUrl = http.baseUrlSchema().default('https://api.rolodex.example');
const settingsSchema = z
  .strictObject({ accessToken, baseUrl, allowPlainHttp: http.allowPlainHttpSchema })
  .superRefine(http.refusePlainHttp);

export default core.defineConnector({
  contractVersion: 1,
  name: 'rolodex',
  displayName: appName,
  settings: settingsSchema,
  rateLimits: { default: { requests: 10, perMs: 1000 } },
  capabilities: {
    ...core.defaultCapabilities,
    associationWrites: { create: 'inline', update: 'inline' },
    archive: 'permanent',
    modificationTimes: true,
    batchLimits: { ...core.defaultCapabilities.batchLimits, read: 50, readAssociations: 50 },
  },
  connect,
});

const codecs = { name: core.textCodec(), email: core.textCodec('email'), visits: core.numberCodec(0) };
const fields = new Map(Object.entries(codecs).map(([id, codec]) => [id, { name: id, codec }]));
const name = core.defineField({ ...codecs.name, id: 'name', required: true, lookup: 'consistent' });
const email = core.defineField({ ...codecs.email, id: 'email', unique: true, lookup: 'consistent' });
const visits = core.defineField({ ...codecs.visits, id: 'visits' });

const itemSchema = z.looseObject({ id: z.string(), updated_at: z.iso.datetime() });

function recordOf(object: string, item: z.infer<typeof itemSchema>, asked: core.Selection): core.SourceRecord {
  const decode = ({ id }: core.FieldSchema, value: unknown) => fields.get(id)?.codec.decode(value);
  const properties = core.decodeProperties(objects.schemaOf(object), item, asked, decode);
  return { id: item.id, modifiedAt: item.updated_at, ...properties };
}

const company = core.defineAssociation({
  ...{ id: 'company_id', name: 'company', targets: ['companies'], cardinality: 'one' },
  ...{ standard: 'Person.worksFor', changeTouchesRecord: true },
});
const people = core.defineObject({
  ...{ id: 'people', standard: 'Person', displayField: 'name', defaultMatch: ['email'] },
  fields: [{ ...name, standard: 'Person.name' }, { ...email, standard: 'Person.email' }, visits],
  associations: [company],
});
const companies = core.defineObject({
  ...{ id: 'companies', standard: 'Organization', displayField: 'name', defaultMatch: ['name'] },
  fields: [{ ...name, standard: 'Organization.name' }],
});
const objects = core.describedObjects({ appName, schemas: [people, companies] });

async function write(client: http.HttpClient, object: string, change: core.RecordChange, sending: http.SendOptions) {
  const call = { kind: change.kind, writes: true, accept: [404, 409, 422], ...sending };
  const path = change.kind === 'create' ? `/${object}` : `/${object}/${change.id}`;
  if (change.kind === 'archive') {
    return outcomeOf(object, change, await client.request({ ...call, path, method: 'DELETE', safe: true }));
  }
  const edit = change.associations?.[company.id];
  const link = edit === undefined ? {} : { [company.id]: core.resultingIds(edit)[0] ?? null };
  const body = { ...core.encodeFields({ appName, name: object, fields }, change.fields), ...link };
  // Sent twice, a create makes two records; an update changes nothing more.
  const how =
    change.kind === 'create' ? { method: 'POST' as const, safe: false } : { method: 'PATCH' as const, safe: true };
  return outcomeOf(object, change, await client.request({ ...call, ...how, path, body }));
}

const refusalSchema = z.object({ field: z.string(), message: z.string(), id: z.string().optional() });

function outcomeOf(object: string, change: core.RecordChange, { status, body }: http.HttpResponse): core.WriteOutcome {
  const parse = <T>(schema: z.ZodType<T>) => http.parseAnswer(schema, body, { appName, what: 'to a write' });
  if (status === 404) return { kind: 'gone' };
  if (change.kind === 'archive') return core.writtenOutcome({ id: change.id, fields: {} });
  if (status < 300) {
    const asked = { fields: Object.keys(change.fields), associations: [] };
    return core.writtenOutcome(recordOf(object, parse(itemSchema), asked));
  }
  const { field, message, id } = parse(refusalSchema);
  if (status === 409) return { kind: 'exists', id: id ?? null };
  const category = field === company.id ? 'association-target' : 'invalid-value';
  const remedy = 'Correct it in the other app, or map another field.';
  throw new core.RecordError(`Rolodex refuses "${field}": ${message}`, { code: 'refused', category, field, remedy });
}

const pageSchema = z.object({ items: z.array(itemSchema), next: z.string().nullable() });
const accountSchema = z.object({ id: z.string(), name: z.string() });
type Query = Readonly<Record<string, string>>;

function connect(settings: z.infer<typeof settingsSchema>, context: core.ConnectContext): core.AppConnection {
  const credentials = http.bearerToken(settings.accessToken);
  const client = http.createHttpClient(context, { appName, baseUrl: settings.baseUrl, ...credentials });

  const list = (object: string, filter: Query, { signal }: core.CallOptions, from: string | null = null) =>
    http.cursorPages({ appName, what: object, from }, async (cursor) => {
      const query = { ...filter, ...(cursor !== null && { cursor }) };
      const answer = await client.read(pageSchema, { kind: 'list', method: 'GET', path: `/${object}`, query, signal });
      return { ...answer.body, askedAt: http.askedTime(answer) };
    });

  const connection: core.AppConnection = {
    ...objects,
    async check(_request, { signal }) {
      const { body } = await client.read(accountSchema, { kind: 'account', method: 'GET', path: '/account', signal });
      return { accountId: body.id, name: body.name };
    },
    readChanges: ({ object, since: checkpoint, ...asked }, options) =>
      http.readChangedSince({
        ...{ appName, what: object, since: checkpoint, overlapMs: 60_000, logger: context.logger },
        async *pages({ since, cursor }) {
          const pages = list(object, { updated_since: since ?? '' }, options, cursor);
          for await (const { items, ...page } of pages) {
            yield { ...page, records: items.map((item) => recordOf(object, item, asked)) };
          }
        },
      }),
    async readRecords({ object, ids, ...asked }, options) {
      const found = new Map<string, core.SourceRecord>();
      for await (const { items } of list(object, { ids: ids.join(',') }, options)) {
        for (const item of items) found.set(item.id, recordOf(object, item, asked));
      }
      return core.inAskedOrder(ids, found);
    },
    readAssociations: async (request, options) =>
      core.associationsOf(await connection.readRecords({ ...request, fields: [] }, options)),
    async findByKey({ object, keys: [key = {}], fields }, options) {
      const filter = Object.fromEntries(Object.entries(key).map(([id, value]) => [id, String(value)]));
      const found: core.SourceRecord[] = [];
      for await (const { items } of list(object, filter, options)) {
        for (const item of items) found.push(recordOf(object, item, { fields, associations: [] }));
      }
      return [found];
    },
    async *listIds({ object }, options) {
      for await (const { items } of list(object, {}, options)) yield items.map(({ id }) => id);
    },
    write: ({ object, changes }, options) =>
      http.writeEach(changes, options, (change, sending) => write(client, object, change, sending)),
    close: async () => client.close(),
  };
  return connection;
}
