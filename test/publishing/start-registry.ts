import { mkdirSync, writeFileSync } from 'node:fs';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServer } from 'verdaccio';
import { stringify } from 'yaml';
import { z } from 'zod';
import { runProgram } from './run-program.ts';

const addressSchema = z.object({ port: z.number() });

export interface Registry {
  readonly url: string;
  /** Lines of an `.npmrc` with which npm and pnpm use this registry and nothing of the user's cache. */
  settings(cache: string): string;
  stop(): Promise<void>;
}

/**
 * A registry of npm packages on loopback that takes this project's packages from anybody. All others come from the registry
 * that npm is configured with.
 */
export async function startRegistry(folder: string): Promise<Registry> {
  const ask: readonly [string, ...string[]] = ['npm', 'config', 'get', 'registry'];
  const configured = (await runProgram(ask, { folder: tmpdir(), environment: registryEnvironment() })).trim();
  const ours = { access: '$all', publish: '$all' };
  const settings = join(folder, 'config.yaml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    settings,
    stringify({
      storage: join(folder, 'storage'),
      uplinks: { configured: { url: configured, maxage: '60m' } },
      packages: {
        linkwright: ours,
        '@linkwright/*': ours,
        'linkwright-connector-*': ours,
        '**': { access: '$all', proxy: 'configured' },
      },
      ...proxies(),
      log: { type: 'stdout', format: 'pretty', level: 'fatal' },
      web: { enable: false },
    }),
  );
  const server: unknown = await runServer(settings);
  if (!(server instanceof Server)) throw new Error('The registry is no HTTP server.');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = addressSchema.parse(server.address());
  const host = `127.0.0.1:${port}/`;
  return {
    url: `http://${host}`,
    settings: (cache) =>
      [
        `registry=http://${host}`,
        // Publishing asks for a token even where the registry does not.
        `//${host}:_authToken=anybody`,
        `cache=${cache}`,
        'update-notifier=false',
        'fund=false',
        'audit=false',
        '',
      ].join('\n'),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A registry may be configured by the environment alone. */
const registryEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^npm_config_registry$/i.test(name) ? [[name, value]] : [],
    ),
  );

const proxies = (): object =>
  Object.fromEntries(
    ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => {
      const value = process.env[name] ?? process.env[name.toUpperCase()];
      return value === undefined ? [] : [[name, value]];
    }),
  );
