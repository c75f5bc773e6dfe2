import { once } from 'node:events';
import { copyFile, readdir } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FacingRequest } from '@linkwright/sandbox';
import { z } from 'zod';
import { type CommandResult, resultOf, startCommand } from '../../support/run-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Crm, startCrm } from './start-crm.ts';

/** A CRM whose `linkwright sync` can be killed at any request, with a count of what the apps were asked for. */
export interface MortalCrm {
  readonly crm: Crm;
  /** Runs `sync` and kills it when its n-th request arrives, or so many milliseconds later. `null`: it ended before. */
  dieAt(request: number, delayMs: number): Promise<CommandResult | null>;
  /** Records in the creates that an app received so far. */
  creates(app: FacingRequest['app']): number;
  /** Pages of complete listings that an app was asked for. */
  pages(app: FacingRequest['app']): number;
  /** What SQLite says of a copy of the state, as it lies there. */
  integrity(): Promise<string>;
}

const bodySchema = z.object({ records: z.array(z.unknown()).optional(), inputs: z.array(z.unknown()).optional() });
const verdictSchema = z.object({ integrity_check: z.string() });

/** Of HubSpot's lists of an object, and of Airtable's tables. */
const isListing = (path: string, method: string): boolean =>
  method === 'GET'
    ? /^\/(crm\/.*objects\/(?:[\d-]+\/)?[a-z]+|v0\/app\w+\/tbl\w+)$/.test(path)
    : path.endsWith('/listRecords');

/** Of no app, so that it is none of their requests. */
async function answerBy(port: number): Promise<void> {
  const request = get({ host: 'localhost', port, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
}

export async function startMortalCrm(): Promise<MortalCrm> {
  let arrived: (request: FacingRequest) => void = () => undefined;
  const created = { hubspot: 0, airtable: 0, kintone: 0 };
  const crm = await startCrm({
    chooseFault(request) {
      arrived(request);
      return undefined;
    },
  });
  const pages = { hubspot: 0, airtable: 0, kintone: 0 };
  const count = ({ app, method, path, body }: FacingRequest): void => {
    const creates =
      app === 'hubspot'
        ? path.endsWith('/batch/create') && path.includes('/objects/')
        : method === 'POST' && body.includes('"records":');
    if (creates) {
      const { records, inputs } = bodySchema.parse(JSON.parse(String(body)));
      created[app] += (records ?? inputs ?? []).length;
    }
    if (isListing(path, method)) pages[app] += 1;
  };
  return {
    crm,
    async dieAt(request, delayMs) {
      const child = startCommand(['sync'], { directory: crm.directory });
      const ended = resultOf(child);
      let seen = 0;
      arrived = (facing) => {
        count(facing);
        seen += 1;
        if (seen !== request) return;
        if (delayMs === 0) child.kill('SIGKILL');
        else setTimeout(() => child.kill('SIGKILL'), delayMs);
      };
      const result = await ended;
      // What it had sent may not be read yet; the server takes it before what comes by a connection that is made now.
      await answerBy(crm.sandbox.port);
      arrived = () => undefined;
      return child.signalCode === 'SIGKILL' ? null : result;
    },
    creates: (app) => created[app],
    pages: (app) => pages[app],
    async integrity() {
      const state = join(crm.directory, '.linkwright');
      const copy = await temporaryFolder();
      // The log's index is made again from the log, as it is by the next process.
      const files = (await readdir(state).catch(() => [])).filter((name) => /^state\.db(-wal)?$/.test(name));
      if (!files.includes('state.db')) return 'ok';
      for (const name of files) await copyFile(join(state, name), join(copy, name));
      const database = new DatabaseSync(join(copy, 'state.db'));
      try {
        return verdictSchema.parse(database.prepare('pragma integrity_check').get()).integrity_check;
      } finally {
        database.close();
      }
    },
  };
}
