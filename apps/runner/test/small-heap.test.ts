import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from './support/temporary-folder.ts';

const startedSchema = z.object({ told: z.array(z.string()), words: z.array(z.string()) });

/** What V8 is told when the program is started by the words, with another one in the place of what it runs. */
async function start(words: readonly string[], options: { readonly node?: string; readonly env?: string } = {}) {
  const bin = (name: string) => readFile(new URL(`../bin/${name}`, import.meta.url), 'utf8');
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
    'dist/main.js': 'console.log(JSON.stringify({ told, words: process.argv.slice(2) }));',
    'package.json': '{ "type": "module" }',
  });
  const program = join(directory, 'bin', 'linkwright.cjs');
  const listen = ['--require', join(directory, 'listen.cjs')];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...listen, ...(options.node?.split(' ') ?? []), program, ...words],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: options.env ?? '' } },
  );
  // V8 complains here of a flag that it does not know.
  expect(stderr).toBe('');
  return startedSchema.parse(JSON.parse(stdout));
}

it('the heap is tidied up before it has grown to several times what is alive', async () => {
  expect(await start(['sync', '--config', 'a b.yaml'])).toEqual({
    told: ['--heap-growing-percent=50'],
    words: ['sync', '--config', 'a b.yaml'],
  });
});

it('what somebody has chosen stands', async () => {
  const chosen = '--heap-growing-percent=200';
  expect(await start(['sync'], { node: chosen })).toEqual({ told: [], words: ['sync'] });
});
