import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { packages, root } from '../workspace.ts';

test('a build leaves nothing of sources that are gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-stale-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const kept = ['dist/index.js', 'dist/index.d.ts', 'dist/part/one.js', 'dist/part/one.d.ts', 'dist/.tsbuildinfo'];
  const stale = ['dist/index.js.map', 'dist/part/two.js', 'dist/part/two.d.ts', 'dist/gone/three.js'];
  for (const path of ['src/index.ts', 'src/part/one.ts', ...kept, ...stale]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  execFileSync(process.execPath, [join(root, 'scripts/remove-stale-outputs.ts')], { cwd: folder });
  const left = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(left.map((path) => `dist/${path}`).sort()).toEqual([...kept, 'dist/part'].sort());
});

test('every package is built like that', () => {
  for (const { name, manifest } of packages()) {
    // The page is bundled, and its folder emptied each time.
    if (manifest.private === true || name === '@linkwright/console') continue;
    expect(manifest.scripts, name).toMatchObject({ build: 'tsc -b && node ../../scripts/remove-stale-outputs.ts' });
  }
});
