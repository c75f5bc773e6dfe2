import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createOutput } from '../src/output/output.ts';
import { openPager } from '../src/output/pager.ts';
import { createRedactor } from '../src/output/redactor.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function startOutput(environment: Readonly<Record<string, string | undefined>>, isTTY: boolean) {
  let stdout = '';
  const output = createOutput({
    stdout: {
      isTTY,
      columns: 80,
      write: (text) => {
        stdout += text;
      },
    },
    stderr: { write: () => undefined },
    environment,
    redactor: createRedactor(),
    json: false,
    quiet: false,
    color: true,
    openPager: () => openPager(environment),
    now: () => 0,
  });
  return { output, shown: () => stdout };
}

async function pagerThat(script: string): Promise<{ readonly pager: string; readonly file: string }> {
  const folder = await temporaryFolder();
  const [pager, file] = [join(folder, 'pager'), join(folder, 'shown')];
  await writeFile(pager, `#!/bin/sh\n${script.replaceAll('FILE', file)}\n`);
  await chmod(pager, 0o755);
  return { pager, file };
}

it('a terminal reads what is long in its pager, all of it, and nothing beside', async () => {
  const { pager, file } = await pagerThat('cat > FILE');
  const { output, shown } = startOutput({ PATH: process.env.PATH, PAGER: pager }, true);
  await output.paged(async () => {
    for (let n = 0; n < 50_000; n += 1) {
      output.print(`line ${n}`);
      await output.drained();
    }
  });
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(50_001);
  expect(shown()).toBe('');
  output.print('afterwards');
  expect(shown()).toBe('afterwards\n');
});

it('whoever leaves the pager early ends nothing else', async () => {
  const { pager } = await pagerThat('head -n 1 > FILE');
  const { output } = startOutput({ PATH: process.env.PATH, LINKWRIGHT_PAGER: pager, PAGER: 'cat' }, true);
  let printed = 0;
  await output.paged(async () => {
    for (; printed < 50_000; printed += 1) {
      output.print(`line ${printed}`);
      await output.drained();
    }
  });
  expect(printed).toBe(50_000);
});

it.each([
  ['no terminal', { PAGER: 'no-such-pager' }, false],
  ['no such pager', { PAGER: 'no-such-pager' }, true],
  ['no pager wanted', { PAGER: '' }, true],
  ['a plain one', { LINKWRIGHT_PAGER: 'cat', PAGER: 'no-such-pager' }, true],
])('without a pager everything stands on the terminal: %s', async (_, environment, isTTY) => {
  const { output, shown } = startOutput(environment, isTTY);
  await output.paged(() => Promise.resolve(output.print('a line')));
  expect(shown()).toBe('a line\n');
});
