import { z } from 'zod';
import { isLoopback } from '../client/http-transport.ts';

/** Of a connection whose network is its own, such as a proxy in the same rack. */
export const allowPlainHttpSchema = z
  .boolean()
  .optional()
  .describe(
    'May the key leave this machine over plain http? For a network of your own, such as a proxy in the same rack.',
  );

/**
 * Over plain http everybody on the way reads the token. It goes to this machine only, unless the connection says
 * `allowPlainHttp: true`. For `superRefine` of a connector's settings.
 */
export function refusePlainHttp(
  settings: { readonly baseUrl: string; readonly allowPlainHttp?: boolean | undefined },
  context: z.RefinementCtx,
): void {
  if (settings.allowPlainHttp === true || !URL.canParse(settings.baseUrl)) return;
  const { protocol, hostname } = new URL(settings.baseUrl);
  // Some systems ask DNS for names below localhost, so these may be anywhere.
  const isHere = isLoopback(hostname) && !hostname.endsWith('.localhost');
  if (protocol === 'https:' || isHere) return;
  context.addIssue({
    code: 'custom',
    path: ['baseUrl'],
    message:
      'expected https: over plain http credentials are sent to this machine only, unless the connection says allowPlainHttp: true',
  });
}
