import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countRequests, type RequestCount, startSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { type CongressAirtable, createCongressBase } from './congress-airtable.ts';
import { type Congress, loadCongress } from './congress-data.ts';
import { configurationText } from './congress-fields.ts';
import { type CongressHubspot, congressHubspot } from './congress-hubspot.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The limits are another test's concern; here thousands of calls shall not be waited for. */
const speed = 1000;

const sideSchema = z.object({ created: z.number(), updated: z.number(), archived: z.number() });
const edgesSchema = z.object({ added: z.number(), removed: z.number() });
const documentSchema = z.object({
  version: z.literal(1),
  status: z.string(),
  syncs: z.array(
    z.object({
      name: z.string(),
      left: sideSchema,
      right: sideSchema,
      linked: z.number(),
      conflicts: z.number(),
      excluded: z.number(),
      ambiguous: z.number(),
      failing: z.number(),
      associations: z.object({ left: edgesSchema, right: edgesSchema, pending: z.number() }),
    }),
  ),
});

export type SyncDocument = z.output<typeof documentSchema>['syncs'][number];

/** What one run of the command did. */
export interface Run {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly committees: SyncDocument;
  readonly members: SyncDocument;
  /** As the sandbox received them. */
  readonly requests: readonly RequestCount[];
}

export interface CongressWorld {
  /** What both apps are to hold. */
  readonly expected: Congress;
  readonly hubspot: CongressHubspot;
  readonly airtable: CongressAirtable;
  sync(): Promise<Run>;
  /** The state beside the file is lost. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** HubSpot full of the data, an empty base, and a configuration that pairs them. */
export async function openCongress(data: string): Promise<CongressWorld> {
  const expected = await loadCongress(data);
  const sandbox = await startSandbox({ speed });
  const accessToken = 'pat-congress';
  const hubspot = congressHubspot({ baseUrl: sandbox.hubspot.baseUrl, accessToken });
  await hubspot.load(expected);
  const airtable = await createCongressBase(sandbox.airtable.baseUrl, expected);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'linkwright-congress-')));
  const file = join(folder, 'linkwright.yaml');
  const apps = {
    hubspot: { baseUrl: sandbox.hubspot.baseUrl, accessToken },
    airtable: { baseUrl: sandbox.airtable.baseUrl, baseId: airtable.baseId },
  };
  await writeFile(file, configurationText(apps));
  return {
    expected,
    hubspot,
    airtable,
    async sync() {
      sandbox.clearRequests();
      const { exitCode, stdout, stderr } = await runCommand(['sync', '-c', file, '--json'], folder);
      const requests = sandbox.requests();
      const parsed = documentSchema.safeParse(stdout === '' ? null : JSON.parse(stdout));
      if (!parsed.success) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`);
      const named = (wanted: string): SyncDocument => {
        const found = parsed.data.syncs.find(({ name }) => name === wanted);
        if (!found) throw new Error(`no sync "${wanted}" in ${stdout}`);
        return found;
      };
      return { exitCode, stderr, committees: named('committees'), members: named('members'), requests };
    },
    forget: () => rm(join(folder, '.linkwright'), { recursive: true }),
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The command as a process, as a user starts it from a checkout. */
function runCommand(
  words: readonly string[],
  directory: string,
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@linkwright/source', main, ...words], {
      cwd: directory,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

const readingPosts = /\/(search|batch\/read|listRecords)$/;

/** Requests that change something in an app. */
export function writeRequests(requests: readonly RequestCount[]): readonly RequestCount[] {
  return requests.filter(({ method, path }) => method !== 'GET' && !readingPosts.test(path));
}

/** Calls that ask for the account and its schemas, not for records. */
export function openingCalls(requests: readonly RequestCount[], app: RequestCount['app']): number {
  return countRequests(
    requests.filter(({ path }) => /^\/account-info|^\/crm\/v3\/properties|^\/v0\/meta/.test(path)),
    { app },
  );
}
