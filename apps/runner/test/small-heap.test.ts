import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from './support/temporary-folder.ts';

const startedSchema = z.object({ execArgv: z.array(z.string()), words: z.array(z.string()), pid: z.number() });

/** How the program itself is started by the words, told by one that stands in its place. */
async function start(words: readonly string[], options: { readonly node?: string; readonly env?: string } = {}) {
  const bin = (name: string) => readFile(new URL(`../bin/${name}`, import.meta.url), 'utf8');
  const told = '{ execArgv: process.execArgv, words: process.argv.slice(2), pid: process.pid }';
  const directory = await temporaryFolder({
    'bin/linkwright.cjs': await bin('linkwright.cjs'),
    'bin/start.cjs': await bin('start.cjs'),
    'dist/main.js': `console.log(JSON.stringify(${told}));`,
    'package.json': '{ "type": "module" }',
  });
  const program = join(directory, 'bin', 'linkwright.cjs');
  const { stdout, stderr, pid } = spawnSync(
    process.execPath,
    [...(options.node?.split(' ') ?? []), program, ...words],
    {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: options.env ?? '' },
    },
  );
  expect(stderr).toBe('');
  const started = startedSchema.parse(JSON.parse(stdout));
  return { ...started, isSame: started.pid === pid };
}

it.skipIf(process.platform === 'win32')('a sync runs with a small young generation, in the same process', async () => {
  expect(await start(['sync', '--config', 'a b.yaml'])).toMatchObject({
    execArgv: ['--max-semi-space-size=16'],
    words: ['sync', '--config', 'a b.yaml'],
    isSame: true,
  });
});

it('other commands start at once, and what somebody has chosen stands', async () => {
  expect(await start(['status'])).toMatchObject({ execArgv: [], words: ['status'] });
  const chosen = '--max-semi-space-size=64';
  expect(await start(['sync'], { node: chosen })).toMatchObject({ execArgv: [chosen], words: ['sync'] });
  expect(await start(['sync'], { env: chosen })).toMatchObject({ execArgv: [], words: ['sync'] });
});

it.skipIf(process.platform === 'win32')('options of node are kept', async () => {
  const { execArgv } = await start(['plan'], { node: '--no-deprecation' });
  expect(execArgv).toEqual(['--max-semi-space-size=16', '--no-deprecation']);
});
