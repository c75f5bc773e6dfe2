import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { WorkerProcess } from './worker-process.ts';

export interface SharedDatabase {
  /** Of the states of a folder of workspaces. */
  readonly url: string;
  readonly admin: pg.Client;
  /** States that a worker has taken pairs of. */
  heldBy(worker: WorkerProcess): Promise<readonly string[]>;
}

/** A database of its own on the tests' server, or on another one. */
export async function sharedDatabase(place = testState().place): Promise<SharedDatabase> {
  const name = `workers_${process.pid}_${Date.now()}`;
  const server = await connected(place);
  await server.query(`create database ${name}`);
  const url = new URL(place);
  url.pathname = `/${name}`;
  const admin = await connected(url.href);
  onTestFinished(async () => {
    await admin.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  return {
    url: url.href,
    admin,
    async heldBy({ pid }) {
      const { rows } = await admin.query<{ state: string }>(
        `select c.state from workers_of_linkwright.claims c join workers_of_linkwright.workers w on w.id = c.worker
         where w.process = $1`,
        [pid],
      );
      return rows.map(({ state }) => state);
    },
  };
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}
