import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from '../commands/support/run-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const configuration = (state: string): string => `version: 1\nstate: ${state}\nconnections: {}\nsyncs: {}\n`;

it('a key is made for its owner alone, and never in place of one that is there', async () => {
  const directory = await temporaryFolder({});
  const made = await runHere(['keys', 'init', '--file', 'key'], directory);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const text = await readFile(join(directory, 'key'), 'utf8');
  expect(Buffer.from(text, 'base64')).toHaveLength(32);
  expect(made.stdout).not.toContain(text.trim());
  expect((await stat(join(directory, 'key'))).mode & 0o777).toBe(0o600);

  const again = await runHere(['keys', 'init', '--file', 'key'], directory);
  expect(again.stderr).toContain('key-exists');
  expect(again.exitCode).toBe(2);
  expect(await readFile(join(directory, 'key'), 'utf8')).toBe(text);
  expect(await readdir(directory)).toEqual(['key']);
});

it('without a file it is shown, once, and nothing is written', async () => {
  const directory = await temporaryFolder({});
  const { stdout, exitCode } = await runHere(['keys', 'init'], directory);
  expect(exitCode).toBe(0);
  expect(Buffer.from(stdout, 'base64')).toHaveLength(32);
  expect(await readdir(directory)).toEqual([]);
});

it('a key is not put into the folder of the state, whatever that is called', async () => {
  const directory = await temporaryFolder({ 'linkwright.yaml': configuration('kept') });
  for (const file of ['kept/key', 'kept/deeper/key', '.linkwright/key']) {
    await mkdir(join(directory, file, '..'), { recursive: true });
    expect((await runHere(['keys', 'init', '--file', file], directory)).stderr).toContain('key-beside-state');
  }
  expect((await runHere(['keys', 'init', '--file', 'kept.key'], directory)).exitCode).toBe(0);
  await writeFile(join(directory, 'linkwright.yaml'), 'not: [yaml');
  expect((await runHere(['keys', 'init', '--file', 'other.key'], directory)).exitCode).toBe(0);
});

it('a key of which nothing is encrypted yet is not said to fit', async () => {
  const directory = await temporaryFolder({ 'linkwright.yaml': configuration('.linkwright') });
  expect((await runHere(['keys', 'verify'], directory)).stderr).toContain('key-missing');
  await runHere(['keys', 'init', '--file', 'key'], directory);
  await writeFile(join(directory, '.env'), `LINKWRIGHT_KEY_FILE=${join(directory, 'key')}\n`);
  const { stdout, exitCode } = await runHere(['keys', 'verify'], directory);
  expect(stdout).toContain('Nothing is encrypted yet');
  expect(exitCode).toBe(0);
});
