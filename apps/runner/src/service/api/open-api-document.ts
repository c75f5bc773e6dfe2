import { createServiceEvents } from '../service-events.ts';
import { openApiOf } from './api-routes.ts';
import { createJobs } from './jobs.ts';

/** The OpenAPI document of the API, without a service: it is shipped with the package. */
export function openApiDocument(): object {
  const now = (): number => 0;
  const silent = (): void => undefined;
  const events = createServiceEvents(now);
  return openApiOf({
    service: { workspaces: new Map(), troubles: new Map() },
    jobs: createJobs(now, events),
    events,
    tokenFolder: '',
    signIn: null,
    log: { error: silent, info: silent, warn: silent },
    clock: { now, wait: async () => undefined },
    environment: {},
  });
}
