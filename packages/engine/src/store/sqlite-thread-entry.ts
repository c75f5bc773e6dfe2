import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { LocalSqlite } from './local-sqlite.ts';
import type { ThreadData, ThreadReply, ThreadRequest } from './sqlite-thread-messages.ts';

/* What runs in a thread of SQLite, see `SqliteThread`. */

const { file, settings }: ThreadData = workerData;
const port = parentPort;
if (port === null) throw new Error('This is to be started as a thread.');

const database = new DatabaseSync(file);
database.exec(settings);
const sqlite = new LocalSqlite(database);
/** Of a statement that nobody waits for. Whoever asks next is told, and what comes in between is not carried out. */
let failed: unknown = null;

port.on('message', (request: ThreadRequest) => {
  if (request === null) {
    sqlite.close();
    port.close();
    return;
  }
  const { sql, parameters, asked } = request;
  if (failed !== null && !asked) return;
  const before = failed;
  failed = null;
  try {
    // Whoever takes back what they did has a reason of their own, and what has failed goes with it.
    if (before !== null && !/^rollback/i.test(sql)) throw before;
    const answer = sqlite.ask(sql, parameters);
    if (asked) reply({ answer });
  } catch (error) {
    if (asked) reply({ failure: failureOf(error) });
    else failed = error;
  }
});

const reply = (message: ThreadReply): void => port.postMessage(message);

function failureOf(error: unknown): Extract<ThreadReply, { failure: unknown }>['failure'] {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    message: error.message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...('errcode' in error && typeof error.errcode === 'number' && { errcode: error.errcode }),
  };
}
