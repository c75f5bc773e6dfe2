import { Hono } from 'hono';
import type { PageFile } from './page-files.ts';

const year = 365 * 24 * 60 * 60;

/** The page, which anybody may load: it shows nothing without a session. */
export function pageRoutes(files: ReadonlyMap<string, PageFile>): Hono {
  const app = new Hono();
  for (const [path, file] of files) {
    app.get(path === '/index.html' ? '/' : path, ({ req }) => {
      const zips = /\bgzip\b/.test(req.header('accept-encoding') ?? '');
      return new Response(zips ? file.zipped : file.bytes, {
        headers: {
          'content-type': file.type,
          'cache-control': file.isImmutable ? `public, max-age=${year}, immutable` : 'no-cache',
          vary: 'accept-encoding',
          ...(zips && { 'content-encoding': 'gzip' }),
        },
      });
    });
  }
  return app;
}
