import { silentPost } from '../hints/hint-post.ts';
import type { SandboxApp, SandboxContext, SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import { type AirtableCaller, createTokenReader } from './airtable-access.ts';
import { AirtableChangeSet } from './airtable-change-set.ts';
import { AirtableFailure, failure, modelNotFound, notFound } from './airtable-errors.ts';
import { createIdSource } from './airtable-ids.ts';
import { createAirtableLimiter } from './airtable-limits.ts';
import { createListIterators, type ListIterators } from './airtable-list-iterators.ts';
import {
  createBase,
  createField,
  createTable,
  listBases,
  listTables,
  renameField,
  renameTable,
} from './airtable-metadata.ts';
import { createAirtableOAuth } from './airtable-oauth.ts';
import { listParametersOf, listRecords } from './airtable-record-listing.ts';
import { viewRecord } from './airtable-record-view.ts';
import {
  createRecords,
  deleteRecord,
  deleteRecords,
  updateRecord,
  updateRecords,
  type WriteScope,
} from './airtable-record-writing.ts';
import { type AirtableRoute, isMetadata, isWrite, matchRoute } from './airtable-routes.ts';
import { type AirtableState, type BaseState, createAirtableState, findTable } from './airtable-state.ts';
import { AirtableWebhooks } from './airtable-webhooks.ts';
import { loadBase } from './load-base.ts';

export interface AirtableOptions {
  /** Lets the metadata API create computed fields, which Airtable refuses: its user interface alone makes them. */
  readonly allowComputedFields?: boolean;
  /** False switches the limits of requests per second off. */
  readonly limits?: boolean;
  /** Record calls in a calendar month before the billing limit; without it there is none. */
  readonly monthlyCalls?: number;
  /** After how many idle milliseconds a listing has to begin again. Default: five minutes. */
  readonly listIdleMs?: number;
  /** The answer to a single record that is not there: both were seen of Airtable. Default: 403. */
  readonly missingRecordStatus?: 403 | 404;
}

const defaultListIdleMs = 300_000;
/** Longer URLs are refused; `listRecords` takes the same parameters in a body. */
const longestUrl = 16_000;
const vendorHost = 'https://api.airtable.com';

/**
 * Airtable's Web API in memory: records, links, formulas, metadata, limits and errors.
 *
 * Beyond the vendor's: answers carry `RateLimit-Policy: "default";q=5;w=1` with the requests multiplied by the
 * sandbox's speed, as they are enforced, so that a client need not know the speed. Every token is a user of its own who sees all bases; a token that
 * begins with `invalid` or `expired` is refused, one that begins with `noscope` may only read, and one
 * that begins with `lacks-tblXXXXXXXXXXXXXX-` is of somebody who may only read in that table, and one
 * that begins with `oaa`, or `noscope-oaa`, is of OAuth and says its scopes. Whoever is named by e-mail in
 * a collaborator cell is a collaborator. Tokens of a grant that OAuth gives are those of one user for each client.
 * Uploads are not there, files named by URL are not fetched.
 */
export function createAirtableApp(context: SandboxContext, options: AirtableOptions = {}): SandboxApp {
  const state = createAirtableState(createIdSource(context.random), context.now);
  const iterators = createListIterators(state.newId, context.now, options.listIdleMs ?? defaultListIdleMs);
  const { now, speed, random, post = silentPost, drawHintFault = () => undefined } = context;
  const webhooks = new AirtableWebhooks({ state, newId: state.newId, now, speed, random, post, drawHintFault });
  const oauth = createAirtableOAuth(context);
  const readToken = createTokenReader(state, oauth);
  const limiter = createAirtableLimiter({
    now: context.now,
    speed: context.speed,
    perSecond: options.limits !== false,
    monthlyCalls: options.monthlyCalls,
  });
  const headers = { 'RateLimit-Policy': limiter.policy };

  function answer(request: SandboxRequest): SandboxResponse {
    if (`${vendorHost}${request.path}?${request.rawQuery}`.length > longestUrl) return { status: 414, headers };
    const authorization = oauth.handle(request);
    if (authorization !== null) return authorization;
    const route = matchRoute(request.method, request.path);
    if (route === undefined) throw notFound();
    const caller = readToken(request.headers.authorization);
    const baseId = 'baseId' in route ? route.baseId : undefined;
    limiter.admit({ token: caller.token, baseId, metadata: isMetadata(route) });
    if (isWrite(route) && (!caller.mayWrite || isClosed(state, caller, route))) {
      throw failure(403, 'INVALID_PERMISSIONS', 'You are not permitted to perform this operation');
    }
    return {
      status: 200,
      headers,
      body: performNoting({ state, iterators, options, caller, request, webhooks }, route),
    };
  }

  return {
    name: 'airtable',
    oauth,
    load: (id, copy) => loadBase(state, id, copy),
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof AirtableFailure) return { status: error.status, headers, body: error.body };
        throw error;
      }
    },
  };
}

interface Call {
  readonly state: AirtableState;
  readonly iterators: ListIterators;
  readonly options: AirtableOptions;
  readonly caller: AirtableCaller;
  readonly request: SandboxRequest;
  readonly webhooks: AirtableWebhooks;
  readonly changes: AirtableChangeSet;
}

/** Webhooks hear of what a request has changed once it is done. */
function performNoting(call: Omit<Call, 'changes'>, route: AirtableRoute): unknown {
  const changes = new AirtableChangeSet();
  const body = perform({ ...call, changes }, route);
  if ('baseId' in route) {
    const base = call.state.bases.get(route.baseId);
    if (base !== undefined) call.webhooks.note(base, changes, call.caller.user);
  }
  return body;
}

/** Has the base closed the table to the caller? It may be named by its name. */
function isClosed(state: AirtableState, { closedTable }: AirtableCaller, route: AirtableRoute): boolean {
  if (closedTable === null || (route.kind !== 'records' && route.kind !== 'record')) return false;
  return findTable(baseOf(state, route.baseId), route.table)?.id === closedTable;
}

/** A token of OAuth that may only read lacks the scope; another one's owner has no more rights in the base. */
const roleOf = ({ mayWrite, scopes }: AirtableCaller): 'read' | 'create' =>
  mayWrite || scopes !== undefined ? 'create' : 'read';

function perform(call: Call, route: AirtableRoute): unknown {
  const { state, caller, request } = call;
  const allowComputedFields = call.options.allowComputedFields ?? false;
  switch (route.kind) {
    case 'who-am-i':
      return { id: caller.user.id, email: caller.user.email, ...(caller.scopes && { scopes: caller.scopes }) };
    case 'list-bases':
      return listBases(state, request.query.get('offset'), roleOf(caller));
    case 'create-base':
      return createBase(state, allowComputedFields, bodyOf(request));
    case 'list-tables':
      return listTables(baseOf(state, route.baseId), request.query.getAll('include[]'));
    case 'create-table':
      return createTable({ state, base: baseOf(state, route.baseId), allowComputedFields }, bodyOf(request));
    case 'create-field': {
      const scope = { state, base: baseOf(state, route.baseId), allowComputedFields };
      return createField(scope, route.tableId, bodyOf(request));
    }
    case 'rename-table':
      return renameTable(baseOf(state, route.baseId), route.tableId, bodyOf(request));
    case 'rename-field':
      return renameField(baseOf(state, route.baseId), route.tableId, route.fieldId, bodyOf(request));
    case 'webhooks': {
      const base = baseOf(state, route.baseId);
      return route.verb === 'list' ? call.webhooks.list(base) : call.webhooks.create(base, bodyOf(request));
    }
    case 'webhook':
      return performOnWebhook(call, route);
    case 'records':
      return performOnRecords(call, route);
    case 'record':
      return performOnRecord(call, route);
  }
}

function performOnWebhook(call: Call, route: Extract<AirtableRoute, { kind: 'webhook' }>): unknown {
  const { state, request, webhooks } = call;
  const base = baseOf(state, route.baseId);
  switch (route.verb) {
    case 'delete':
      return webhooks.delete(base, route.webhookId);
    case 'enable':
      return webhooks.enable(base, route.webhookId, bodyOf(request));
    case 'refresh':
      return webhooks.refresh(base, route.webhookId);
    case 'payloads':
      return webhooks.payloads(base, route.webhookId, request.query);
  }
}

function performOnRecords(call: Call, route: Extract<AirtableRoute, { kind: 'records' }>): unknown {
  const { state, iterators, request } = call;
  const scope = writeScope(call, route.baseId, route.table);
  switch (route.verb) {
    case 'list':
      return listRecords(state, iterators, scope.table, listParametersOf(request.query));
    case 'list-by-post':
      // Time zone and locale stay in the query even here.
      return listRecords(state, iterators, scope.table, { ...listParametersOf(request.query), ...objectOf(request) });
    case 'create':
      return createRecords(scope, bodyOf(request));
    case 'update':
    case 'replace':
      return updateRecords(scope, bodyOf(request), route.verb === 'replace');
    case 'delete':
      return deleteRecords(scope, [...request.query.getAll('records[]'), ...request.query.getAll('records')]);
  }
}

function performOnRecord(call: Call, route: Extract<AirtableRoute, { kind: 'record' }>): unknown {
  const { state, options, request } = call;
  const scope = writeScope(call, route.baseId, route.table);
  // A read finds a record in any table of the base, whichever one the path names.
  const table = route.verb === 'get' ? scope.table.base.tableOfRecord.get(route.recordId) : scope.table;
  const record = table?.records.get(route.recordId);
  if (table === undefined || record === undefined) {
    throw options.missingRecordStatus === 404 ? notFound() : modelNotFound();
  }
  switch (route.verb) {
    case 'get':
      return viewRecord(state, table, record, {
        byId: request.query.get('returnFieldsByFieldId') === 'true',
        asText: request.query.get('cellFormat') === 'string',
      });
    case 'update':
    case 'replace':
      return updateRecord(scope, record, bodyOf(request), route.verb === 'replace');
    case 'delete':
      return deleteRecord(scope, record);
  }
}

function baseOf(state: AirtableState, baseId: string): BaseState {
  const base = state.bases.get(baseId);
  if (base === undefined) throw modelNotFound();
  return base;
}

function writeScope(call: Call, baseId: string, tableIdOrName: string): WriteScope {
  const table = findTable(baseOf(call.state, baseId), tableIdOrName);
  if (table === undefined) throw modelNotFound();
  return { state: call.state, table, userId: call.caller.user.id, changes: call.changes };
}

function bodyOf(request: SandboxRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw failure(400, 'INVALID_REQUEST_BODY', 'Could not parse request body');
  }
}

/** A body that is no object says nothing. */
function objectOf(request: SandboxRequest): object {
  const body = request.body.length === 0 ? {} : bodyOf(request);
  return typeof body === 'object' && body !== null ? body : {};
}
