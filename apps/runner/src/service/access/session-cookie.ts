import type { Context } from 'hono';

/**
 * The name of the cookie that signs a browser in. Browsers keep cookies by host and not by port: services on two ports of one
 * machine, or `linkwright open` beside a service, would sign each other out. So the port that the browser asked for stands in it,
 * where there is one.
 */
export function sessionCookie(context: Context): string {
  const [, port] = /:(\d{1,5})$/.exec(context.req.header('host') ?? '') ?? [];
  return port === undefined ? 'linkwright_session' : `linkwright_session_${port}`;
}
