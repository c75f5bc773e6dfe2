import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { copyWorkspace } from '../publishing/release-workspace.ts';
import { plainEnvironment, runProgram } from '../publishing/run-program.ts';
import { type SandboxApps, startSandboxApps } from '../publishing/sandbox-apps.ts';
import { read, root } from '../workspace.ts';

/**
 * The folder of deploy/README.md, run as the unit and the image run it: by a user who owns nothing but the folder of the state,
 * with everything else closed to writing, and with the words and the variables of the Dockerfile.
 */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linkwright-deployed-')));
const deployed = join(folder, 'opt');
const etc = join(folder, 'etc');
const state = join(folder, 'state');
/** Only an administrator may run something as somebody else; anybody else closes the folders to themselves. */
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
const patience = { timeout: 300_000, interval: 200 };
let apps: SandboxApps;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  const workspace = copyWorkspace(join(folder, 'workspace'), '');
  await workspace.build();
  const parts = ['core', 'connector-hubspot', 'connector-airtable', 'sandbox'].map((name) => `@linkwright/${name}`);
  for (const name of ['linkwright', ...parts]) {
    await workspace.deploy(join(deployed, 'node_modules', name), name);
  }
  apps = await startSandboxApps(deployed);
  mkdirSync(etc);
  mkdirSync(state, { mode: 0o700 });
  if (nobody !== undefined) await run('chown', `${nobody}:${nobody}`, state);
});

afterAll(async () => {
  await apps?.stop();
  await run('chmod', '-R', 'u+w', folder);
  rmSync(folder, { recursive: true, force: true });
});

async function run(program: string, ...words: readonly string[]): Promise<void> {
  const [code] = await once(spawn(program, words), 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

/** What the last stage of the Dockerfile starts, with the places of this machine for those of the image. */
function startedByImage(): readonly [string, ...string[]] {
  const text = read('deploy/Dockerfile');
  const words = ['ENTRYPOINT', 'CMD'].flatMap((name) =>
    z
      .array(z.string())
      .parse(
        JSON.parse(new RegExp(`^${name} (.*)$`, 'gm').exec(text.slice(text.lastIndexOf(`\n${name} `)))?.[1] ?? ''),
      ),
  );
  const [program, ...rest] = words.map((word) =>
    word
      .replace(/^\/opt\/linkwright/, deployed)
      .replace(/^\/etc\/linkwright/, etc)
      .replace(/^8787$/, '0')
      .replace('0.0.0.0', '127.0.0.1'),
  );
  expect(program).toBe('node');
  return [join(root, 'node_modules/node/bin/node'), ...rest];
}

test('runs as another user who may write to the state alone, answers for its health, and ends with SIGTERM', async () => {
  await apps.addRow('People', { Email: 'carl@umbrella.example' });
  writeFileSync(
    join(etc, 'linkwright.yaml'),
    `version: 1
${apps.connections}syncs:
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }]
`,
  );
  for (const closed of [deployed, etc]) await run('chmod', '-R', 'a-w', closed);
  const [program, ...words] = startedByImage();
  const { NODE_OPTIONS, LINKWRIGHT_STATE, LINKWRIGHT_SERVICE_FOLDER } = z
    .record(z.string(), z.string())
    .parse(
      Object.fromEntries(
        [...read('deploy/Dockerfile').matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value = '']) => [
          name,
          value.replace('/var/lib/linkwright', state),
        ]),
      ),
    );
  expect(NODE_OPTIONS).toBeTruthy();
  const { PATH } = plainEnvironment();
  const child = spawn(program, words, {
    cwd: etc,
    // No HOME and no folder for temporary files that could be written to.
    env: {
      PATH,
      NODE_ENV: 'production',
      NODE_OPTIONS,
      LINKWRIGHT_STATE,
      LINKWRIGHT_SERVICE_FOLDER,
      TMPDIR: etc,
      TOKEN: 'publishing-test',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(nobody !== undefined && { uid: nobody, gid: nobody }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  // With all that it has logged: a process ends before its last lines have come.
  const ended = once(child, 'close');
  const log: Record<string, unknown>[] = [];
  const strayLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) log.push(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
    else strayLines.push(line);
  });
  // A service that has ended is not waited for.
  const early = ended.then(() => Promise.reject(new Error(strayLines.join('\n'))));
  early.catch(() => undefined);
  const comes = <Value>(look: () => Promise<Value>): Promise<Value> =>
    Promise.race([vi.waitFor(look, patience), early]);
  const address = await comes(async () => z.string().parse(log.find((line) => line.address !== undefined)?.address));
  await comes(async () => expect(await apps.emails()).toContain('carl@umbrella.example'));
  await comes(async () =>
    expect(
      log.filter(({ msg }) => msg === 'run'),
      JSON.stringify(log),
    ).toMatchObject([{ outcome: 'done' }]),
  );
  expect(await (await fetch(`${address}/healthz`)).json()).toMatchObject({ status: 'ok', troubles: [] });
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${address}/metrics`)).text()).toMatch(
    /^linkwright_linked_records\{.*sync="contacts"\} [1-9]/m,
  );
  if (nobody !== undefined) expect(lstatSync(join(state, 'state/state.db')).uid).toBe(nobody);
  expect(readdirSync(etc)).toEqual(['linkwright.yaml']);

  const before = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(strayLines).toEqual([]);
  const unit = /^TimeoutStopSec=(\d+)s$/m.exec(read('deploy/linkwright.service'))?.[1];
  expect(performance.now() - before).toBeLessThan(Number(unit) * 1000);
  expect(log.at(-1)).toMatchObject({ msg: 'stopped' });
});

test('the configurations that come along are right but for the accounts', async () => {
  const kubernetes = z.looseObject({ data: z.strictObject({ 'linkwright.yaml': z.string() }) });
  const files = {
    compose: read('deploy/linkwright.yaml'),
    kubernetes: kubernetes.parse(parse(read('deploy/kubernetes/configuration.yaml'))).data['linkwright.yaml'],
  };
  // In a process of its own: here the packages would be looked for by their sources.
  const library = join(deployed, 'node_modules/linkwright/dist/index.js');
  const problemsOf = (file: string): Promise<string> =>
    runProgram(
      [
        join(root, 'node_modules/node/bin/node'),
        '--input-type=module',
        '--eval',
        `const { loadConfiguration } = await import(${JSON.stringify(library)});
         console.log(JSON.stringify((await loadConfiguration(${JSON.stringify(file)}, {})).problems));`,
      ],
      { folder },
    );
  for (const [name, text] of Object.entries(files)) {
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    for (const secret of ['postgres_password', 'hubspot_access_token', 'airtable_access_token'])
      writeFileSync(join(place, secret), 'secret-1234\n');
    writeFileSync(join(place, 'linkwright.yaml'), text.replaceAll(/\/run\/secrets(\/linkwright)?/g, place));
    expect(JSON.parse(await problemsOf(join(place, 'linkwright.yaml'))), name).toEqual([]);
  }
});
