import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { SqliteAnswer, SqliteSession } from './sqlite-session.ts';
import type { ThreadData, ThreadReply, ThreadRequest } from './sqlite-thread-messages.ts';

/** Of the thread's own heap: what it holds are the messages, one after the other. */
const youngGenerationMb = 4;

interface Waiting {
  resolve(answer: SqliteAnswer): void;
  reject(error: unknown): void;
}

/** SQLite in a thread of its own: while it writes what it was told, this one goes on with what comes next. */
export class SqliteThread implements SqliteSession {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting: Waiting[] = [];
  /** Why the thread has ended. */
  #end: unknown = null;

  constructor(data: ThreadData) {
    const entry = new URL(`./sqlite-thread-entry${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    this.#worker = new Worker(entry, {
      workerData: data,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    });
    this.#worker.on('message', (reply: ThreadReply) => this.#hear(reply));
    this.#worker.on('error', (error) => this.#giveUp(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#giveUp(new Error('The thread of the state has ended.'));
        resolve();
      });
    });
    // A process that has nothing else to do ends, as it does with SQLite in this thread.
    this.#worker.unref();
  }

  ask(sql: string, parameters: readonly unknown[]): Promise<SqliteAnswer> {
    if (this.#end !== null) return Promise.reject(this.#end);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#send({ sql, parameters, asked: true });
    });
  }

  tell(sql: string, parameters: readonly unknown[]): void {
    this.#send({ sql, parameters, asked: false });
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#send(null);
    await this.#ended;
  }

  #send(request: ThreadRequest): void {
    this.#worker.postMessage(request);
  }

  #hear(reply: ThreadReply): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ('answer' in reply) first?.resolve(reply.answer);
    else first?.reject(Object.assign(new Error(reply.failure.message), reply.failure));
  }

  #giveUp(error: unknown): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }
}
