import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PostgresServer {
  /** Of a superuser, over a local socket. */
  readonly url: string;
  /** Ends it, with all connections, and starts it again after so many milliseconds, at the same address. */
  restart(pauseMs: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of its own on an empty folder; it takes some seconds.
 *
 * `durable`: a commit waits for the disk, as it does in production. Default false: tests ask what is stored, not whether it
 * outlives the power.
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PostgresServer> {
  const file = fileURLToPath(new URL('./keep-postgres.ts', import.meta.url));
  // Its standard input is a pipe that breaks when this process ends, however it ends.
  const keeper = spawn(process.execPath, [file, options.durable ? 'durable' : 'quick'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A signal from the terminal reaches the whole group; the keeper ends when its starter has.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const lines = createInterface(keeper.stdout);
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    keeper.once('error', reject);
    keeper.once('close', (code) => reject(new Error(`PostgreSQL did not start (exit code ${code}).`)));
  });
  return {
    url,
    async restart(pauseMs) {
      const restarted = new Promise<void>((resolve) => lines.once('line', () => resolve()));
      keeper.stdin.write(`${pauseMs}\n`);
      await restarted;
    },
    stop() {
      keeper.stdin.end();
      return ended;
    },
  };
}
