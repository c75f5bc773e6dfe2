import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../workspace.ts';

export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** `pnpm test:live …` in a process of its own, with this environment and no other. */
export function runTestLive(given: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  const flags = ['--conditions=@linkwright/source', '--disable-warning=ExperimentalWarning'];
  const script = join(root, 'test', 'live', 'test-live.ts');
  const env = { PATH: process.env.PATH, CI: '1', NO_COLOR: '1', ...environment };
  const options = { cwd: root, env, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, script, ...given], options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}
