import type { CallOptions, ConnectContext, RecordChange, RecordProperties } from '@linkwright/core';
import {
  allowPlainHttpSchema,
  baseUrlSchema,
  bearerToken,
  createHttpClient,
  cursorPages,
  refusePlainHttp,
  type SendOptions,
  secretSchema,
} from '@linkwright/http';
import { z } from 'zod';
import { appName } from './example-app-schema.ts';

const settings = { accessToken: secretSchema('expected an access token'), allowPlainHttp: allowPlainHttpSchema };
const baseUrl = baseUrlSchema().default('https://api.example.com');
export const settingsSchema = z.strictObject({ ...settings, baseUrl }).superRefine(refusePlainHttp);
export type Settings = z.infer<typeof settingsSchema>;

const accountSchema = z.object({ id: z.string(), name: z.string() });
/** A record as the app writes it. */
export const itemSchema = z.looseObject({ id: z.string(), updated_at: z.string() });
export type Item = z.infer<typeof itemSchema>;
const pageSchema = z.object({ items: z.array(itemSchema), next_cursor: z.string().nullable() });

export type Client = ReturnType<typeof createClient>;

/** The calls that the connector makes. Pacing, retries, time-outs and redaction are those of `@linkwright/http`. */
export function createClient({ accessToken, baseUrl }: Settings, context: ConnectContext) {
  const http = createHttpClient(context, { appName, baseUrl, ...bearerToken(accessToken) });
  return {
    close: () => http.close(),

    async account({ signal }: CallOptions) {
      const { body } = await http.read(accountSchema, { kind: 'account', method: 'GET', path: '/account', signal });
      return { accountId: body.id, name: body.name };
    },

    /** Records in the order of their last change, page by page. */
    async *list(object: string, query: Readonly<Record<string, string>>, { signal }: CallOptions) {
      const pages = cursorPages({ appName, what: object }, async (cursor) => {
        const request = { kind: 'list', method: 'GET', path: `/${object}`, signal } as const;
        const { body } = await http.read(pageSchema, { ...request, query: { ...query, ...(cursor && { cursor }) } });
        return { items: body.items, next: body.next_cursor };
      });
      for await (const { items } of pages) yield items;
    },

    /** That the app refuses the record (404, 409, 422) is an answer too; what else goes wrong is thrown. */
    write(object: string, change: RecordChange, body: RecordProperties, { signal, onSend }: SendOptions) {
      const request = { kind: change.kind, accept: [404, 409, 422], writes: true, signal, onSend } as const;
      const path = change.kind === 'create' ? `/${object}` : `/${object}/${change.id}`;
      if (change.kind === 'archive') return http.request({ ...request, method: 'DELETE', path, safe: true });
      // Sent twice, a create makes two records; an update does not.
      const isCreate = change.kind === 'create';
      return http.request({ ...request, method: isCreate ? 'POST' : 'PATCH', path, body, safe: !isCreate });
    },
  };
}
