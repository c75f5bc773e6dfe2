import { isId } from './airtable-ids.ts';

/** What a request asks for, as far as method and path tell. */
export type AirtableRoute =
  | { readonly kind: 'who-am-i' }
  | { readonly kind: 'list-bases' }
  | { readonly kind: 'create-base' }
  | { readonly kind: 'list-tables'; readonly baseId: string }
  | { readonly kind: 'create-table'; readonly baseId: string }
  | { readonly kind: 'rename-table'; readonly baseId: string; readonly tableId: string }
  | { readonly kind: 'create-field'; readonly baseId: string; readonly tableId: string }
  | { readonly kind: 'rename-field'; readonly baseId: string; readonly tableId: string; readonly fieldId: string }
  | { readonly kind: 'webhooks'; readonly verb: 'list' | 'create'; readonly baseId: string }
  | {
      readonly kind: 'webhook';
      readonly verb: 'delete' | 'enable' | 'refresh' | 'payloads';
      readonly baseId: string;
      readonly webhookId: string;
    }
  | { readonly kind: 'records'; readonly verb: RecordsVerb; readonly baseId: string; readonly table: string }
  | {
      readonly kind: 'record';
      readonly verb: RecordVerb;
      readonly baseId: string;
      readonly table: string;
      readonly recordId: string;
    };

export type RecordsVerb = 'list' | 'list-by-post' | 'create' | 'update' | 'replace' | 'delete';
export type RecordVerb = 'get' | 'update' | 'replace' | 'delete';

/** Undefined where the path is none of the API's or holds a malformed id: Airtable answers 404 before it looks at the token. */
export function matchRoute(method: string, path: string): AirtableRoute | undefined {
  const [version, ...segments] = decodeSegments(path) ?? [];
  if (version !== 'v0') return undefined;
  const [first, ...rest] = segments;
  if (first === 'meta') return matchMetadata(method, rest);
  if (first === 'bases') return matchWebhooks(method, rest);
  return first !== undefined && isId('app', first) ? matchRecords(method, first, rest) : undefined;
}

/** A slash at the end is let pass: the vendor's client sends one. */
function decodeSegments(path: string): readonly string[] | undefined {
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  try {
    return segments.map((segment) => decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}

function matchMetadata(method: string, segments: readonly string[]): AirtableRoute | undefined {
  const [kind, baseId, tables, tableId, fields, fieldId, ...rest] = segments;
  if (kind === 'whoami') return segments.length === 1 && method === 'GET' ? { kind: 'who-am-i' } : undefined;
  if (kind !== 'bases' || rest.length > 0) return undefined;
  if (baseId === undefined) {
    if (method === 'GET') return { kind: 'list-bases' };
    return method === 'POST' ? { kind: 'create-base' } : undefined;
  }
  if (!isId('app', baseId) || tables !== 'tables') return undefined;
  if (tableId === undefined) {
    if (method === 'GET') return { kind: 'list-tables', baseId };
    return method === 'POST' ? { kind: 'create-table', baseId } : undefined;
  }
  if (!isId('tbl', tableId)) return undefined;
  if (fields === undefined) return method === 'PATCH' ? { kind: 'rename-table', baseId, tableId } : undefined;
  if (fields !== 'fields') return undefined;
  if (fieldId === undefined) return method === 'POST' ? { kind: 'create-field', baseId, tableId } : undefined;
  if (!isId('fld', fieldId) || method !== 'PATCH') return undefined;
  return { kind: 'rename-field', baseId, tableId, fieldId };
}

function matchWebhooks(method: string, segments: readonly string[]): AirtableRoute | undefined {
  const [baseId = '', webhooks, webhookId, verb, ...rest] = segments;
  if (!isId('app', baseId) || webhooks !== 'webhooks' || rest.length > 0) return undefined;
  if (webhookId === undefined) {
    if (method === 'GET') return { kind: 'webhooks', verb: 'list', baseId };
    return method === 'POST' ? { kind: 'webhooks', verb: 'create', baseId } : undefined;
  }
  if (!isId('ach', webhookId)) return undefined;
  const named = { kind: 'webhook', baseId, webhookId } as const;
  if (verb === undefined) return method === 'DELETE' ? { ...named, verb: 'delete' } : undefined;
  if (verb === 'payloads') return method === 'GET' ? { ...named, verb } : undefined;
  if (method !== 'POST') return undefined;
  if (verb === 'refresh') return { ...named, verb };
  return verb === 'enableNotifications' ? { ...named, verb: 'enable' } : undefined;
}

const recordsVerbs: Readonly<Record<string, RecordsVerb>> = {
  GET: 'list',
  POST: 'create',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
};

const recordVerbs: Readonly<Record<string, RecordVerb>> = {
  GET: 'get',
  PATCH: 'update',
  PUT: 'replace',
  DELETE: 'delete',
};

function matchRecords(method: string, baseId: string, segments: readonly string[]): AirtableRoute | undefined {
  const [table, recordId, ...rest] = segments;
  if (table === undefined || table === '' || rest.length > 0) return undefined;
  if (recordId === undefined) {
    const verb = recordsVerbs[method];
    return verb === undefined ? undefined : { kind: 'records', verb, baseId, table };
  }
  if (recordId === 'listRecords') {
    return method === 'POST' ? { kind: 'records', verb: 'list-by-post', baseId, table } : undefined;
  }
  const verb = recordVerbs[method];
  return verb === undefined || !isId('rec', recordId) ? undefined : { kind: 'record', verb, baseId, table, recordId };
}

/** Whether a token that may only read is refused. */
export function isWrite(route: AirtableRoute): boolean {
  switch (route.kind) {
    case 'who-am-i':
    case 'list-bases':
    case 'list-tables':
      return false;
    case 'records':
      return route.verb !== 'list' && route.verb !== 'list-by-post';
    case 'record':
      return route.verb !== 'get';
    case 'webhooks':
      return route.verb !== 'list';
    case 'webhook':
      return route.verb !== 'payloads';
    default:
      return true;
  }
}

export function isMetadata(route: AirtableRoute): boolean {
  return route.kind !== 'records' && route.kind !== 'record' && route.kind !== 'webhook' && route.kind !== 'webhooks';
}
