import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import type { PackedPackage } from './pack-packages.ts';

export interface PackedRegistry {
  /** `npm` and `npx` with these take the packed packages from here, and everything else from where they always do. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A registry of npm on loopback that has the packed packages of the scope `@linkwright`, and nothing else. */
export async function startPackedRegistry(packed: readonly PackedPackage[]): Promise<PackedRegistry> {
  let url = '';
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const asked = packed.find((one) => one.name === path);
    const sent = packed.find((one) => basename(one.tarball) === path);
    if (sent !== undefined) response.end(await readFile(sent.tarball));
    else if (asked !== undefined) response.end(JSON.stringify(packumentOf(asked, url)));
    else response.writeHead(404).end('{"error":"there is no such package"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The registry does not listen.');
  url = `http://127.0.0.1:${address.port}`;
  return {
    environment: { 'npm_config_@linkwright:registry': url },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** All that npm asks a registry about a package. */
function packumentOf({ name, version, manifest, tarball, integrity }: PackedPackage, url: string): object {
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball: `${url}/${basename(tarball)}`, integrity } } },
  };
}
