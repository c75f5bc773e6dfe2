import { type ConnectContext, ContractError, isErrorOfKind, RetryableError } from '@linkwright/core';
import {
  type AnswerSchema,
  createHttpClient,
  type HttpRequest,
  type HttpResponse,
  parseAnswer as parseHttpAnswer,
  unexpectedAnswer,
} from '@linkwright/http';
import type { z } from 'zod';
import { classifyAnswer, readMissingScopes, readWireError, retryDelayOf } from './hubspot-errors.ts';
import type { HubspotSettings } from './hubspot-settings.ts';
import {
  type AssociationBatch,
  accountSchema,
  associationBatchSchema,
  associationLimitsSchema,
  associationTypesSchema,
  batchReadSchema,
  ownersSchema,
  pipelinesSchema,
  propertiesSchema,
  type RecordPage,
  recordPageSchema,
  schemasSchema,
  type WireAssociationLimits,
  type WireAssociationTypes,
  type WireDefinition,
  type WireRecord,
  type WireSchema,
  wireRecordSchema,
} from './hubspot-wire.ts';

/** The one place where versions of HubSpot's API stand. */
const paths = {
  account: '/account-info/v3/details',
  owners: '/crm/v3/owners',
  objects: (object: string) => `/crm/v3/objects/${object}`,
  properties: (object: string) => `/crm/v3/properties/${object}`,
  pipelines: (object: string) => `/crm/v3/pipelines/${object}`,
  schemas: '/crm-object-schemas/v3/schemas',
  associations: (from: string, to: string) => `/crm/v4/associations/${from}/${to}/batch`,
  associationTypes: (from: string, to: string) => `/crm/v4/associations/${from}/${to}/labels`,
  associationLimits: '/crm/v4/associations/definitions/configurations/all',
} as const;

/** HubSpot's proxies refuse longer addresses with 414; about 900 property names do it. */
const maxUrlLength = 8000;

export const maxSearchBodyLength = 3000;

export interface SearchRequest {
  readonly filterGroups: readonly { readonly filters: readonly object[] }[];
  readonly sorts: readonly { readonly propertyName: string; readonly direction: 'ASCENDING' }[];
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after?: string;
}

/** An answer with HubSpot's own time, in milliseconds since 1970; `null`: it did not say. */
export interface Dated<Value> {
  readonly value: Value;
  readonly date: number | null;
}

/** Writes are answered with the raw response: what a 4xx means is for the writer to say. */
export interface WriteCall {
  readonly signal: AbortSignal;
  readonly onSend: () => void;
}

export type HubspotClient = ReturnType<typeof createHubspotClient>;

/** The calls, one function each; nothing is remembered between them. */
export function createHubspotClient(settings: HubspotSettings, context: ConnectContext) {
  const baseUrl = settings.baseUrl.replace(/\/+$/, '');
  const http = createHttpClient(context, {
    appName: 'HubSpot',
    baseUrl,
    headers: { authorization: `Bearer ${settings.accessToken}` },
    secrets: [settings.accessToken],
    classify: classifyAnswer,
    retryDelay: retryDelayOf,
    readRate: (response, request) => {
      // These headers describe the app's own burst limit; other groups of endpoints have limits of their own.
      if (request.bucket !== undefined) return null;
      const requests = Number(response.headers['x-hubspot-ratelimit-max']);
      const perMs = Number(response.headers['x-hubspot-ratelimit-interval-milliseconds']);
      return requests > 0 && perMs > 0 ? { bucket: 'default', limit: { requests, perMs } } : null;
    },
  });

  async function read<Schema extends z.ZodType>(
    schema: Schema,
    request: Omit<HttpRequest, 'safe'>,
  ): Promise<Dated<z.output<Schema>>> {
    const response = await http.request({ ...request, safe: true });
    return { value: parseAnswer(schema, response, request), date: dateOf(response) };
  }

  async function readPage(
    request: Omit<HttpRequest, 'safe'>,
    properties: readonly string[],
  ): Promise<Dated<RecordPage>> {
    const { value, date } = await read(recordPageSchema, request);
    return { value: { ...value, results: value.results.map((wire) => withProperties(wire, properties)) }, date };
  }

  /** For what the connector can do without: `null` where HubSpot will not tell this key. */
  async function readIfAllowed<Schema extends z.ZodType>(
    schema: Schema,
    request: Omit<HttpRequest, 'safe' | 'accept'>,
  ): Promise<z.output<Schema> | null> {
    const response = await http.request({ ...request, safe: true, accept: [400, 403, 404] });
    return response.status >= 400 ? null : parseAnswer(schema, response, request);
  }

  function recordsQuery(query: {
    readonly limit?: number;
    readonly after?: string | null;
    readonly properties: readonly string[];
    readonly associations?: readonly string[];
  }): Record<string, string> {
    return {
      ...(query.limit === undefined ? {} : { limit: String(query.limit) }),
      ...(query.after === undefined || query.after === null ? {} : { after: query.after }),
      // Joined by commas: HubSpot silently ignores `properties[]=`.
      properties: query.properties.join(','),
      ...(query.associations === undefined || query.associations.length === 0
        ? {}
        : { associations: query.associations.join(',') }),
    };
  }

  return {
    redact: http.redact,
    close: http.close,

    async account(signal: AbortSignal) {
      return (await read(accountSchema, { kind: 'account', method: 'GET', path: paths.account, signal })).value;
    },

    async properties(object: string, signal: AbortSignal) {
      const path = paths.properties(object);
      return (await read(propertiesSchema, { kind: 'properties', method: 'GET', path, signal })).value.results;
    },

    async pipelines(object: string, signal: AbortSignal) {
      const path = paths.pipelines(object);
      return (await read(pipelinesSchema, { kind: 'pipelines', method: 'GET', path, signal })).value.results;
    },

    /** Custom objects only, all at once. `null`: the key may not list them; the scopes that HubSpot names, if any. */
    async schemas(
      signal: AbortSignal,
    ): Promise<{ readonly schemas: readonly WireSchema[] | null; readonly missingScopes: readonly string[] }> {
      const query = { includePropertyDefinitions: 'false', includeAssociationDefinitions: 'true' };
      const request: HttpRequest = {
        kind: 'schemas',
        method: 'GET',
        path: paths.schemas,
        query,
        safe: true,
        accept: [403],
        signal,
      };
      const response = await http.request(request);
      if (response.status !== 403) {
        return { schemas: parseAnswer(schemasSchema, response, request).results, missingScopes: [] };
      }
      return { schemas: null, missingScopes: readMissingScopes(readWireError(response.body)) };
    },

    /** `null`: not told, because the key may see only one of the two objects. */
    associationTypes: (from: string, to: string, signal: AbortSignal): Promise<WireAssociationTypes | null> =>
      readIfAllowed(associationTypesSchema, {
        kind: 'association-types',
        bucket: ['associations', 'default'],
        method: 'GET',
        path: paths.associationTypes(from, to),
        signal,
      }).then((answer) => answer?.results ?? null),

    /** Those that people have set; none where the key may not ask. */
    associationLimits: (signal: AbortSignal): Promise<WireAssociationLimits> =>
      readIfAllowed(associationLimitsSchema, {
        kind: 'association-limits',
        bucket: ['associations', 'default'],
        method: 'GET',
        path: paths.associationLimits,
        signal,
      }).then((answer) => answer?.results ?? []),

    /** Names of association types, by the type ids of the objects; none where the key may not ask. */
    associationDefinitions: (typeIds: readonly string[], signal: AbortSignal): Promise<readonly WireDefinition[]> =>
      readIfAllowed(schemasSchema, {
        kind: 'schemas',
        method: 'POST',
        path: `${paths.schemas}/batch/read`,
        body: {
          inputs: typeIds.map((id) => ({ id })),
          includeAssociationDefinitions: true,
          includePropertyDefinitions: false,
        },
        signal,
      }).then((answer) => answer?.results.flatMap(({ associations }) => associations) ?? []),

    async owners(request: { readonly archived: boolean; readonly after: string | null }, signal: AbortSignal) {
      const query = {
        limit: '100',
        archived: String(request.archived),
        ...(request.after === null ? {} : { after: request.after }),
      };
      return (await read(ownersSchema, { kind: 'owners', method: 'GET', path: paths.owners, query, signal })).value;
    },

    /** Can a list carry so many properties in its address? */
    fitsInUrl(object: string, properties: readonly string[], associations: readonly string[]): boolean {
      const query = new URLSearchParams(recordsQuery({ limit: 100, after: '9'.repeat(20), properties, associations }));
      return `${baseUrl}${paths.objects(object)}?${query}`.length < maxUrlLength;
    },

    list(
      request: {
        readonly object: string;
        readonly after: string | null;
        readonly properties: readonly string[];
        readonly associations: readonly string[];
      },
      signal: AbortSignal,
    ): Promise<Dated<RecordPage>> {
      const path = paths.objects(request.object);
      const query = recordsQuery({ limit: 100, ...request });
      return readPage({ kind: 'list', method: 'GET', path, query, signal }, request.properties);
    },

    /** `null`: not there. A merged-away id gives the record it was merged into, under that record's id. */
    async get(
      object: string,
      id: string,
      properties: readonly string[],
      signal: AbortSignal,
    ): Promise<WireRecord | null> {
      const request: HttpRequest = {
        kind: 'read',
        method: 'GET',
        path: `${paths.objects(object)}/${encodeURIComponent(id)}`,
        query: recordsQuery({ properties }),
        safe: true,
        accept: [404],
        signal,
      };
      const response = await http.request(request);
      return response.status === 404
        ? null
        : withProperties(parseAnswer(wireRecordSchema, response, request), properties);
    },

    /** Records that are not there are left out; the order is HubSpot's. */
    async batchRead(
      request: {
        readonly object: string;
        readonly ids: readonly string[];
        readonly properties: readonly string[];
        readonly idProperty?: string;
      },
      signal: AbortSignal,
    ): Promise<readonly WireRecord[]> {
      const path = `${paths.objects(request.object)}/batch/read`;
      const body = {
        properties: request.properties,
        inputs: request.ids.map((id) => ({ id })),
        ...(request.idProperty === undefined ? {} : { idProperty: request.idProperty }),
      };
      const kind = request.idProperty === undefined ? 'batch-read' : 'lookup';
      const { value } = await read(batchReadSchema, { kind, method: 'POST', path, body, signal });
      return value.results.map((wire) => withProperties(wire, request.properties));
    },

    search(object: string, body: SearchRequest, signal: AbortSignal): Promise<Dated<RecordPage>> {
      const path = `${paths.objects(object)}/search`;
      return readPage({ kind: 'search', bucket: 'search', method: 'POST', path, body, signal }, body.properties);
    },

    async readAssociations(
      request: {
        readonly from: string;
        readonly to: string;
        readonly inputs: readonly { readonly id: string; readonly after?: string }[];
      },
      signal: AbortSignal,
    ): Promise<AssociationBatch> {
      const path = `${paths.associations(request.from, request.to)}/read`;
      const body = { inputs: request.inputs };
      const bucket = ['associations', 'default'];
      return (
        await read(associationBatchSchema, { kind: 'associations-read', bucket, method: 'POST', path, body, signal })
      ).value;
    },

    /** Create and update are not repeated on a lost answer; archiving or upserting twice is doing it once. */
    writeRecords(
      object: string,
      operation: 'create' | 'update' | 'upsert' | 'archive',
      inputs: readonly object[],
      call: WriteCall,
    ): Promise<HttpResponse> {
      return http.request({
        kind: `batch-${operation}`,
        method: 'POST',
        path: `${paths.objects(object)}/batch/${operation}`,
        body: { inputs },
        safe: operation === 'archive' || operation === 'upsert',
        writes: true,
        accept: [400, 404, 409],
        ...call,
      });
    },

    /** All of these end in the same state however often they arrive. */
    writeAssociations(
      from: string,
      to: string,
      operation: 'create' | 'associate/default' | 'archive' | 'labels/archive',
      inputs: readonly object[],
      call: WriteCall,
    ): Promise<HttpResponse> {
      return http.request({
        kind: `associations-${operation.replace('/', '-')}`,
        bucket: ['associations', 'default'],
        method: 'POST',
        path: `${paths.associations(from, to)}/${operation}`,
        body: { inputs },
        safe: true,
        accept: [400, 404],
        ...call,
      });
    },
  };
}

function parseAnswer<Answer>(
  schema: AnswerSchema<Answer>,
  response: HttpResponse,
  { method, path }: Pick<HttpRequest, 'method' | 'path'>,
): Answer {
  return parseHttpAnswer(schema, response.body, { appName: 'HubSpot', what: `to ${method} ${path}` });
}

/** The same for a write that HubSpot says it has carried out: what became of it is then not known. */
export function parseWritten<Answer>(schema: AnswerSchema<Answer>, response: HttpResponse): Answer {
  try {
    return parseHttpAnswer(schema, response.body ?? {}, { appName: 'HubSpot', what: 'to a write' });
  } catch (cause) {
    if (!isErrorOfKind(cause, 'contract')) throw cause;
    throw new RetryableError(cause.message, { code: unexpectedAnswer, outcomeUnknown: true });
  }
}

/**
 * Single properties may be left out where they are empty. A record that shows none of those asked for would seem empty
 * altogether, although every record has an id and a date.
 */
function withProperties(wire: WireRecord, asked: readonly string[]): WireRecord {
  if (asked.some((name) => name in wire.properties)) return wire;
  throw new ContractError(`HubSpot shows no property of record ${wire.id} that was asked for (at "properties").`, {
    code: unexpectedAnswer,
  });
}

function dateOf(response: HttpResponse): number | null {
  const date = Date.parse(response.headers.date ?? '');
  return Number.isNaN(date) ? null : date;
}
