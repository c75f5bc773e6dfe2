import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../apps/runner/src/main.ts', import.meta.url));
const timeLapse = new URL('./time-lapse.ts', import.meta.url).href;

/** The folder in which the command keeps two apps in step every ten minutes. */
export interface HintedWorkspace {
  readonly folder: string;
  /** For the command, beside its own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The command as somebody types it, from source, in the folder of the workspace. */
export function startCommand(
  { folder, environment }: HintedWorkspace,
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

/** Runs it to its end, which has to be a good one. Resolves to what it said. */
export async function runCommand(apps: HintedWorkspace, words: readonly string[]): Promise<string> {
  const running = startCommand(apps, words);
  const code = await running.ended;
  if (code !== 0) throw new Error(`linkwright ${words.join(' ')} ended with ${code}:\n${running.said()}`);
  return running.said();
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
