import { type CallOptions, type ConnectContext, ContractError, isErrorOfKind } from '@linkwright/core';
import {
  type AnswerSchema,
  askedTime,
  type BatchAnswer,
  type HttpRequest,
  type HttpResponse,
  parseAnswer,
  type SendOptions,
} from '@linkwright/http';
import { type KintoneRefusal, noRecord, requestError } from './kintone-errors.ts';
import type { KintoneSettings } from './kintone-settings.ts';
import { createKintoneTransport } from './kintone-transport.ts';
import {
  appsAnswerSchema,
  createAnswerSchema,
  deleteAnswerSchema,
  formAnswerSchema,
  recordRulesAnswerSchema,
  recordsAnswerSchema,
  rightsAnswerSchema,
  settingsAnswerSchema,
  updateAnswerSchema,
  usersAnswerSchema,
  type WireApp,
  type WireCells,
  type WireForm,
  type WireRecord,
  type WireRights,
  type WireSettings,
  wireAppSchema,
} from './kintone-wire.ts';

/** Kintone refuses addresses beyond 8 KB; what is longer than this is asked by POST. */
const maxUrlLength = 4_000;

/** More fields have no place in an address. */
const maxUrlFields = 100;

/** Of a list of apps; Kintone gives no more. */
export const appPageSize = 100;

export interface ListQuery {
  /** Field codes; at least one, since none would mean all. */
  readonly fields: readonly string[];
  readonly query: string;
  /** Shall Kintone count the records that the query would find without its limit? */
  readonly counts: boolean;
  /** Keeps people's data out of addresses, which proxies write down. */
  readonly isPrivate: boolean;
}

export interface RecordPage {
  readonly records: readonly WireRecord[];
  /** `null`: not counted. */
  readonly total: number | null;
  /** By Kintone's clock, milliseconds since 1970: the request was not answered from an older state. `null`: not told. */
  readonly askedAt: number | null;
}

export interface WrittenRecord {
  readonly id: string;
  /** Absent: the record is gone. */
  readonly revision?: string;
}

export type WriteAnswer = BatchAnswer<WrittenRecord, KintoneRefusal>;

export interface RecordUpdate {
  readonly id: string;
  /** The record is written only if it still has it. Absent: whatever it has. */
  readonly revision: string | undefined;
  readonly record: WireCells;
}

export interface RecordUpsert {
  readonly updateKey: { readonly field: string; readonly value: unknown };
  /** Without the field of the key, which Kintone fills from `updateKey`. */
  readonly record: WireCells;
}

/** The calls, one method each. Writes take at most 100 records, all or nothing, and answer in their order. */
export interface KintoneClient {
  /** `null`: API tokens are accepted, but may not list apps. */
  listApps(offset: number, limit: number, options: CallOptions): Promise<readonly WireApp[] | null>;
  /** Of a person who logs in. `null`: Kintone does not tell it. */
  readTimeZone(username: string, options: CallOptions): Promise<string | null>;
  /** `null`: the credentials may not ask for it. */
  readApp(app: string, options: CallOptions): Promise<WireApp | null>;
  readForm(app: string, options: CallOptions): Promise<WireForm>;
  /** `null`: the credentials may not ask for them. */
  readSettings(app: string, options: CallOptions): Promise<WireSettings | null>;
  listRecords(app: string, query: ListQuery, options: CallOptions): Promise<RecordPage>;
  /** Whether there may be records that these credentials are not shown. */
  mayHideRecords(app: string, options: CallOptions): Promise<boolean>;
  /** Whether there is such a record, shown or not. */
  hasRecord(app: string, id: string, options: CallOptions): Promise<boolean>;
  /** What the login may do with these records, at most 100. `null`: Kintone does not tell (API tokens), or one is not there. */
  evaluateRights(app: string, ids: readonly string[], options: CallOptions): Promise<readonly WireRights[] | null>;
  createRecords(app: string, records: readonly WireCells[], options: SendOptions): Promise<WriteAnswer>;
  updateRecords(app: string, records: readonly RecordUpdate[], options: SendOptions): Promise<WriteAnswer>;
  /** Updates the record with the same value in the field, or creates one. */
  upsertRecords(app: string, records: readonly RecordUpsert[], options: SendOptions): Promise<WriteAnswer>;
  deleteRecords(
    app: string,
    records: readonly Omit<RecordUpdate, 'record'>[],
    options: SendOptions,
  ): Promise<WriteAnswer>;
  close(): void;
}

export function createKintoneClient(settings: KintoneSettings, context: ConnectContext): KintoneClient {
  const { base, read, write, refusalOf, close } = createKintoneTransport(settings, context);

  async function writeRecords(
    request: Omit<HttpRequest, 'safe' | 'accept' | 'path'>,
    recordsOf: (body: unknown) => readonly WrittenRecord[],
  ): Promise<WriteAnswer> {
    const response = await write({ ...request, path: `${base}/records.json` });
    if (response.status < 300) return { kind: 'done', records: recordsOf(response.body) };
    return { kind: 'refused', refusal: refusalOf(response) };
  }

  /** For what the connector can do without. `null`: these credentials are not told. */
  async function readIfTold(request: Omit<HttpRequest, 'safe' | 'accept'>): Promise<HttpResponse | null> {
    try {
      const response = await read(request, { accept: [400, 403, 404] });
      return response.status < 300 ? response : null;
    } catch (error) {
      if (isErrorOfKind(error, 'authentication')) return null;
      throw error;
    }
  }

  function update(
    kind: string,
    body: Readonly<Record<string, unknown>>,
    { signal, onSend }: SendOptions,
  ): Promise<WriteAnswer> {
    return writeRecords({ kind, method: 'PUT', body, signal, onSend }, (answer) =>
      parsed(updateAnswerSchema, answer, 'an update').records.map(({ id, revision }) => ({ id, revision })),
    );
  }

  return {
    async listApps(offset, limit, { signal }) {
      const query = { limit: String(limit), offset: String(offset) };
      const response = await read(
        { kind: 'apps', method: 'GET', path: `${base}/apps.json`, query, signal },
        { accept: [403] },
      );
      if (response.status < 300) return parsed(appsAnswerSchema, response.body, 'the apps').apps;
      const refusal = refusalOf(response);
      if (refusal.code === 'GAIA_NO01') return null;
      throw (
        requestError(refusal, 'listing the apps') ??
        new ContractError(`Kintone does not list its apps (${response.status}).`, { code: 'refused-request' })
      );
    },
    async readTimeZone(username, { signal }) {
      // Users are the domain's: the same path, whatever guest space the apps are in.
      const query = new URLSearchParams(numbered('codes', [username]));
      const request = { kind: 'users', method: 'GET', path: '/v1/users.json', query, signal } as const;
      const answer = await readIfTold(request);
      const { users } = answer === null ? { users: [] } : parsed(usersAnswerSchema, answer.body, 'the users');
      return users.find(({ code }) => code.toLowerCase() === username.toLowerCase())?.timezone ?? null;
    },
    async readApp(app, { signal }) {
      const query = { id: app };
      const response = await read(
        { kind: 'schema', method: 'GET', path: `${base}/app.json`, query, signal },
        { accept: [403] },
      );
      return response.status < 300 ? parsed(wireAppSchema, response.body, 'the app') : null;
    },
    async readForm(app, { signal }) {
      const query = { app };
      const path = `${base}/app/form/fields.json`;
      const { body } = await read({ kind: 'schema', method: 'GET', path, query, signal });
      return parsed(formAnswerSchema, body, 'the fields of the app').properties;
    },
    async readSettings(app, { signal }) {
      const query = { app };
      const path = `${base}/app/settings.json`;
      const response = await read({ kind: 'schema', method: 'GET', path, query, signal }, { accept: [403] });
      return response.status < 300 ? parsed(settingsAnswerSchema, response.body, 'the settings of the app') : null;
    },
    async listRecords(app, query, { signal }) {
      const search = searchOf(app, query);
      const path = `${base}/records.json`;
      const isLong =
        query.fields.length > maxUrlFields ||
        settings.baseUrl.length + path.length + search.toString().length > maxUrlLength;
      const answer =
        query.isPrivate || isLong
          ? await read({ kind: 'list', method: 'POST', path, body: bodyOf(app, query), signal }, { byBody: true })
          : await read({ kind: 'list', method: 'GET', path, query: search, signal });
      if (answer.headers['x-cybozu-warning'] !== undefined) {
        throw new ContractError('Kintone gave up in the middle of a search, so its answer is not complete.', {
          code: 'incomplete-answer',
        });
      }
      const { records, totalCount = null } = parsed(recordsAnswerSchema, answer.body, 'a list of records');
      return { records, total: totalCount, askedAt: askedTime(answer) };
    },
    async mayHideRecords(app, { signal }) {
      // What an API token may do goes before the permissions for records.
      if (settings.apiToken !== undefined) return false;
      const path = `${base}/record/acl.json`;
      const answer = await readIfTold({ kind: 'rights', method: 'GET', path, query: { app }, signal });
      return (
        answer === null || parsed(recordRulesAnswerSchema, answer.body, 'permissions for records').rights.length > 0
      );
    },
    async hasRecord(app, id, { signal }) {
      const request = { kind: 'read', method: 'GET', path: `${base}/record.json`, query: { app, id }, signal } as const;
      const response = await read(request, { accept: [403, 404] });
      if (response.status < 300 || response.status === 403) return true;
      const refusal = refusalOf(response);
      if (refusal.code === noRecord) return false;
      throw (
        requestError(refusal, 'a record') ??
        new ContractError(`Kintone does not show a record (${response.status}).`, { code: 'refused-request' })
      );
    },
    async evaluateRights(app, ids, { signal }) {
      const query = new URLSearchParams([['app', app], ...numbered('ids', ids)]);
      const path = `${base}/records/acl/evaluate.json`;
      const answer = await readIfTold({ kind: 'rights', method: 'GET', path, query, signal });
      return answer === null ? null : parsed(rightsAnswerSchema, answer.body, 'rights').rights;
    },
    createRecords: (app, records, { signal, onSend }) =>
      writeRecords({ kind: 'batch-create', method: 'POST', body: { app, records }, signal, onSend }, (answer) => {
        const { ids, revisions } = parsed(createAnswerSchema, answer, 'a create');
        return ids.map((id, place) => withRevision(id, revisions[place]));
      }),
    updateRecords: (app, records, options) =>
      update(
        'batch-update',
        {
          app,
          records: records.map(({ revision, ...rest }) => (revision === undefined ? rest : { ...rest, revision })),
        },
        options,
      ),
    upsertRecords: (app, records, options) => update('batch-upsert', { app, upsert: true, records }, options),
    deleteRecords(app, records, { signal, onSend }) {
      const query = new URLSearchParams([
        ['app', app],
        ...numbered(
          'ids',
          records.map(({ id }) => id),
        ),
        // -1: whatever revision the record has.
        ...numbered(
          'revisions',
          records.map(({ revision }) => revision ?? '-1'),
        ),
      ]);
      return writeRecords({ kind: 'batch-delete', method: 'DELETE', query, signal, onSend }, (answer) => {
        parsed(deleteAnswerSchema, answer, 'a deletion');
        return records.map(({ id }) => ({ id }));
      });
    },
    close,
  };
}

function withRevision(id: string, revision: string | undefined): WrittenRecord {
  return revision === undefined ? { id } : { id, revision };
}

function searchOf(app: string, { fields, query, counts }: ListQuery): URLSearchParams {
  const search = new URLSearchParams([['app', app], ...numbered('fields', fields), ['query', query]]);
  if (counts) search.set('totalCount', 'true');
  return search;
}

function bodyOf(app: string, { fields, query, counts }: ListQuery): Readonly<Record<string, unknown>> {
  return { app, fields, query, ...(counts ? { totalCount: true } : {}) };
}

function numbered(name: string, values: readonly string[]): [string, string][] {
  return values.map((value, place) => [`${name}[${place}]`, value]);
}

function parsed<Answer>(schema: AnswerSchema<Answer>, body: unknown, what: string): Answer {
  return parseAnswer(schema, body, { appName: 'Kintone', what: `with ${what}` });
}
