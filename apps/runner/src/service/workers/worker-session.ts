import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { RetryableError } from '@linkwright/core';
import { announcementChannel, connectPostgres, type PostgresAddress, servedKey } from '@linkwright/engine';
import type { Client } from 'pg';
import type { Logger } from 'pino';
import { makeWorkerTables, workerKey, workersSchema } from '../../schedule/worker-schemas.ts';
import type { DocumentsOf, WorkerRole } from '../crew.ts';
import type { ServiceClock } from '../scheduler.ts';

/** A worker as the others see it, for as long as its session lasts. */
export interface LivingWorker {
  readonly id: string;
  /** Aborted when the session ends: what this worker had is somebody else's from here on. */
  readonly lost: AbortSignal;
}

export interface WorkerSession {
  /** `null`: the server cannot be reached; it is tried again and again. */
  current(): LivingWorker | null;
  /**
   * Schemas of states that it looks after: `status` says so, and nobody replaces them meanwhile. Gives those that somebody has locked
   * against every service. Said again after each `joined`.
   */
  serve(schemas: readonly string[]): Promise<readonly string[]>;
  /** Of these states those whose feeds nobody else reads: they are this worker's for as long as its session lasts. */
  readsFeedsOf(schemas: readonly string[]): Promise<ReadonlySet<string>>;
  leaveFeedsOf(schemas: readonly string[]): Promise<void>;
  /** Documents of states, by their names. */
  readDocuments(schemas: readonly string[], names: readonly string[]): Promise<DocumentsOf>;
  close(): Promise<void>;
}

interface SessionOptions {
  readonly address: PostgresAddress;
  readonly role: WorkerRole;
  /** How long a lease lasts, in milliseconds: by then a worker has to have said that it lives. */
  readonly leaseMs: number;
  readonly clock: ServiceClock;
  readonly log: Logger;
  /** A word of another worker or of a command, on one of these channels. */
  readonly heard: (channel: string, payload: string) => void;
  /** It is a worker (again), and may have missed words meanwhile. */
  readonly joined: () => void;
}

/** Held by the one worker that reads the feeds of a state. */
const feedsKey = (parameter: string): string => `hashtextextended('linkwright feeds of ' || ${parameter}, 0)`;

/** Something is due at once. */
export const jobChannel = 'linkwright_job';

const lockTimeoutMs = 5000;
const firstPauseMs = 250;
const longestPauseMs = 5000;
/** How often a worker says that it lives, at the least, and how long the answer may take, in milliseconds. */
const longestPulseMs = 5000;
const pulseTimeoutMs = 15_000;

/** Joins the workers of a database, and joins again under another name whenever the connection is lost. */
export async function openWorkerSession(options: SessionOptions): Promise<WorkerSession> {
  const { address, clock, log } = options;
  const closing = new AbortController();
  let living: { readonly worker: LivingWorker; readonly client: Client } | null = null;
  let served = new Set<string>();
  let feeds = new Set<string>();
  /** One question at a time. */
  let turn: Promise<unknown> = Promise.resolve();
  function ask<Result>(question: () => Promise<Result>): Promise<Result> {
    const answer = turn.then(question);
    turn = answer.catch(() => undefined);
    return answer;
  }

  async function join(): Promise<AbortSignal> {
    const { client, destroy } = await connectPostgres(address, lockTimeoutMs, 'linkwright worker');
    const lost = new AbortController();
    const end = (cause?: unknown): void => {
      if (lost.signal.aborted) return;
      lost.abort(cause);
      living = null;
      destroy();
    };
    client.on('error', end);
    client.on('end', end);
    client.on('notification', ({ channel, payload = '' }) => options.heard(channel, payload));
    try {
      const id = randomUUID();
      await makeWorkerTables(client);
      await client.query(`select pg_advisory_lock(${workerKey('$1')})`, [id]);
      await client.query(`listen ${jobChannel}; listen ${announcementChannel}`);
      await client.query(`insert into ${workersSchema}.workers (id, host, process, role) values ($1, $2, $3, $4)`, [
        id,
        hostname(),
        process.pid,
        options.role,
      ]);
      served = new Set();
      feeds = new Set();
      living = { worker: { id, lost: lost.signal }, client };
      void feelPulse(id, client, lost.signal, end);
      return lost.signal;
    } catch (error) {
      end(error);
      throw error;
    }
  }

  /** A network that went away without a word ends no connection for a long time. */
  async function feelPulse(
    id: string,
    client: Client,
    lost: AbortSignal,
    end: (cause: unknown) => void,
  ): Promise<void> {
    const pulseMs = Math.min(longestPulseMs, options.leaseMs / 3);
    while (!lost.aborted) {
      await clock.wait(pulseMs, AbortSignal.any([lost, closing.signal]));
      if (lost.aborted || closing.signal.aborted) return;
      const answered = new AbortController();
      const late = clock.wait(pulseTimeoutMs, answered.signal).then(() => {
        if (!answered.signal.aborted) end(new Error('The server did not answer in time.'));
      });
      const seen = `update ${workersSchema}.workers set seen_at = clock_timestamp() where id = $1`;
      await ask(() => client.query(seen, [id])).catch(end);
      answered.abort();
      await late;
    }
  }

  async function keepJoined(first: AbortSignal): Promise<void> {
    let lost = first;
    while (!closing.signal.aborted) {
      await aborted(AbortSignal.any([lost, closing.signal]));
      if (closing.signal.aborted) return;
      log.warn({ database: address.shown }, 'the connection to the database of the workers was lost');
      for (let pauseMs = firstPauseMs; !closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
        const joined = await join().catch(() => null);
        if (joined !== null) {
          lost = joined;
          log.info({ database: address.shown }, 'the workers are joined again');
          options.joined();
          break;
        }
        await clock.wait(pauseMs, closing.signal);
      }
    }
  }

  const keeping = keepJoined(await join());
  return {
    current: () => living?.worker ?? null,
    async serve(schemas) {
      if (living === null) return [];
      const { client } = living;
      return ask(async () => {
        const wanted = new Set(schemas);
        const gone = [...served].filter((schema) => !wanted.has(schema));
        const added = schemas.filter((schema) => !served.has(schema));
        await ofSchemas(client, servedKey, 'pg_advisory_unlock_shared', gone);
        const held = await ofSchemas(client, servedKey, 'pg_try_advisory_lock_shared', added);
        served = new Set([...schemas.filter((schema) => served.has(schema)), ...held]);
        return added.filter((schema) => !served.has(schema));
      });
    },
    async readsFeedsOf(schemas) {
      if (living === null) return new Set();
      const { client } = living;
      return ask(async () => {
        const others = schemas.filter((schema) => !feeds.has(schema));
        for (const schema of await ofSchemas(client, feedsKey, 'pg_try_advisory_lock', others)) feeds.add(schema);
        return new Set(schemas.filter((schema) => feeds.has(schema)));
      });
    },
    async leaveFeedsOf(schemas) {
      if (living === null) return;
      const { client } = living;
      await ask(async () => {
        const left = schemas.filter((schema) => feeds.delete(schema));
        await ofSchemas(client, feedsKey, 'pg_advisory_unlock', left);
      });
    },
    async readDocuments(schemas, names) {
      if (living === null) throw unreachable(address.shown);
      const { client } = living;
      return ask(() => documentsOf(client, schemas, names));
    },
    async close() {
      const last = living;
      closing.abort();
      await keeping;
      if (last === null || last.worker.lost.aborted) return;
      const leave = `delete from ${workersSchema}.workers where id = $1`;
      await ask(() => last.client.query(leave, [last.worker.id])).catch(() => undefined);
      await last.client.end();
    },
  };
}

/** Those for which the server's function says yes. */
async function ofSchemas(
  client: Client,
  key: (parameter: string) => string,
  call: string,
  schemas: readonly string[],
): Promise<readonly string[]> {
  if (schemas.length === 0) return [];
  const { rows } = await client.query<{ schema: string }>(
    `select schema from unnest($1::text[]) as of_states(schema) where ${call}(${key('schema')})`,
    [schemas],
  );
  return rows.map(({ schema }) => schema);
}

/** So many states are asked for in one statement. */
const statesPerQuestion = 100;

async function documentsOf(client: Client, schemas: readonly string[], names: readonly string[]): Promise<DocumentsOf> {
  const { rows: there } = await client.query<{ schema: string }>(
    `select schemaname as schema from pg_tables where tablename = 'documents' and schemaname = any($1::text[])`,
    [schemas],
  );
  const found = new Map<string, Map<string, string>>();
  for (let first = 0; first < there.length; first += statesPerQuestion) {
    const some = there.slice(first, first + statesPerQuestion);
    // Names of schemas as the server tells them: none of ours has a quotation mark.
    const ofOne = ({ schema }: { readonly schema: string }): string =>
      `select '${schema}' as schema, name, content from "${schema}".documents where name = any($1::text[])`;
    const { rows } = await client.query<{ schema: string; name: string; content: string }>(
      some.map(ofOne).join(' union all '),
      [names],
    );
    for (const { schema, name, content } of rows) {
      const documents = found.get(schema) ?? new Map<string, string>();
      found.set(schema, documents.set(name, content));
    }
  }
  return (schema) => (name) => found.get(schema)?.get(name) ?? null;
}

const unreachable = (shown: string): RetryableError =>
  new RetryableError(`The state at ${shown} cannot be reached.`, {
    code: 'state-unreachable',
    remedy: 'Check that PostgreSQL runs and can be reached from here.',
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
