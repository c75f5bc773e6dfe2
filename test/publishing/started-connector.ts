import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../workspace.ts';
import { type NewcomerFolder, newcomerFolder } from './newcomer-folder.ts';
import { plainEnvironment } from './run-program.ts';

/** Serves the app in memory that comes with a started connector, with a company and somebody who works there. */
const server = `import { startEmulatorServer } from '@linkwright/core/testing';
import { createFakeApp } from './test/support/fake-app.ts';

const clock = { now: () => Date.now() };
const app = createFakeApp('publishing-test', clock);
const navy = app.tables.companies.put(null, { name: 'Navy' });
app.tables.people.put(null, { name: 'Grace', email: 'grace@navy.example', employer: navy.id });
console.log((await startEmulatorServer(app, { clock, advance() {} })).baseUrl);
`;

/** What the starter writes and its tests use, but neither its build nor its publication. */
const tools = ['@biomejs/biome', '@changesets/cli', 'vitest'];

/** A connector package as somebody else begins it: with the published starter, in a folder of its own. */
export async function startConnector(parent: NewcomerFolder, settings: string): Promise<NewcomerFolder> {
  await parent.npm('create', '--yes', '@linkwright/connector', 'rolodex', '--', '--yes', '--directory', 'rolodex');
  const folder = join(parent.folder, 'rolodex');
  const made = newcomerFolder(folder, { settings, keepManifest: true });
  writeFileSync(join(folder, 'serve.ts'), server);
  await made.npm('pkg', 'delete', ...tools.map((name) => `devDependencies[${name}]`));
  await made.npm('version', '1.0.0', '--no-git-tag-version');
  await made.npm('install');
  return made;
}

/** The app of a started connector as a process of its own. */
export async function serveApp(folder: string): Promise<{ readonly baseUrl: string; stop(): Promise<void> }> {
  const child = spawn(join(root, 'node_modules/node/bin/node'), ['serve.ts'], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const baseUrl = await Promise.race([first, ended.then(() => Promise.reject(new Error('The app did not start.')))]);
  return {
    baseUrl,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
