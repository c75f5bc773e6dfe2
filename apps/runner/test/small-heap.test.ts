import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from './support/temporary-folder.ts';

const startedSchema = z.object({
  execArgv: z.array(z.string()),
  flags: z.array(z.string()),
  words: z.array(z.string()),
  pid: z.number(),
});

/** How the program is started by the words, and what V8 is told then, with another one in the place of what it runs. */
async function start(words: readonly string[], options: { readonly node?: string; readonly env?: string } = {}) {
  const bin = (name: string) => readFile(new URL(`../bin/${name}`, import.meta.url), 'utf8');
  const told =
    '{ execArgv: process.execArgv.slice(0, -2), flags: told, words: process.argv.slice(2), pid: process.pid }';
  const directory = await temporaryFolder({
    'bin/linkwright.cjs': await bin('linkwright.cjs'),
    'bin/start.cjs': await bin('start.cjs'),
    'listen.cjs': `
      const v8 = require('node:v8');
      const { setFlagsFromString } = v8;
      globalThis.told = [];
      v8.setFlagsFromString = (flags) => {
        setFlagsFromString(flags);
        told.push(flags);
      };
    `,
    'dist/main.js': `console.log(JSON.stringify(${told}));`,
    'package.json': '{ "type": "module" }',
  });
  const program = join(directory, 'bin', 'linkwright.cjs');
  const listen = ['--require', join(directory, 'listen.cjs')];
  const { stdout, stderr, pid } = spawnSync(
    process.execPath,
    [...(options.node?.split(' ') ?? []), ...listen, program, ...words],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: options.env ?? '' } },
  );
  // V8 complains here of a flag that it does not know.
  expect(stderr).toBe('');
  const { pid: own, ...started } = startedSchema.parse(JSON.parse(stdout));
  return { ...started, isSame: own === pid };
}

const growth = '--heap-growing-percent=100';

it.skipIf(process.platform === 'win32')('a sync runs with a small heap, in the same process', async () => {
  expect(await start(['sync', '--config', 'a b.yaml'])).toEqual({
    execArgv: ['--max-semi-space-size=16'],
    flags: [growth],
    words: ['sync', '--config', 'a b.yaml'],
    isSame: true,
  });
});

it('other commands start at once, and what somebody has chosen stands', async () => {
  expect(await start(['status'])).toMatchObject({ execArgv: [], flags: [growth], words: ['status'] });
  const chosen = '--max-semi-space-size=64';
  expect(await start(['sync'], { node: chosen })).toMatchObject({ execArgv: [chosen], words: ['sync'] });
  expect(await start(['sync'], { env: chosen })).toMatchObject({ execArgv: [], words: ['sync'] });
  expect(await start(['status'], { node: '--heap-growing-percent=200' })).toMatchObject({ flags: [] });
});

it.skipIf(process.platform === 'win32')('options of node are kept', async () => {
  const { execArgv } = await start(['plan'], { node: '--no-deprecation' });
  expect(execArgv).toEqual(['--max-semi-space-size=16', '--no-deprecation']);
});
