import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { Hono } from 'hono';
import { offerFirstAdmin } from './access/first-admin.ts';
import { createJobs } from './api/jobs.ts';
import { createEmbeddedScheduler } from './embedded-scheduler.ts';
import { servePage } from './page/serve-page.ts';
import { type HttpServer, type HttpToServe, serveHttp } from './serve-http.ts';
import { Service } from './service.ts';
import type { ServiceContext } from './service-context.ts';
import { createServiceEvents } from './service-events.ts';

export interface PageToOpen extends Pick<ServiceContext, 'clock' | 'log' | 'environment' | 'directory'> {
  /** Absolute. */
  readonly file: string;
  /** `null`: the usual one, or any that is free where that is taken. */
  readonly port: number | null;
  /** Whoever opens it, as the log of runs and the page name them. */
  readonly name: string;
  /** Aborted: the page ends once what was sent is answered. */
  readonly signal: AbortSignal;
  /** Told once the page answers: the address that signs a browser in, once. */
  readonly onOpen: (address: string) => Promise<void>;
}

/** Where browsers come back to from apps that know `linkwright connect`; free as long as nobody connects on the terminal. */
const usualPort = 4460;

/**
 * Serves the page of one workspace to this machine alone, until the signal is aborted. Syncs run only when somebody asks. Whoever
 * opens the address is an admin for as long as this lasts: their token lies in a folder of its own that ends with it.
 * Throws a `ConfigurationError` (`page-not-built`, `port-taken`, `workspace-not-served`).
 */
export async function openPage({ file, port, name, signal, onOpen, ...given }: PageToOpen): Promise<void> {
  const { clock, log } = given;
  const page = await servePage(log);
  if (page === null) {
    throw new ConfigurationError('The page is not there.', {
      code: 'page-not-built',
      remedy:
        'In a checkout build it: npx -y pnpm@12 --filter @linkwright/console build. Otherwise install linkwright again.',
    });
  }
  const environment = { ...given.environment };
  const events = createServiceEvents(clock.now);
  const service = new Service(
    { ...given, environment, events },
    { places: [file], concurrency: 1, scheduler: createEmbeddedScheduler(clock), pace: 'when-asked' },
  );
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-open-'));
  const tokenFolder = join(folder, 'tokens');
  const stop = new AbortController();
  let server: HttpServer | null = null;
  let running: Promise<void> | null = null;
  try {
    const jobs = createJobs(clock.now, events);
    const common = {
      service,
      jobs,
      events,
      tokenFolder,
      signIn: null,
      log,
      clock,
      environment,
      page,
      host: '127.0.0.1',
    };
    server = await listen({ ...common, health: new Hono(), allowedHosts: [] }, port);
    environment.LINKWRIGHT_PUBLIC_URL = `http://localhost:${new URL(server.address).port}`;
    running = service.run(AbortSignal.any([signal, stop.signal]));
    await Promise.race([service.ready, running]);
    const [reason] = service.troubles.values();
    if (reason !== undefined) {
      throw new ConfigurationError(reason, {
        code: 'workspace-not-served',
        remedy: 'Put that right, and open it again.',
      });
    }
    const offered = await offerFirstAdmin(tokenFolder, clock.now());
    if (offered !== null) await onOpen(`${server.address}/#${new URLSearchParams({ once: offered.token, name })}`);
    await running;
  } finally {
    stop.abort();
    await server?.close();
    await running?.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

async function listen(given: Omit<HttpToServe, 'port'>, port: number | null): Promise<HttpServer> {
  try {
    return await serveHttp({ ...given, port: port ?? usualPort });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    if (port === null) return serveHttp({ ...given, port: 0 });
    throw new ConfigurationError(`Port ${port} of this machine is taken.`, {
      code: 'port-taken',
      cause,
      remedy: 'Choose another one with --port, or leave it out.',
    });
  }
}
