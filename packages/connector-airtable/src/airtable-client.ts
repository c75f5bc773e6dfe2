import { type CallOptions, type ConnectContext, RetryableError } from '@linkwright/core';
import {
  type AnswerSchema,
  appTime,
  createHttpClient,
  type HttpRequest,
  type HttpResponse,
  parseAnswer,
} from '@linkwright/http';
import { type AirtableRefusal, readRefusal, requestError } from './airtable-errors.ts';
import type { AirtableSettings } from './airtable-settings.ts';
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
  /** Of the page before. All else has to stay as it was. */
  readonly offset?: string | undefined;
  readonly maxRecords?: number;
  /** Keeps record ids and people's data out of addresses, which proxies write down. */
  readonly byPost?: boolean;
}

export interface ListPage {
  readonly records: readonly WireRecord[];
  /** Absent: the last page. */
  readonly offset: string | undefined;
  /** By Airtable's clock, milliseconds since 1970: the request was not answered from an older state. `null`: not told. */
  readonly askedAt: number | null;
}

export interface WriteOptions extends CallOptions {
  /** The request may have reached Airtable. */
  readonly onSend: () => void;
}

export type WriteAnswer =
  | { readonly kind: 'done'; readonly records: readonly WireRecord[] }
  | { readonly kind: 'refused'; readonly refusal: AirtableRefusal };

/** The calls, one method each. Fields are named by id in both directions; nothing is ever converted (`typecast`). */
export interface AirtableClient {
  whoAmI(options: CallOptions): Promise<{ readonly scopes?: readonly string[] | undefined }>;
  /** All that the token opens. */
  listBases(options: CallOptions): Promise<readonly WireBase[]>;
  /** With all their fields, in one call. */
  listTables(options: CallOptions): Promise<readonly WireTable[]>;
  listPage(table: string, query: ListQuery, options: CallOptions): Promise<ListPage>;
  /** At most 10; answered in order, all or nothing. */
  createRecords(table: string, cells: readonly WireCells[], options: WriteOptions): Promise<WriteAnswer>;
  updateRecords(
    table: string,
    records: readonly { readonly id: string; readonly fields: WireCells }[],
    options: WriteOptions,
  ): Promise<WriteAnswer>;
  /** Updates the one record with the same value in the field, or creates one. Several such records: all is refused. */
  upsertRecords(table: string, field: string, cells: readonly WireCells[], options: WriteOptions): Promise<WriteAnswer>;
  deleteRecords(table: string, ids: readonly string[], options: WriteOptions): Promise<WriteAnswer>;
  close(): void;
}

export function createAirtableClient(settings: AirtableSettings, context: ConnectContext): AirtableClient {
  const { clock } = context;
  const http = createHttpClient(context, {
    appName: 'Airtable',
    baseUrl: settings.baseUrl,
    headers: { authorization: `Bearer ${settings.accessToken}` },
    secrets: [settings.accessToken],
    classify: (response, request) =>
      requestError(readRefusal(response.status, response.body), `${request.method} ${request.path}`),
    retryDelay: (response) => {
      if (response.status !== 429) return null;
      const { type } = readRefusal(response.status, response.body);
      return type === 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' ? 'never' : rateLimitPauseMs;
    },
  });
  const base = `/v0/${settings.baseId}`;

  async function read(request: Omit<HttpRequest, 'safe'>): Promise<HttpResponse> {
    return http.request({ ...request, safe: true });
  }

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
    { signal, onSend }: WriteOptions,
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
      const { body } = await read({ kind: 'who-am-i', method: 'GET', path: '/v0/meta/whoami', signal });
      return parsed(whoAmIAnswerSchema, body, 'who the token belongs to');
    },
    async listBases({ signal }) {
      const bases: WireBase[] = [];
      let offset: string | undefined;
      do {
        const query = new URLSearchParams(offset === undefined ? {} : { offset });
        const { body } = await read({ kind: 'schema', method: 'GET', path: '/v0/meta/bases', query, signal });
        const page = parsed(basesAnswerSchema, body, 'the bases of the token');
        bases.push(...page.bases);
        offset = page.offset;
      } while (offset !== undefined && bases.length < mostBases);
      return bases;
    },
    async listTables({ signal }) {
      const path = `/v0/meta/bases/${settings.baseId}/tables`;
      const { body } = await read({ kind: 'schema', method: 'GET', path, signal });
      return parsed(tablesAnswerSchema, body, 'the tables of the base').tables;
    },
    async listPage(table, query, { signal }) {
      let sentAt = clock.now();
      const onSend = () => {
        sentAt = clock.now();
      };
      const search = searchOf(query);
      const path = `${base}/${table}`;
      const tooLong = settings.baseUrl.length + path.length + search.toString().length + 1 > maxUrlLength;
      const { body, headers, receivedAt } = await read(
        query.byPost === true || tooLong
          ? { kind: 'list', method: 'POST', path: `${path}/listRecords`, body: bodyOf(query), signal, onSend }
          : { kind: 'list', method: 'GET', path, query: search, signal, onSend },
      );
      const { records, offset } = parsed(listAnswerSchema, body, 'a list of records');
      // The Date header is that of the answer; the state it shows may be older by as long as the answer took.
      const answeredAt = appTime({ headers, receivedAt });
      return { records, offset, askedAt: answeredAt === null ? null : answeredAt - (receivedAt - sentAt) };
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
    close: () => http.close(),
  };
}

function searchOf(query: ListQuery): URLSearchParams {
  const search = listParameter('fields[]', query.fields);
  search.set('pageSize', '100');
  search.set('returnFieldsByFieldId', 'true');
  if (query.formula !== undefined) search.set('filterByFormula', query.formula);
  if (query.maxRecords !== undefined) search.set('maxRecords', String(query.maxRecords));
  if (query.offset !== undefined) search.set('offset', query.offset);
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
    ...(query.offset === undefined ? {} : { offset: query.offset }),
  };
}

function parsed<Answer>(schema: AnswerSchema<Answer>, body: unknown, what: string): Answer {
  return parseAnswer(schema, body, { appName: 'Airtable', what: `with ${what}` });
}
