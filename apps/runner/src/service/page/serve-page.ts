import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { readPageFiles } from './page-files.ts';
import { pageRoutes } from './page-routes.ts';

/** The page, where it is there: a checkout has it once it was built. */
export async function servePage(log: Pick<Logger, 'warn'>): Promise<Hono | null> {
  const files = await readPageFiles();
  if (files !== null) return pageRoutes(files);
  log.warn('the page was not built and is not served: pnpm --filter @linkwright/console build');
  return null;
}
