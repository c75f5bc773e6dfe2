import type { CallOptions, ConnectContext } from '@linkwright/core';
import {
  allowPlainHttpSchema,
  createHttpClient,
  createRepeatGuard,
  type HttpRequest,
  parseAnswer,
  refusePlainHttp,
} from '@linkwright/http';
import { z } from 'zod';
import { appName } from './example-app-schema.ts';

export const settingsSchema = z
  .strictObject({
    accessToken: z.string().min(1),
    baseUrl: z.url().default('https://api.example.com'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine(refusePlainHttp);

export type Settings = z.infer<typeof settingsSchema>;

/** A record as the app writes it. */
export const itemSchema = z.looseObject({ id: z.string(), updated_at: z.string() });
export type Item = z.infer<typeof itemSchema>;

const accountSchema = z.object({ id: z.string(), name: z.string() });
const pageSchema = z.object({ items: z.array(itemSchema), next_cursor: z.string().nullable() });

export type Client = ReturnType<typeof createClient>;

/** The calls that the connector makes. Pacing, retries, time-outs and redaction are those of `@linkwright/http`. */
export function createClient(settings: Settings, context: ConnectContext) {
  const http = createHttpClient(context, {
    appName,
    baseUrl: settings.baseUrl,
    headers: { authorization: `Bearer ${settings.accessToken}` },
    secrets: [settings.accessToken],
  });

  async function get<Answer>(
    schema: z.ZodType<Answer>,
    path: string,
    query: Readonly<Record<string, string>>,
    { signal }: CallOptions,
  ): Promise<Answer> {
    const { body } = await http.request({ kind: 'read', method: 'GET', path, query, safe: true, signal });
    return parseAnswer(schema, body, { appName, what: `to GET ${path}` });
  }

  /** Records in the order of their last change, page by page. */
  async function* list(object: string, query: Readonly<Record<string, string>>, options: CallOptions) {
    const guard = createRepeatGuard(appName, object);
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof pageSchema> = await get(pageSchema, `/${object}`, { ...query, cursor }, options);
      yield page.items;
      cursor = page.next_cursor;
      if (cursor !== null) guard(cursor);
    }
  }

  return {
    list,
    async account(options: CallOptions) {
      const { id, name } = await get(accountSchema, '/account', {}, options);
      return { accountId: id, name };
    },
    /** By id; what is gone is left out. */
    async read(object: string, ids: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, Item>> {
      const found = new Map<string, Item>();
      for await (const items of list(object, { ids: ids.join(',') }, options)) {
        for (const item of items) found.set(item.id, item);
      }
      return found;
    },
    /** Refusals of a record (404, 409, 422) are answers; everything else that is none is thrown. */
    write: (request: Pick<HttpRequest, 'method' | 'path' | 'body' | 'safe' | 'signal' | 'onSend'>) =>
      http.request({ kind: 'write', writes: true, accept: [404, 409, 422], ...request }),
    close: () => http.close(),
  };
}
