import { postgresAddress } from '@linkwright/engine';
import { Hono } from 'hono';
import type { WorkersDocument } from '../operations/documents/workers-document.ts';
import { workers } from '../operations/workers.ts';
import type { Metrics, ServedFeed } from './metrics.ts';
import type { ServiceClock } from './scheduler.ts';
import type { ServedWorkspace } from './served-workspace.ts';
import type { Service } from './service.ts';
import { isStale, type Standing, standingOf } from './standing.ts';

/** `/healthz`, `/readyz` and `/metrics`: for whoever watches the service. They tell names and figures, no value of a record. */
export function healthRoutes(
  service: Pick<Service, 'workspaces' | 'troubles'>,
  { clock, metrics }: { readonly clock: Pick<ServiceClock, 'now'>; readonly metrics: Metrics },
): Hono {
  const servedSince = clock.now();
  const standing = async (signal: AbortSignal): Promise<readonly Standing[]> =>
    (await Promise.all([...service.workspaces.values()].map((one) => standingOf(one, clock.now(), signal)))).flat();
  const feeds = (): readonly ServedFeed[] =>
    [...service.workspaces.values()].flatMap((workspace) =>
      workspace.feeds.standing.map((feed) => ({
        ...feed,
        workspace: workspace.name,
        readAgeMs: feed.readAt === null ? null : clock.now() - feed.readAt,
      })),
    );
  /** One of the workspaces of a database tells of all who share it. One that cannot be reached tells nothing. */
  const databases = async (signal: AbortSignal): Promise<readonly WorkersDocument[]> => {
    const places = new Map<string, ServedWorkspace>();
    for (const workspace of service.workspaces.values()) {
      if (workspace.shared !== null) places.set(postgresAddress(workspace.shared.place).connectionString, workspace);
    }
    const told = [...places.values()].map((workspace) => workers(workspace.work(signal)).catch(() => []));
    return (await Promise.all(told)).flat();
  };
  const app = new Hono();
  app.get('/healthz', async (context) => {
    const all = await standing(context.req.raw.signal);
    const stale = all.filter((one) => isStale(one, clock.now() - servedSince));
    // The reasons are in the log: they may name files.
    const troubles = [...service.troubles.keys()].map((workspace) => ({ workspace }));
    const body = {
      status: stale.length + troubles.length > 0 ? 'failing' : 'ok',
      stale: stale.map(({ workspace, sync, lastSuccessAgeMs }) => ({ workspace, sync, lastSuccessAgeMs })),
      paused: all.filter(({ isPaused }) => isPaused).map(({ workspace, sync }) => ({ workspace, sync })),
      troubles,
    };
    return context.json(body, body.status === 'ok' ? 200 : 503);
  });
  app.get('/readyz', (context) => {
    const isReady = service.workspaces.size > 0;
    return context.json({ status: isReady ? 'ok' : 'no workspace is served' }, isReady ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const { signal } = context.req.raw;
    const files = [...service.workspaces.values()].map(({ name, isFileRejected: isRejected }) => ({
      workspace: name,
      isRejected,
    }));
    const text = await metrics.render(await standing(signal), feeds(), await databases(signal), files);
    return context.text(text, 200, { 'content-type': metrics.contentType });
  });
  app.onError((_error, context) => context.json({ status: 'failing' }, 500));
  return app;
}
