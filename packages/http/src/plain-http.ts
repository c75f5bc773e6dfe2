import { z } from 'zod';

/** Of a connection whose network is its own, such as a proxy in the same rack. */
export const allowPlainHttpSchema = z.boolean().optional();

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
  if (protocol === 'https:' || isLoopback(hostname)) return;
  context.addIssue({
    code: 'custom',
    path: ['baseUrl'],
    message:
      'expected https: over plain http credentials are sent to this machine only, unless the connection says allowPlainHttp: true',
  });
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
