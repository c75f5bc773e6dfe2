import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDifference } from '../../src/configuration/edit/render-difference.ts';
import { writeConfiguration } from '../../src/configuration/edit/write-configuration.ts';
import { ProblemsError } from '../../src/configuration/problems-error.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const before = 'version: 1\nconnections: {}\nsyncs: {}\n';
const after = `# Edited\n${before}`;

describe('writing an edited configuration', () => {
  it('replaces the file in one step, with its mode and through a symbolic link', async () => {
    const folder = await temporaryFolder({ 'real.yaml': before });
    await chmod(join(folder, 'real.yaml'), 0o640);
    await symlink('real.yaml', join(folder, 'linkwright.yaml'));
    await writeConfiguration({ file: join(folder, 'linkwright.yaml'), before, after, environment: {} });
    expect(await readFile(join(folder, 'real.yaml'), 'utf8')).toBe(after);
    expect((await stat(join(folder, 'real.yaml'))).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['linkwright.yaml', 'real.yaml']);
  });

  it('leaves a file alone that somebody else has changed or made meanwhile', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': 'version: 1 # mine\n' });
    const file = join(folder, 'linkwright.yaml');
    const changed = { code: 'configuration-changed' };
    await expect(writeConfiguration({ file, before, after, environment: {} })).rejects.toMatchObject(changed);
    await expect(writeConfiguration({ file, before: null, after, environment: {} })).rejects.toMatchObject(changed);
    expect(await readFile(file, 'utf8')).toBe('version: 1 # mine\n');
    expect(await readdir(folder)).toEqual(['linkwright.yaml']);
  });

  it('refuses a text with a mistake that the old one did not have', async () => {
    const folder = await temporaryFolder({ 'linkwright.yaml': before });
    const file = join(folder, 'linkwright.yaml');
    const wrong = `${before}sync: 1\n`;
    await expect(writeConfiguration({ file, before, after: wrong, environment: {} })).rejects.toThrow(ProblemsError);
    expect(await readFile(file, 'utf8')).toBe(before);
    await writeFile(file, wrong);
    await writeConfiguration({ file, before: wrong, after: `${wrong}# as bad as before\n`, environment: {} });
  });
});

describe('the difference', () => {
  it('is unified, without steering characters from the file', () => {
    const plain = { style: (_: unknown, text: string) => text };
    expect(renderDifference('a.yaml', before, `${before}# \u001B[2J\n`, plain)).toBe(
      '--- a.yaml\n+++ a.yaml\n@@ -1,3 +1,4 @@\n version: 1\n connections: {}\n syncs: {}\n+# \\x1b[2J',
    );
    expect(renderDifference('a.yaml', before, before, plain)).toBe('');
  });
});
