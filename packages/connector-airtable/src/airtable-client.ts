import { type CallOptions, type ConnectContext, RetryableError } from '@linkwright/core';
import {
  type AnswerSchema,
  askedTime,
  type BatchAnswer,
  bearerToken,
  createHttpClient,
  cursorPages,
  type HttpRequest,
  type HttpResponse,
  parseAnswer,
  type SendOptions,
} from '@linkwright/http';
import { type AirtableRefusal, readRefusal, requestError } from './airtable-errors.ts';
import { airtableOAuth } from './airtable-oauth.ts';
import type { AirtableSettings } from './airtable-settings.ts';
import {
  createdWebhookSchema,
  type PayloadsAnswer,
  payloadsAnswerSchema,
  type WireWebhook,
  webhooksAnswerSchema,
} from './airtable-webhook-wire.ts';
import {
  basesAnswerSchema,
  deleteAnswerSchema,
  listAnswerSchema,
  tablesAnswerSchema,
  type WireBase,
  type WireCells,
  type WireRecord,
  type WireTable,
  whoAmIAnswerSchema,
  writeAnswerSchema,
} from './airtable-wire.ts';

/** Once over its limit Airtable refuses every call for 30 s. Retry-After is not promised. */
const rateLimitPauseMs = 30_000;

/** Airtable refuses addresses beyond 16,000 characters; what is longer is asked by POST. */
const maxUrlLength = 15_000;

/** More bases than these nobody chooses from a list. */
const mostBases = 10_000;

/** How often a write is sent again that Airtable itself says is safe to repeat. */
const maxRepeats = 3;

export interface ListQuery {
  /** Ids; at least one, since none would mean all. */
  readonly fields: readonly string[];
  readonly formula?: string;
  /** `next` of the page before. All else has to stay as it was. */
  readonly offset?: string | null;
  readonly maxRecords?: number;
  /** Keeps record ids and people's data out of addresses, which proxies write down. */
  readonly byPost?: boolean;
}

export interface ListPage {
  readonly records: readonly WireRecord[];
  /** `null`: the last page. */
  readonly next: string | null;
  /** By Airtable's clock, milliseconds since 1970: the request was not answered from an older state. `null`: not told. */
  readonly askedAt: number | null;
}

export type WriteAnswer = BatchAnswer<WireRecord, AirtableRefusal>;

/** The calls, one method each. Fields are named by id in both directions; nothing is ever converted (`typecast`). */
export interface AirtableClient {
  whoAmI(options: CallOptions): Promise<{ readonly scopes?: readonly string[] | undefined }>;
  /** All that the token opens. */
  listBases(options: CallOptions): Promise<readonly WireBase[]>;
  /** With all their fields, in one call. */
  listTables(options: CallOptions): Promise<readonly WireTable[]>;
  listPage(table: string, query: ListQuery, options: CallOptions): Promise<ListPage>;
  /** At most 10; answered in order, all or nothing. */
  createRecords(table: string, cells: readonly WireCells[], options: SendOptions): Promise<WriteAnswer>;
  updateRecords(
    table: string,
    records: readonly { readonly id: string; readonly fields: WireCells }[],
    options: SendOptions,
  ): Promise<WriteAnswer>;
  /** Updates the one record with the same value in the field, or creates one. Several such records: all is refused. */
  upsertRecords(table: string, field: string, cells: readonly WireCells[], options: SendOptions): Promise<WriteAnswer>;
  deleteRecords(table: string, ids: readonly string[], options: SendOptions): Promise<WriteAnswer>;
  listWebhooks(options: CallOptions): Promise<readonly WireWebhook[]>;
  /** `notificationUrl`: is pinged when there is something to read. */
  createWebhook(
    specification: object,
    notificationUrl: string | null,
    options: CallOptions,
  ): Promise<{ readonly id: string; readonly macSecretBase64: string }>;
  /** One that is not there is deleted already. */
  deleteWebhook(id: string, options: CallOptions): Promise<void>;
  /** At most 50 from a cursor on. `null`: there is no such webhook. */
  listPayloads(id: string, cursor: number, options: CallOptions): Promise<PayloadsAnswer | null>;
  close(): void;
}

export function createAirtableClient(settings: AirtableSettings, context: ConnectContext): AirtableClient {
  const { clock } = context;
  const http = createHttpClient(context, {
    appName: 'Airtable',
    baseUrl: settings.baseUrl,
    ...(airtableOAuth.credentials(settings, context) ?? bearerToken(settings.accessToken ?? '')),
    classify: (response, request) =>
      requestError(readRefusal(response.status, response.body), `${request.method} ${request.path}`),
    retryDelay: (response) => {
      if (response.status !== 429) return null;
      const { type } = readRefusal(response.status, response.body);
      return type === 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' ? 'never' : rateLimitPauseMs;
    },
  });
  const base = `/v0/${settings.baseId}`;
  const webhooks = `/v0/bases/${settings.baseId}/webhooks`;

  async function write(request: Omit<HttpRequest, 'safe' | 'accept'>): Promise<HttpResponse> {
    for (let attempt = 1; ; attempt += 1) {
      const response = await http.request({ ...request, safe: false, accept: [200, 403, 404, 413, 422, 503] });
      if (response.status !== 503) return response;
      const repeatable = readRefusal(503, response.body).type === 'RETRIABLE_ERROR';
      if (!repeatable || attempt > maxRepeats) {
        throw new RetryableError(`Airtable cannot serve ${request.method} ${request.path} for the moment (503).`, {
          code: 'app-unavailable',
          outcomeUnknown: !repeatable,
        });
      }
      const seconds = Number(response.headers['retry-after'] ?? 2 ** attempt);
      await clock.sleep((Number.isFinite(seconds) ? seconds : 2 ** attempt) * 1000, request.signal);
    }
  }

  function answerOf(response: HttpResponse, parse: (body: unknown) => readonly WireRecord[]): WriteAnswer {
    if (response.status === 200) return { kind: 'done', records: parse(response.body) };
    const refusal = readRefusal(response.status, response.body);
    return { kind: 'refused', refusal: { ...refusal, message: http.redact(refusal.message) } };
  }

  async function writeRecords(
    table: string,
    method: 'POST' | 'PATCH',
    body: Readonly<Record<string, unknown>>,
    kind: string,
    { signal, onSend }: SendOptions,
  ): Promise<WriteAnswer> {
    const response = await write({
      kind,
      method,
      path: `${base}/${table}`,
      body: { ...body, returnFieldsByFieldId: true },
      signal,
      onSend,
    });
    return answerOf(response, (answer) => parsed(writeAnswerSchema, answer, 'a write').records);
  }

  return {
    async whoAmI({ signal }) {
      const request = { kind: 'who-am-i', method: 'GET', path: '/v0/meta/whoami', signal } as const;
      return (await http.read(whoAmIAnswerSchema, request)).body;
    },
    async listBases({ signal }) {
      const found: WireBase[] = [];
      const pages = cursorPages({ appName: 'Airtable', what: 'bases' }, async (offset) => {
        const query = new URLSearchParams(offset === null ? {} : { offset });
        const request = { kind: 'schema', method: 'GET', path: '/v0/meta/bases', query, signal } as const;
        const { bases, offset: next = null } = (await http.read(basesAnswerSchema, request)).body;
        return { bases, next };
      });
      for await (const { bases } of pages) {
        found.push(...bases);
        if (found.length >= mostBases) break;
      }
      return found;
    },
    async listTables({ signal }) {
      const path = `/v0/meta/bases/${settings.baseId}/tables`;
      return (await http.read(tablesAnswerSchema, { kind: 'schema', method: 'GET', path, signal })).body.tables;
    },
    async listPage(table, query, { signal }) {
      const search = searchOf(query);
      const path = `${base}/${table}`;
      const tooLong = settings.baseUrl.length + path.length + search.toString().length + 1 > maxUrlLength;
      const answer = await http.read(
        listAnswerSchema,
        query.byPost === true || tooLong
          ? { kind: 'list', method: 'POST', path: `${path}/listRecords`, body: bodyOf(query), signal }
          : { kind: 'list', method: 'GET', path, query: search, signal },
      );
      const { records, offset: next = null } = answer.body;
      return { records, next, askedAt: askedTime(answer) };
    },
    createRecords: (table, cells, options) =>
      writeRecords(table, 'POST', { records: cells.map((fields) => ({ fields })) }, 'batch-create', options),
    updateRecords: (table, records, options) => writeRecords(table, 'PATCH', { records }, 'batch-update', options),
    upsertRecords: (table, field, cells, options) =>
      writeRecords(
        table,
        'PATCH',
        { performUpsert: { fieldsToMergeOn: [field] }, records: cells.map((fields) => ({ fields })) },
        'batch-upsert',
        options,
      ),
    async deleteRecords(table, ids, { signal, onSend }) {
      const query = listParameter('records[]', ids);
      const request = {
        kind: 'batch-delete',
        method: 'DELETE',
        path: `${base}/${table}`,
        query,
        signal,
        onSend,
      } as const;
      return answerOf(await write(request), (body) =>
        parsed(deleteAnswerSchema, body, 'a deletion').records.map(({ id }) => ({ id, fields: {} })),
      );
    },
    async listWebhooks({ signal }) {
      const request = { kind: 'webhooks', method: 'GET', path: webhooks, signal } as const;
      return (await http.read(webhooksAnswerSchema, request)).body.webhooks;
    },
    async createWebhook(specification, notificationUrl, { signal }) {
      const body = { specification, ...(notificationUrl !== null && { notificationUrl }) };
      const request = { kind: 'webhooks', method: 'POST', path: webhooks, body, signal, safe: false } as const;
      return parsed(createdWebhookSchema, (await http.request(request)).body, 'a new webhook');
    },
    async deleteWebhook(id, { signal }) {
      const path = `${webhooks}/${id}`;
      const accept = [200, 204, 404];
      await http.request({ kind: 'webhooks', method: 'DELETE', path, accept, signal, safe: true });
    },
    async listPayloads(id, cursor, { signal }) {
      const path = `${webhooks}/${id}/payloads`;
      const query = new URLSearchParams({ cursor: String(cursor), limit: '50' });
      const request = { kind: 'webhook-payloads', method: 'GET', path, query, accept: [200, 404], signal } as const;
      const response = await http.request({ ...request, safe: true });
      return response.status === 404 ? null : parsed(payloadsAnswerSchema, response.body, 'payloads of a webhook');
    },
    close: () => http.close(),
  };
}

function searchOf(query: ListQuery): URLSearchParams {
  const search = listParameter('fields[]', query.fields);
  search.set('pageSize', '100');
  search.set('returnFieldsByFieldId', 'true');
  if (query.formula !== undefined) search.set('filterByFormula', query.formula);
  if (query.maxRecords !== undefined) search.set('maxRecords', String(query.maxRecords));
  if (typeof query.offset === 'string') search.set('offset', query.offset);
  return search;
}

function listParameter(name: string, values: readonly string[]): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const value of values) parameters.append(name, value);
  return parameters;
}

function bodyOf(query: ListQuery): Readonly<Record<string, unknown>> {
  return {
    fields: query.fields,
    pageSize: 100,
    returnFieldsByFieldId: true,
    ...(query.formula === undefined ? {} : { filterByFormula: query.formula }),
    ...(query.maxRecords === undefined ? {} : { maxRecords: query.maxRecords }),
    ...(typeof query.offset === 'string' && { offset: query.offset }),
  };
}

function parsed<Answer>(schema: AnswerSchema<Answer>, body: unknown, what: string): Answer {
  return parseAnswer(schema, body, { appName: 'Airtable', what: `with ${what}` });
}
