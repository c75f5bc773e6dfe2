import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Role } from '../../../src/service/access/roles.ts';
import { createToken, tokenFolderOf } from '../../../src/service/access/token-folder.ts';
import { createJobs } from '../../../src/service/api/jobs.ts';
import { healthRoutes } from '../../../src/service/health-routes.ts';
import { createMetrics } from '../../../src/service/metrics.ts';
import { serveHttp } from '../../../src/service/serve-http.ts';
import { ServedWorkspace } from '../../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../../src/service/service-events.ts';
import type { SignInProvider } from '../../../src/service/sign-in/sign-in-provider.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One workspace, `crm`, behind a real socket; nothing runs by itself. */
export async function startApi(
  directory: string,
  {
    allowedHosts = [],
    signIn = null,
  }: { readonly allowedHosts?: readonly string[]; readonly signIn?: SignInProvider | null } = {},
) {
  const clock = {
    at: Date.now(),
    now: () => clock.at,
    wait: (ms: number, until: AbortSignal): Promise<void> =>
      wait(ms, undefined, { signal: until }).catch(() => undefined),
  };
  const events = createServiceEvents(clock.now);
  const log = pino({ level: 'silent' });
  const workspace = await ServedWorkspace.open(
    { clock, log, events, environment: {}, directory },
    { name: 'crm', file: join(directory, 'linkwright.yaml') },
  );
  onTestFinished(() => workspace.close());
  const service = { workspaces: new Map([['crm', workspace]]), troubles: new Map<string, string>() };
  const tokenFolder = await tokenFolderOf({ directory, environment: {} }, []);
  const server = await serveHttp({
    service,
    jobs: createJobs(clock.now, events),
    events,
    tokenFolder,
    signIn,
    log,
    clock,
    environment: {},
    health: healthRoutes(service, { clock, metrics: createMetrics() }),
    page: null,
    host: '127.0.0.1',
    port: 0,
    allowedHosts,
  });
  onTestFinished(() => server.close());
  const tokenOf = async (role: Role, expiresAt: number | null = null): Promise<string> =>
    (await createToken(tokenFolder, { name: role, role, expiresAt, now: clock.at })).token;
  /** With Node's own client: it sends whatever host it is told. */
  const ask = (path: string, { method = 'GET', token, headers = {}, body }: Asked = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.address);
      const all = {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      };
      const sent = request({ hostname, port, path, method, headers: all, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { address: server.address, clock, events, workspace, tokenFolder, tokenOf, ask };
}
