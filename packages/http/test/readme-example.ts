import type { ConnectContext } from '@linkwright/core';
import { bearerToken, createHttpClient, cursorPages } from '@linkwright/http';
import { z } from 'zod';

const pageSchema = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable() });

/** `context` is what the runner hands to a connector's `connect`. */
export async function* listIds(context: ConnectContext, baseUrl: string, accessToken: string, signal: AbortSignal) {
  const http = createHttpClient(context, { appName: 'Example', baseUrl, ...bearerToken(accessToken) });
  const pages = cursorPages({ appName: 'Example', what: 'records' }, async (cursor) => {
    const { body } = await http.read(pageSchema, {
      kind: 'list', // groups calls in reports
      bucket: 'default', // the group of the connector's `rateLimits` that it counts in; a list counts in several
      method: 'GET',
      path: '/records',
      query: { limit: '100', ...(cursor !== null && { cursor }) },
      signal,
    });
    return body; // held to the schema
  });
  for await (const { items } of pages) yield items.map(({ id }) => id);
  http.close();
}
