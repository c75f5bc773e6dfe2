import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { budgetedPackages, installBudget } from '../../bench/src/installation/install-budget.ts';
import { measureInstallation } from '../../bench/src/installation/measure-installation.ts';
import { packages, root } from '../workspace.ts';
import { type NewcomerFolder, newcomerFolder } from './newcomer-folder.ts';
import { copyWorkspace, type ReleaseWorkspace } from './release-workspace.ts';
import { runProgram } from './run-program.ts';
import { type SandboxApps, startSandboxApps } from './sandbox-apps.ts';
import { type Registry, startRegistry } from './start-registry.ts';
import { serveApp, startConnector } from './started-connector.ts';

/**
 * The whole way from changesets to somebody's sync, with a registry on loopback: one test after the other, each on what the
 * one before has left.
 */
const released = packages().filter((one) => one.manifest.private !== true);
const everything = /^(linkwright|@linkwright\/.*|linkwright-connector-.*|zod|axios)$/;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linkwright-publishing-')));
const cache = join(folder, 'npm-cache');
let registry: Registry;
let workspace: ReleaseWorkspace;
let newcomer: NewcomerFolder;
let apps: SandboxApps | undefined;

const version = async (name: string): Promise<string> =>
  JSON.parse(await newcomer.npm('view', name, 'version', '--json'));
/** `NAME@VERSION` of what was published last. */
const exact = (...names: readonly string[]): Promise<readonly string[]> =>
  Promise.all(names.map(async (name) => `${name}@${await version(name)}`));
const configuration = (connections: string): string => `version: 1
${connections}syncs:
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match: { left: domain, right: Website, normalize: domain }
    fields: [{ left: name, right: Name }, { left: domain, right: Website }]
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }]
    associations: [{ left: primary_company, right: Account }]
`;

beforeAll(async () => {
  registry = await startRegistry(join(folder, 'registry'));
  const settings = registry.settings(cache);
  workspace = copyWorkspace(join(folder, 'workspace'), settings);
  newcomer = newcomerFolder(join(folder, 'newcomer'), { settings });
});

afterAll(async () => {
  await apps?.stop();
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('everything that is public is built and published, each package with its version and its change log', async () => {
  workspace.change('everything', Object.fromEntries(released.map(({ name }) => [name, 'patch'])));
  await workspace.version();
  await workspace.build();
  await workspace.publish();
  for (const { name, manifest } of released) {
    if (manifest.version === '0.0.0') expect(await version(name), name).toBe('1.0.0');
  }
});

test('the command alone brings no connector along, and says which one a file needs', async () => {
  await newcomer.npm('install', '--save-exact', ...(await exact('linkwright')));
  expect(Object.keys(newcomer.copies(/linkwright/)).sort()).toEqual([
    '@linkwright/console',
    '@linkwright/core',
    '@linkwright/engine',
    'linkwright',
  ]);
  expect(await newcomer.linkwright('--version')).toBe(`${await version('linkwright')}\n`);
  newcomer.write('.env', 'TOKEN=publishing-test\n');
  const connection = (app: string, settings: string): string =>
    `  ${app}: { connector: "@linkwright/connector-${app}", settings: { accessToken: "\${TOKEN}"${settings} } }\n`;
  const both = connection('hubspot', '') + connection('airtable', ', baseId: appPublishing0000');
  newcomer.write('linkwright.yaml', configuration(`connections:\n${both}`));
  await expect(newcomer.linkwright('check')).rejects.toThrow('npm install @linkwright/connector-hubspot');
});

test('the command and three connectors are one copy of each package, without scripts, within the budget', async () => {
  await newcomer.npm('install', '--save-exact', ...(await exact(...budgetedPackages)));
  const { packages: count, megabytes, installScripts, native } = await measureInstallation(newcomer.folder);
  expect(count, 'bench/install-budget.json').toBeLessThanOrEqual(installBudget.packages);
  expect(megabytes, 'bench/install-budget.json').toBeLessThanOrEqual(installBudget.megabytes);
  expect({ installScripts, native }).toEqual({ installScripts: [], native: [] });
  expect(newcomer.installed().filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
  expect(newcomer.installed()).toHaveLength(count);
});

test('with the sandbox beside them it syncs', async () => {
  await newcomer.npm('install', '--save-exact', ...(await exact('@linkwright/sandbox')));
  for (const [name, copies] of Object.entries(newcomer.copies(everything))) expect(copies, name).toHaveLength(1);

  apps = await startSandboxApps(newcomer.folder);
  newcomer.write('linkwright.yaml', configuration(apps.connections));
  const umbrella = await apps.addRow('Accounts', { Name: 'Umbrella', Website: 'https://umbrella.example' });
  await apps.addRow('People', { Email: 'carl@umbrella.example', Account: [umbrella] });

  expect(await newcomer.linkwright('check')).toContain('No problems');
  await newcomer.linkwright('sync', '--yes');
  expect(await apps.rows('People')).toEqual([
    { Email: 'ada@acme.example', Account: ['Acme'] },
    { Email: 'bob@umbrella.example', Account: ['Umbrella'] },
    { Email: 'carl@umbrella.example', Account: ['Umbrella'] },
  ]);
  expect(await apps.emails()).toEqual(['ada@acme.example', 'bob@umbrella.example', 'carl@umbrella.example']);
});

test('a folder that pnpm deploy makes runs alone, with the connectors that lie beside the file', async () => {
  const deployed = join(folder, 'deployed');
  await workspace.deploy(deployed);
  const links = readdirSync(deployed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => realpathSync(join(entry.parentPath, entry.name)));
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((path) => !path.startsWith(deployed))).toEqual([]);

  await apps?.addRow('People', { Email: 'emil@acme.example' });
  const words = [join(deployed, 'bin/linkwright.cjs'), 'sync', '--yes', '-c', join(newcomer.folder, 'linkwright.yaml')];
  await runProgram([join(root, 'node_modules/node/bin/node'), ...words], { folder: deployed });
  expect(await apps?.emails()).toContain('emil@acme.example');
});

test('a second release of one connector is installed beside the older rest, one copy of each', async () => {
  const before = newcomer.copies(everything);
  const name = '@linkwright/connector-airtable';
  workspace.change('airtable-grows', { [name]: 'minor' });
  await workspace.version();
  await workspace.publish();
  const newest = await version(name);
  expect(newest).not.toBe(before[name]?.[0]);
  await newcomer.npm('install', '--save-exact', `${name}@${newest}`);
  expect(newcomer.copies(everything)).toEqual({ ...before, [name]: [newest] });

  await apps?.addRow('People', { Email: 'dora@acme.example' });
  await newcomer.linkwright('sync', '--yes');
  expect(await apps?.emails()).toContain('dora@acme.example');
});

test('a connector that is released together with a newer core still asks for the core that it needs', async () => {
  const before = newcomer.copies(everything);
  const name = '@linkwright/connector-hubspot';
  workspace.change('all-grow', { '@linkwright/core': 'minor', '@linkwright/http': 'minor', [name]: 'patch' });
  await workspace.version();
  await workspace.publish();
  const newest = await version(name);
  await newcomer.npm('install', '--save-exact', `${name}@${newest}`);
  const copies = newcomer.copies(everything);
  expect(copies['@linkwright/core']).toEqual(before['@linkwright/core']);
  expect(await version('@linkwright/core')).not.toBe(copies['@linkwright/core']?.[0]);
  expect(copies).toEqual({ ...before, [name]: [newest], '@linkwright/http': [await version('@linkwright/http')] });
  await newcomer.npm('ls', '--all');
});

test('a connector that somebody else begins with the starter is published, installed and synced like ours', async () => {
  const settings = registry.settings(cache);
  const author = newcomerFolder(join(folder, 'author'), { settings });
  const started = await startConnector(author, settings);
  await started.npm('publish');
  const before = newcomer.copies(everything);
  await newcomer.npm('install', '--save-exact', 'linkwright-connector-rolodex@1.0.0');
  expect(newcomer.copies(everything)).toEqual({ ...before, 'linkwright-connector-rolodex': ['1.0.0'] });

  const app = await serveApp(started.folder);
  onTestFinished(() => app.stop());
  newcomer.write(
    'rolodex.yaml',
    `version: 1
${apps?.connections}  rolodex:
    connector: linkwright-connector-rolodex
    settings: { accessToken: "\${TOKEN}", baseUrl: "${app.baseUrl}" }
syncs:
  companies:
    left: { connection: rolodex, object: companies }
    right: { connection: airtable, object: Accounts }
    direction: left-to-right
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
  people:
    left: { connection: rolodex, object: people }
    right: { connection: airtable, object: People }
    direction: left-to-right
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: name, right: Given name }]
    associations: [{ left: employer, right: Account }]
`,
  );
  await newcomer.linkwright('sync', '--yes', '-c', 'rolodex.yaml');
  const grace = { Email: 'grace@navy.example', 'Given name': 'Grace', Account: ['Navy'] };
  expect(await apps?.rows('People')).toContainEqual(grace);
});
