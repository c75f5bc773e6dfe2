import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CommandWorld, runCommand } from '../src/run-command.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { workspaceVersions } from './support/workspace-versions.ts';

async function run(typed: readonly string[], world: Partial<CommandWorld> = {}) {
  const folder = world.workingDirectory ?? (await temporaryFolder());
  let [out, problems] = ['', ''];
  const exitCode = await runCommand(typed, {
    workingDirectory: folder,
    versions: workspaceVersions(),
    print(text) {
      out += text;
    },
    printError(text) {
      problems += text;
    },
    ask: null,
    ...world,
  });
  return { folder, exitCode, out, problems, entries: await readdir(folder) };
}

test('a name is enough, and the rest is told', async () => {
  const { folder, exitCode, out, problems, entries } = await run(['my-app']);
  expect({ exitCode, problems, entries }).toEqual({
    exitCode: 0,
    problems: '',
    entries: ['linkwright-connector-my-app'],
  });
  expect(out).toContain('cd linkwright-connector-my-app\n  npm install\n');
  const manifest = JSON.parse(await readFile(join(folder, 'linkwright-connector-my-app/package.json'), 'utf8'));
  expect(manifest).toMatchObject({
    name: 'linkwright-connector-my-app',
    keywords: expect.arrayContaining(['linkwright-connector']),
    license: 'MIT',
    peerDependencies: { '@linkwright/core': workspaceVersions()['@linkwright/core'] },
  });
  expect(manifest.dependencies).not.toHaveProperty('@linkwright/core');
});

test('every flag has its place', async () => {
  const { folder, exitCode, problems } = await run([
    '@acme/my-app',
    '--app-name',
    "Bob's CRM",
    '--base-url=https://api.bob.example/v2/',
    '--author',
    'Bob <bob@bob.example>',
    '--repository',
    'acme/my-app',
    '--directory',
    'packages/crm',
    '-y',
  ]);
  expect({ exitCode, problems }).toEqual({ exitCode: 0, problems: '' });
  const read = (path: string) => readFile(join(folder, 'packages/crm', path), 'utf8');
  expect(JSON.parse(await read('package.json'))).toMatchObject({
    name: '@acme/linkwright-connector-my-app',
    description: "The Bob's CRM connector of Linkwright.",
    author: 'Bob <bob@bob.example>',
    repository: { type: 'git', url: 'git+https://github.com/acme/my-app.git' },
  });
  expect(await read('src/my-app-client.ts')).toContain("default('https://api.bob.example/v2')");
  expect(await read('src/my-app-schema.ts')).toContain('appName = "Bob\'s CRM"');
  expect(await read('src/index.ts')).toContain('{MY_APP_ACCESS_TOKEN}');
  expect(await read('LICENSE')).toContain('Bob <bob@bob.example>');
  expect(await read('.changeset/first-release.md')).toContain('"@acme/linkwright-connector-my-app": major');
});

test('the app of the template is left nowhere', async () => {
  const { folder } = await run(['my-app']);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'utf8');
    expect.soft(`${name}\n${text}`).not.toMatch(/example.app|template/i);
  }
});

test('everything that is wrong is told at once, and nothing is written', async () => {
  const { exitCode, out, problems, entries } = await run([
    'My App',
    'other',
    '--base-ulr',
    'https://x.example',
    '--yes=no',
    '--repository',
    'nowhere',
    '--author',
  ]);
  expect({ exitCode, out, entries }).toEqual({ exitCode: 2, out: '', entries: [] });
  expect(problems.trim().split('\n')).toEqual([
    'There is no --base-ulr. Did you mean --base-url?',
    '--yes takes no value.',
    '--author needs a value: --author <text>.',
    'One name is enough: "My App", "other", "https://x.example".',
    'The name "My App" is not made of small letters, digits and single "-", a letter first; did you mean "my-app"?',
    '--repository "nowhere" is not owner/name, or https://github.com/owner/name.',
    'Nothing was written. --help shows what there is.',
  ]);
});

test.each([
  [['--base-url', 'ftp://x'], 'not an address that begins with https:// or http://'],
  [['--base-url', "https://x.example/'"], 'not an address'],
  [['--app-name', 'A "quoted" one'], 'letters, digits, blanks'],
  [['--author', 'a\nb'], 'a line end'],
  [['--app-name', 'A', '--app-name', 'B'], '--app-name stands there twice.'],
  [['--app-name='], '--app-name needs a value'],
  [['-x'], 'There is no -x.'],
])('%j is refused', async (typed, why) => {
  const { exitCode, problems, entries } = await run(['my-app', ...typed]);
  expect({ exitCode, entries }).toEqual({ exitCode: 2, entries: [] });
  expect(problems).toContain(why);
});

test('without a name it says how to give one, or asks where somebody is there', async () => {
  expect(await run([])).toMatchObject({ exitCode: 2, problems: expect.stringContaining('connector my-app') });
  expect(await run(['--yes'], { ask: async () => 'my-app' })).toMatchObject({ exitCode: 2, entries: [] });
  const asked = await run([], { ask: async () => 'my-app' });
  expect(asked).toMatchObject({ exitCode: 0, entries: ['linkwright-connector-my-app'] });
});

test.each(['a folder', 'an empty folder', 'a file', 'a link that leads nowhere'])('%s is left alone', async (what) => {
  const folder = await temporaryFolder();
  const path = join(folder, 'linkwright-connector-my-app');
  if (what.endsWith('folder')) await mkdir(path);
  if (what === 'a folder') await writeFile(join(path, 'mine.txt'), 'mine');
  if (what === 'a file') await writeFile(path, 'mine');
  if (what.startsWith('a link')) await symlink(join(folder, 'nowhere'), path);
  const { exitCode, problems, entries } = await run(['my-app'], { workingDirectory: folder });
  expect({ exitCode, entries }).toEqual({ exitCode: 2, entries: ['linkwright-connector-my-app'] });
  expect(problems).toContain('is there already, and stays as it is');
  if (what === 'a folder') expect(await readdir(path)).toEqual(['mine.txt']);
});

test('nothing is left behind where it cannot be written', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), 'mine');
  await expect(run(['my-app', '--directory', 'file/below'], { workingDirectory: folder })).rejects.toThrow(/ENOTDIR/);
  expect(await readdir(folder)).toEqual(['file']);
});

test('help and version', async () => {
  expect((await run(['--help'])).out).toContain('--base-url <url>');
  expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
