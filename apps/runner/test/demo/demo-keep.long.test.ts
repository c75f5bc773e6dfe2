import { once } from 'node:events';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@hubspot/api-client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommand, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('linkwright demo --keep', () => {
  it('leaves nothing in a clone with --keep, and says where it did', async () => {
    const clone = fileURLToPath(new URL('../../../..', import.meta.url));
    const folder = await temporaryFolder();
    const child = startCommand(['demo', '--keep'], { directory: clone, environment: { TMPDIR: folder } });
    const closed = once(child, 'close');
    let left: string | undefined;
    for await (const line of createInterface(child.stdout)) {
      left = /^Left behind in (.*): linkwright\.yaml/.exec(line)?.[1];
      if (left !== undefined) break;
    }
    child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
    expect(dirname(left ?? '')).toBe(folder);
    expect(await readdir(left ?? '')).toContain('linkwright.yaml');
    expect(await readdir(clone)).not.toContain('linkwright-demo');
  });

  it('leaves apps and file standing with --keep until it is interrupted, for commands that work', async () => {
    const directory = await temporaryFolder();
    const child = startCommand(['demo', '--keep'], { directory });
    const told: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      told.push(line);
      if (/^ {2}linkwright sync -c /.test(line)) break;
    }
    const commands = told.slice(told.findIndex((line) => line.startsWith('Five commands to try')) + 1);
    expect(commands).toHaveLength(5);

    const file = join('linkwright-demo', 'linkwright.yaml');
    const text = await readFile(join(directory, file), 'utf8');
    const accessToken = z.string().parse(/accessToken: (\S+)/.exec(text)?.[1]);
    const basePath = z.string().parse(/baseUrl: (\S+\/hubspot)/.exec(text)?.[1]);
    // The third command edits this company.
    const company = z.string().parse(/companies\/(\d+)/.exec(commands[2] ?? '')?.[1]);
    expect(commands[2]).toContain(`Bearer ${accessToken}`);
    const client = new Client({ accessToken, basePath });
    await client.crm.companies.basicApi.update(company, { properties: { city: 'Reykjavík' } });

    const plan = await runCommand(['plan', '--full', '-c', file], { directory });
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toContain('Reykjavík');

    const closed = once(child, 'close');
    child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
    await access(join(directory, file));

    const again = await runCommand(['demo', '--keep'], { directory });
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toMatch(/linkwright-demo is there already; it was left as it is\.\nRemove it/);
  });
});
