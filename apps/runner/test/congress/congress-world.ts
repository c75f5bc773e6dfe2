import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countRequests, type RequestCount, startSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { createCongressBase } from './congress-airtable.ts';
import type { CongressApp } from './congress-app.ts';
import { configurationText } from './congress-configuration.ts';
import { type Congress, loadCongress } from './congress-data.ts';
import type { ObjectName } from './congress-fields.ts';
import { fillCongressPortal } from './congress-hubspot.ts';
import { createCongressDomain } from './congress-kintone.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The limits are another test's concern; here thousands of calls shall not be waited for. */
const speed = 1000;

const sideSchema = z.object({ created: z.number(), updated: z.number(), archived: z.number() });
const edgesSchema = z.object({ added: z.number(), removed: z.number() });
const syncSchema = z.object({
  name: z.string(),
  left: sideSchema,
  right: sideSchema,
  linked: z.number(),
  conflicts: z.number(),
  excluded: z.number(),
  ambiguous: z.number(),
  failing: z.number(),
  associations: z.object({ left: edgesSchema, right: edgesSchema, pending: z.number() }),
});
const documentSchema = z.object({
  version: z.literal(1),
  run: z.string(),
  status: z.string(),
  syncs: z.array(syncSchema),
});

const undoSchema = z.object({
  run: z.string(),
  values: z.number(),
  associations: z.number(),
  archives: z.number(),
  refused: z.array(
    z.object({ connection: z.string(), id: z.string(), field: z.string().nullable(), code: z.string() }),
  ),
});

export type UndoDocument = z.output<typeof undoSchema> & { readonly exitCode: number | null };

export type SyncDocument = z.output<typeof syncSchema>;

/** What one run of the command did. */
export interface Run {
  readonly exitCode: number | null;
  readonly run: string;
  readonly stderr: string;
  readonly syncs: Readonly<Record<ObjectName, SyncDocument>>;
  /** As the sandbox received them. */
  readonly requests: readonly RequestCount[];
}

export interface CongressWorld {
  /** What both apps are to hold. */
  readonly expected: Congress;
  readonly hubspot: CongressApp;
  readonly other: CongressApp;
  sync(...options: readonly string[]): Promise<Run>;
  undo(run: string, ...options: readonly string[]): Promise<UndoDocument>;
  /** The state beside the file is lost. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** HubSpot full of the data, another app empty, and a configuration that pairs them. */
export async function openCongress(
  data: string,
  otherApp: 'airtable' | 'kintone',
  /** Of every sync, as lines of the file. */
  rules: readonly string[] = [],
): Promise<CongressWorld> {
  const expected = await loadCongress(data);
  const sandbox = await startSandbox({ speed });
  const hubspot = await fillCongressPortal({ baseUrl: sandbox.hubspot.baseUrl, accessToken: 'pat-congress' }, expected);
  const createOther = otherApp === 'airtable' ? createCongressBase : createCongressDomain;
  const other = await createOther(sandbox[otherApp].baseUrl, expected);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'linkwright-congress-')));
  const file = join(folder, 'linkwright.yaml');
  await writeFile(file, configurationText(hubspot, other, rules));
  return {
    expected,
    hubspot,
    other,
    async sync(...options) {
      sandbox.clearRequests();
      const { exitCode, stdout, stderr } = await runCommand(['sync', '-c', file, '--json', ...options], folder);
      const requests = sandbox.requests();
      const parsed = documentSchema.safeParse(stdout === '' ? null : JSON.parse(stdout));
      if (!parsed.success) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`);
      const named = (wanted: ObjectName): SyncDocument => {
        const found = parsed.data.syncs.find(({ name }) => name === wanted);
        if (!found) throw new Error(`no sync "${wanted}" in ${stdout}`);
        return found;
      };
      const syncs = { members: named('members'), committees: named('committees'), offices: named('offices') };
      return { exitCode, run: parsed.data.run, stderr, syncs, requests };
    },
    async undo(run, ...options) {
      const { exitCode, stdout, stderr } = await runCommand(
        ['undo', run, '-c', file, '--yes', '--json', ...options],
        folder,
      );
      const parsed = undoSchema.safeParse(stdout === '' ? null : JSON.parse(stdout));
      if (!parsed.success) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`);
      return { ...parsed.data, exitCode };
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
      // A dozen starts from source share what was compiled.
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(directory, 'compiled') },
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

const opening =
  /^\/account-info|^\/crm\/(properties|pipelines|owners)\/|^\/crm-object-schemas|^\/crm\/associations\/.*(definitions\/|labels$)|^\/v0\/meta/;

/** Calls that ask for the account and its schemas, not for records. */
export function openingCalls(requests: readonly RequestCount[], app: RequestCount['app']): number {
  return countRequests(
    requests.filter(({ path }) => opening.test(path)),
    { app },
  );
}
