import { createServer } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { Hono as App } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { createWrongTries } from './access/wrong-tries.ts';
import { problemResponse } from './api/answer.ts';
import type { ApiContext, ApiEnvironment } from './api/api-context.ts';
import { ApiError, internalProblem, problemOf } from './api/api-problem.ts';
import { apiRoutes } from './api/api-routes.ts';
import {
  isServedHost,
  onlyByRole,
  onlyJsonWrites,
  onlyServedHosts,
  onlyShortAddresses,
  onlySmallBodies,
  onlyWithToken,
  safeHeaders,
} from './api/guards.ts';
import { publicRoutes } from './api/routes/public-routes.ts';
import type { CalledConnection } from './hook-routes.ts';
import { oauthCallback } from './oauth-callback.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';

export interface HttpServer {
  /** `http://127.0.0.1:8787` */
  readonly address: string;
  close(): Promise<void>;
}

export interface HttpToServe extends ApiContext {
  /** `/healthz`, `/readyz` and `/metrics`. */
  readonly health: Hono;
  /** `/hooks/…`: apps call there. Absent: they are not heard. */
  readonly hooks?: Hono<{ Variables: { called: CalledConnection } }>;
  /** The page for people. `null`: none is served. */
  readonly page: Hono | null;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Names besides its own by which it is reached, without a port. */
  readonly allowedHosts: readonly string[];
}

/** Bytes of all headers and the address of a request; Node answers more with 431. */
const mostHeaderBytes = 16 * 1024;
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'] as const;

/** Everything a service answers: health for whoever watches, and the API behind its guards. */
export function httpRoutes(
  { health, hooks, page, host, allowedHosts, ...api }: Omit<HttpToServe, 'port'>,
  remoteOf: (context: Context) => string = remoteAddress,
): Hono<ApiEnvironment> {
  const own = new Set<string>([...loopbackHosts, ...[host, ...allowedHosts].map(hostName)]);
  const loopback = new Set<string>(loopbackHosts);
  const tries = createWrongTries(api.clock.now);
  const withToken = onlyWithToken(api, tries, remoteOf);
  const app = new App<ApiEnvironment>();
  app.use(safeHeaders);
  for (const path of ['/healthz', '/readyz'] as const) {
    app.get(path, async (context) => {
      const told = await health.request(path, { signal: context.req.raw.signal });
      // Probes come by the number of a machine. Whoever comes by a name that is not served learns no more than they do.
      if (isServedHost(context.req.header('host'), own)) return told;
      return Response.json({ status: told.ok ? 'ok' : 'failing' }, { status: told.status });
    });
  }
  // Apps come by the public name, through whatever stands before this service; the address itself is the secret.
  if (hooks) app.route('/hooks', hooks);
  app.use(onlyServedHosts(own));
  app.use(onlyShortAddresses);
  app.get(
    '/metrics',
    (context, next) =>
      isLoopback(remoteOf(context)) && isServedHost(context.req.header('host'), loopback)
        ? next()
        : withToken(context, next),
    (context) => health.request('/metrics', { signal: context.req.raw.signal }),
  );
  app.route('/api/v1', publicRoutes(api, tries, remoteOf));
  app.route('/oauth/callback', oauthCallback(api));
  if (api.signIn) app.route('/oidc', signInRoutes(api.signIn, api, tries, remoteOf));
  if (page) app.route('/', page);
  app.use(withToken);
  app.use(onlyByRole);
  app.use(onlyJsonWrites);
  app.use(onlySmallBodies);
  app.route('/api/v1', apiRoutes(api));
  app.notFound(() => {
    const missing = new ApiError('There is nothing here.', {
      code: 'unknown-route',
      status: 404,
      remedy: 'GET /api/v1/openapi.json lists the routes.',
    });
    return problemResponse(problemOf(missing));
  });
  app.onError((error, { req }) => {
    if (error instanceof ApiError) return problemResponse(problemOf(error), error.headers);
    if (error instanceof HTTPException) {
      const taken = 'GET /api/v1/openapi.json says what is taken.';
      return problemResponse(
        problemOf(
          new ApiError('The request cannot be read.', {
            code: 'invalid-request',
            status: error.status,
            remedy: taken,
          }),
        ),
      );
    }
    // What an operation throws is told by its route. Anything else is for the log: it may name files.
    api.log.error({ method: req.method, path: req.path, error: String(error) }, 'a request failed');
    return problemResponse(internalProblem);
  });
  return app;
}

/** Serves them. Throws the operating system's error where the port is taken. */
export async function serveHttp(given: HttpToServe): Promise<HttpServer> {
  const { host, port, jobs } = given;
  const server = createServer(
    { maxHeaderSize: mostHeaderBytes, headersTimeout: 10_000, requestTimeout: 30_000 },
    getRequestListener(httpRoutes(given).fetch),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    async close() {
      await jobs.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const hostName = (host: string): string => (isIPv6(host) ? `[${host}]` : host).toLowerCase();

function remoteAddress({ env }: Context): string {
  const { incoming }: Partial<HttpBindings> = env ?? {};
  return incoming?.socket.remoteAddress ?? 'unknown';
}

const isLoopback = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/.test(address);
