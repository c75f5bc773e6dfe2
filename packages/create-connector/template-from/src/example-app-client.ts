import {
  type CallOptions,
  type ConnectContext,
  type RecordChange,
  type RecordProperties,
  UnsupportedError,
} from '@linkwright/core';
import {
  allowPlainHttpSchema,
  baseUrlSchema,
  bearerToken,
  createHttpClient,
  cursorPages,
  offsetPages,
  parseAnswer,
  refusePlainHttp,
  type SendOptions,
  secretSchema,
} from '@linkwright/http';
import { z } from 'zod';
import { calls, type ObjectCalls } from './example-app-calls.ts';
import { appName } from './example-app-schema.ts';

const settings = { accessToken: secretSchema('expected an access token'), allowPlainHttp: allowPlainHttpSchema };
const baseUrl = baseUrlSchema().default('https://api.example.com');
export const settingsSchema = z.strictObject({ ...settings, baseUrl }).superRefine(refusePlainHttp);
export type Settings = z.infer<typeof settingsSchema>;

/** A record as the app writes it. */
export const itemSchema = z.looseObject({});
export type Item = z.infer<typeof itemSchema>;

/** A list, or what holds one. */
const answerSchema = z.union([z.array(itemSchema), itemSchema]);

const methods = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

export function callsOf(object: string): ObjectCalls {
  const known = calls[object];
  if (known !== undefined) return known;
  throw new UnsupportedError(`${appName} has no calls for "${object}".`, { code: 'no-such-call' });
}

export type Client = ReturnType<typeof createClient>;

/** The calls that the connector makes. Pacing, retries, time-outs and redaction are those of `@linkwright/http`. */
export function createClient({ accessToken, baseUrl }: Settings, context: ConnectContext) {
  const http = createHttpClient(context, { appName, baseUrl, ...bearerToken(accessToken) });

  async function page(object: string, query: Readonly<Record<string, string>>, { signal }: CallOptions) {
    const { path, items } = callsOf(object).list;
    const { body } = await http.read(answerSchema, { kind: 'list', method: 'GET', path, query, signal });
    const listed = Array.isArray(body) ? body : body[items ?? ''];
    const found = parseAnswer(z.array(itemSchema), listed, { appName, what: `to GET ${path}` });
    return { items: found, body };
  }

  return {
    close: () => http.close(),
    address: baseUrl,

    /** All records, or what has changed since a moment where the app can be asked so; page by page. */
    async *list(object: string, since: string | null, options: CallOptions): AsyncGenerator<readonly Item[]> {
      const { paging, since: parameter } = callsOf(object).list;
      const query = parameter !== null && since !== null ? { [parameter]: since } : {};
      if (paging === null) {
        yield (await page(object, query, options)).items;
      } else if (paging.kind === 'cursor') {
        const pages = cursorPages({ appName, what: object }, async (cursor) => {
          const asked = { ...query, ...(cursor === null ? {} : { [paging.parameter]: cursor }) };
          const { items, body } = await page(object, asked, options);
          return { items, next: textAt(body, paging.next) };
        });
        for await (const { items } of pages) yield items;
      } else {
        const { kind, parameter: place, sizeParameter, size } = paging;
        const counted = { appName, what: object, size, idOf: (item: Item) => String(item[callsOf(object).id]) };
        yield* offsetPages(counted, async (at) => {
          const asked = { ...query, [place]: String(at[kind]), [sizeParameter]: String(size) };
          return (await page(object, asked, options)).items;
        });
      }
    },

    /** `null`: the record is not there. */
    async read(object: string, id: string, { signal }: CallOptions): Promise<Item | null> {
      const path = itemPathOf(object, id);
      const { status, body } = await http.request({
        kind: 'read',
        method: 'GET',
        path,
        accept: [404],
        safe: true,
        signal,
      });
      return status === 404 ? null : parseAnswer(itemSchema, body, { appName, what: `to GET ${path}` });
    },

    /** That the app refuses the record is an answer too; what else goes wrong is thrown. */
    write(object: string, change: RecordChange, body: RecordProperties, { signal, onSend }: SendOptions) {
      const { [change.kind]: known, list } = callsOf(object);
      if (known === null) {
        throw new UnsupportedError(`${appName} has no call to ${change.kind} records of ${object}.`, {
          code: 'no-such-call',
        });
      }
      return http.request({
        ...{ kind: change.kind, accept: [400, 404, 409, 422], writes: true, signal, onSend },
        method: methods.parse(known),
        path: change.kind === 'create' ? list.path : itemPathOf(object, change.id),
        ...(change.kind === 'archive' ? {} : { body }),
        // Sent twice, a create makes two records; an update does not.
        safe: change.kind !== 'create',
      });
    },
  };
}

function itemPathOf(object: string, id: string): string {
  const { itemPath } = callsOf(object);
  if (itemPath !== null) return itemPath.replace('{id}', encodeURIComponent(id));
  throw new UnsupportedError(`${appName} has no call for one record of ${object}.`, { code: 'no-such-call' });
}

/** `paging.next` of an answer. `null`: there is none. */
function textAt(body: unknown, path: string): string | null {
  let value = body;
  for (const part of path.split('.')) value = z.looseObject({}).safeParse(value).data?.[part];
  return typeof value === 'string' && value !== '' ? value : null;
}
