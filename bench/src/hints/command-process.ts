import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { HintedApps } from './hinted-apps.ts';

const command = fileURLToPath(new URL('../../../apps/runner/src/main.ts', import.meta.url));
const timeLapse = new URL('./time-lapse.ts', import.meta.url).href;

/** The command as somebody types it, from source, in the folder of the workspace. */
export function startCommand(
  { folder, environment }: Pick<HintedApps, 'folder' | 'environment'>,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { readonly ended: Promise<number | null>; readonly end: () => Promise<void>; readonly said: () => string } {
  const options = ['--conditions=@linkwright/source', '--disable-warning=ExperimentalWarning', '--import', timeLapse];
  const child = spawn(process.execPath, [...options, command, ...words], {
    cwd: folder,
    env: { ...process.env, ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-20_000);
    });
  }
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  return {
    ended,
    said: () => said,
    async end() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs it to its end, which has to be a good one. */
export async function runCommand(apps: HintedApps, words: readonly string[]): Promise<void> {
  const running = startCommand(apps, words);
  const code = await running.ended;
  if (code !== 0) throw new Error(`linkwright ${words.join(' ')} ended with ${code}:\n${running.said()}`);
}

/** A port that nobody listens at, at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
