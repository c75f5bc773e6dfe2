import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { resultOf, spawnCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { notesCode } from './support/hostile-notes.ts';

const runner = fileURLToPath(new URL('../..', import.meta.url));

/** The program as it lies on a machine where nothing is installed that it does not need. */
async function slimProgram(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(files);
  const program = join(folder, 'program');
  await cp(join(runner, 'src'), join(program, 'src'), { recursive: true });
  await cp(join(runner, 'package.json'), join(program, 'package.json'));
  const manifest: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(runner, 'package.json'), 'utf8'),
  );
  for (const name of [...Object.keys(manifest.dependencies), '@linkwright/core', '@linkwright/engine']) {
    if (/^@linkwright\/(connector-|sandbox)/.test(name)) continue;
    const link = join(program, 'node_modules', name);
    await mkdir(join(link, '..'), { recursive: true });
    await symlink(join(runner, 'node_modules', name), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return folder;
}

const file = (connector: string): string => `version: 1
connections:
  mine: { connector: "${connector}", settings: { file: mine.jsonl } }
  theirs: { connector: ./notes.js, settings: { file: theirs.jsonl } }
syncs:
  notes:
    left: { connection: mine, object: notes }
    right: { connection: theirs, object: notes }
    match: { left: title, right: title }
    fields: [{ left: title, right: title }]
`;

it('syncs with one’s own connectors where neither those of this project nor the sandbox are installed, and tells what lacks', async () => {
  const folder = await slimProgram({
    'package.json': '{ "type": "module" }',
    'notes.js': notesCode().replaceAll('../../../', './'),
    'linkwright.yaml': file('./notes.js'),
    'other.yaml': file('@linkwright/connector-hubspot'),
    'mine.jsonl': '{"id":"1","title":"Buy milk"}\n',
    'theirs.jsonl': '',
  });
  const run = (...words: readonly string[]) =>
    resultOf(spawnCommand(join(folder, 'program/src/main.ts'), words, { directory: folder }));

  expect(await run('sync')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse((await readFile(join(folder, 'theirs.jsonl'), 'utf8')).trim())).toEqual({
    id: '1',
    title: 'Buy milk',
  });

  const lacking = await run('plan', '-c', 'other.yaml');
  expect(lacking).toMatchObject({ exitCode: 2, stdout: '' });
  expect(lacking.stderr).toContain('The connector "@linkwright/connector-hubspot" is not installed.');
  expect(lacking.stderr).toContain('npm install @linkwright/connector-hubspot');

  for (const words of [['sandbox'], ['demo'], ['rehearse']]) {
    const result = await run(...words);
    expect(result, words[0]).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('@linkwright/sandbox, which plays the apps, is not installed.');
    expect(result.stderr).toContain('npm install @linkwright/sandbox');
  }
});
