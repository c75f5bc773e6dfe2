import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import AxeBuilder from '@axe-core/playwright';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Role } from '../../../src/service/access/roles.ts';
import { createToken, tokenFolderOf } from '../../../src/service/access/token-folder.ts';
import { createJobs, type Jobs } from '../../../src/service/api/jobs.ts';
import { createEmbeddedScheduler } from '../../../src/service/embedded-scheduler.ts';
import { healthRoutes } from '../../../src/service/health-routes.ts';
import { createMetrics } from '../../../src/service/metrics.ts';
import { servePage } from '../../../src/service/page/serve-page.ts';
import { serveHttp } from '../../../src/service/serve-http.ts';
import { Service } from '../../../src/service/service.ts';
import { createServiceEvents, type ServiceEvents } from '../../../src/service/service-events.ts';
import type { SignInProvider } from '../../../src/service/sign-in/sign-in-provider.ts';
import { joinWorkers } from '../../../src/service/workers/join-workers.ts';

/** A real service over a folder with `linkwright.yaml`, its page, and a browser that looks at it. */
export async function startPage(
  directory: string,
  browser: Browser,
  {
    port = 0,
    signIn = null,
    withJobs = (jobs) => jobs,
    withEvents = (told) => told,
  }: {
    readonly port?: number;
    readonly signIn?: SignInProvider | null;
    /** What is asked of the service besides, or differently. */
    readonly withJobs?: (jobs: Jobs) => Jobs;
    /** What the page hears of what happens. */
    readonly withEvents?: (events: ServiceEvents) => ServiceEvents;
  } = {},
) {
  const clock = {
    now: Date.now,
    wait: (ms: number, until: AbortSignal): Promise<void> =>
      wait(ms, undefined, { signal: until }).catch(() => undefined),
  };
  const log = pino({ level: 'silent' });
  const events = createServiceEvents(clock.now);
  const service = new Service(
    { clock, log, events, environment: {}, directory },
    {
      places: [directory],
      concurrency: 1,
      scheduler: createEmbeddedScheduler(clock),
      join: joinWorkers({ clock, log }, 'all'),
    },
  );
  const stopping = new AbortController();
  const running = service.run(stopping.signal);
  const tokenFolder = await tokenFolderOf({ directory, environment: {} }, []);
  const page = await servePage(log);
  expect(page, 'the page is built: pnpm --filter @linkwright/console build').not.toBeNull();
  const server = await serveHttp({
    service,
    jobs: withJobs(createJobs(clock.now, events)),
    events: withEvents(events),
    tokenFolder,
    signIn,
    log,
    clock,
    environment: {},
    health: healthRoutes(service, { clock, metrics: createMetrics() }),
    page,
    host: '127.0.0.1',
    port,
    allowedHosts: [],
  });
  onTestFinished(async () => {
    stopping.abort();
    await server.close();
    await running;
  });

  /** A window of its own, signed in with a token of this role. */
  const open = async (
    role: Role,
    { colorScheme = 'light', width = 1200, locale = 'en' }: WindowLooks = {},
  ): Promise<Page> => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, locale });
    const window = await context.newPage();
    onTestFinished(async ({ task }) => {
      if (screensFolder !== undefined && task.result?.state === 'fail') {
        await mkdir(screensFolder, { recursive: true });
        const path = join(screensFolder, `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`);
        await window.screenshot({ path, fullPage: true });
      }
      await context.close();
    });
    window.setDefaultTimeout(patience);
    const { token } = await createToken(tokenFolder, {
      name: `${role} of the test`,
      role,
      expiresAt: null,
      now: Date.now(),
    });
    await window.goto(server.address);
    await window.locator('input[type=password]').fill(token);
    await window.locator('input[type=password]').press('Enter');
    await window.locator('nav').waitFor();
    return window;
  };
  return { address: server.address, open, tokenFolder };
}

/** Where screens are written to, and what a failing test showed last. Absent: nobody keeps them. */
export const screensFolder = process.env.LINKWRIGHT_SCREENS;

interface WindowLooks {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly locale?: string;
}

/** Milliseconds; generous, since the machine may be busy with other tests. */
export const patience = 600_000;

/** Whatever keeps people from using what is shown, by axe: nothing serious or critical. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(grave).toEqual([]);
}
