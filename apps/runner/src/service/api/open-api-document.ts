import { apiRoutes, openApiOf } from './api-routes.ts';
import { createJobs } from './jobs.ts';

/** The OpenAPI document of the API, without a service: it is shipped with the package. */
export function openApiDocument(): object {
  const now = (): number => 0;
  const silent = (): void => undefined;
  const log = { error: silent, info: silent, warn: silent };
  const service = { workspaces: new Map(), troubles: new Map() };
  return openApiOf(apiRoutes({ service, jobs: createJobs(now), tokenFolder: '', log, now }));
}
