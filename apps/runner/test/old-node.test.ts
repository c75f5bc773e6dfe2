import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/temporary-folder.ts';

it('says in one line what is needed, where Node is too old, before anything else of it is read', async () => {
  const program = fileURLToPath(new URL('../bin/linkwright.cjs', import.meta.url));
  const old = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });";
  const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });";
  const directory = await temporaryFolder({ 'old.cjs': `try { ${old} } catch { ${older} }` });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', join(directory, 'old.cjs'), program, 'sync'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /^linkwright needs Node 24 or newer, and this is Node 18\.20\.4: .*https:\/\/nodejs\.org.*\n$/,
  );
});
