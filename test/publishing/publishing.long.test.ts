import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { budgetedPackages, installBudget } from '../../bench/src/installation/install-budget.ts';
import { measureInstallation } from '../../bench/src/installation/measure-installation.ts';
import { packages } from '../workspace.ts';
import { type NewcomerFolder, newcomerFolder } from './newcomer-folder.ts';
import { copyWorkspace, type ReleaseWorkspace } from './release-workspace.ts';
import { rolodexPackage } from './rolodex-package.ts';
import { type SandboxApps, startSandboxApps } from './sandbox-apps.ts';
import { type Registry, startRegistry } from './start-registry.ts';

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
const syncs = (associations: string): string => `syncs:
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
${associations}`;

beforeAll(async () => {
  registry = await startRegistry(join(folder, 'registry'));
  const settings = registry.settings(cache);
  workspace = copyWorkspace(join(folder, 'workspace'), settings);
  newcomer = newcomerFolder(join(folder, 'newcomer'), settings);
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
  newcomer.write('.env', 'TOKEN=publishing-test\n');
  newcomer.write(
    'linkwright.yaml',
    `version: 1\n${apps.connections}${syncs('    associations: [{ left: primary_company, right: Account }]\n')}`,
  );
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

test('a connector of somebody else is published, installed and synced like those of this project', async () => {
  const rolodex = newcomerFolder(join(folder, 'rolodex'), registry.settings(cache));
  for (const [path, text] of Object.entries(rolodexPackage)) rolodex.write(path, text);
  await rolodex.npm('publish');
  const before = newcomer.copies(everything);
  await newcomer.npm('install', '--save-exact', 'linkwright-connector-rolodex@3.1.4');
  expect(newcomer.copies(everything)).toEqual({ ...before, 'linkwright-connector-rolodex': ['3.1.4'] });

  newcomer.write(
    'rolodex.yaml',
    `version: 1\n${apps?.connections}  cards: { connector: linkwright-connector-rolodex, settings: {} }
syncs:
  people:
    left: { connection: cards, object: Cards }
    right: { connection: airtable, object: People }
    match: { left: Mail, right: Email }
    fields: [{ left: Mail, right: Email }, { left: Given name, right: Given name }]
`,
  );
  await newcomer.linkwright('sync', '--yes', '-c', 'rolodex.yaml');
  expect(await apps?.rows('People')).toContainEqual({ Email: 'grace@navy.example', 'Given name': 'Grace' });
});
