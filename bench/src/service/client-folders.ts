import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { again } from './until.ts';

export interface ClientFolders {
  readonly sandbox: RunningSandbox;
  /** Is to be served. The first workspace is a folder in it. */
  readonly directory: string;
  /** Puts the others there. */
  moveIn(): Promise<void>;
  close(): Promise<void>;
}

export interface WantedFolders {
  readonly count: number;
  /** In the HubSpot portal of each; the Airtable bases are empty. */
  readonly contacts: (client: number) => number;
  /** Of each account. Absent: what the apps allow. */
  readonly limits?: { readonly requestsPerSecond?: number; readonly callsPerDay?: number };
  readonly every: string;
  /** Somebody edits many records on purpose: no brake pulls for that. */
  readonly editsMany?: boolean;
  /** Of the vendors' limits. */
  readonly speed: number;
  /** The share of requests that meet each fault. Absent: none does. */
  readonly faults?: Readonly<Record<string, number>>;
}

/** Spelled as PostgreSQL does, so that the schema of its state is `linkwright_client0`. */
const nameOf = (client: number): string => `client${client}`;

export const schemaOf = (client: number): string => `linkwright_${nameOf(client)}`;

const baseSchema = z.object({ id: z.string() });

/** Workspaces of clients, each with a HubSpot portal and an Airtable base of its own, in one sandbox that keeps the vendors' limits. */
export async function clientFolders(wanted: WantedFolders): Promise<ClientFolders> {
  const { speed, faults } = wanted;
  const sandbox = await startSandbox({ speed, ...(faults && { faults }) });
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-bench-'));
  const [directory, aside] = [join(folder, 'served'), join(folder, 'aside')];
  await mkdir(directory);
  await mkdir(aside);
  for (let number = 0; number < wanted.count; number += 1) {
    const token = `token-${number}`;
    const { id } = baseSchema.parse(await again(() => makeBase(sandbox.airtable.baseUrl, nameOf(number))));
    await fill(sandbox.hubspot.baseUrl, token, number, wanted.contacts(number));
    const place = join(number === 0 ? directory : aside, nameOf(number));
    await mkdir(place);
    await writeFile(join(place, 'linkwright.yaml'), configuration(sandbox, token, id, wanted));
  }
  return {
    sandbox,
    directory,
    async moveIn() {
      for (const name of await readdir(aside)) await rename(join(aside, name), join(directory, name));
    },
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(sandbox: RunningSandbox, token: string, baseId: string, wanted: WantedFolders): string {
  // What is JSON is YAML too.
  const limits = JSON.stringify(wanted.limits ?? {});
  return `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: ${token}, baseUrl: ${sandbox.hubspot.baseUrl} }
    limits: ${limits}
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: pat${token}, baseId: ${baseId}, baseUrl: ${sandbox.airtable.baseUrl} }
    limits: ${limits}
syncs:
  contacts:
    every: ${wanted.every}
    brakes: ${wanted.editsMany ? '{ overwrite: off }' : '{}'}
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: Name }
`;
}

async function fill(basePath: string, accessToken: string, client: number, contacts: number): Promise<void> {
  const hubspot = new Client({ accessToken, basePath, numberOfApiCallRetries: 3 });
  const inputs = Array.from({ length: contacts }, (_, number) => ({
    properties: { email: `${number}@client${client}.example`, firstname: `Person ${number}` },
    associations: [],
  }));
  for (let first = 0; first < inputs.length; first += 100) {
    const batch = { inputs: inputs.slice(first, first + 100) };
    // One that was made while its answer was lost is there already.
    await again(() => hubspot.crm.contacts.batchApi.create(batch).catch(unlessThere));
  }
}

function unlessThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 409)) throw error;
}

async function makeBase(url: string, name: string): Promise<unknown> {
  const fields = [
    { name: 'Email', type: 'email' },
    { name: 'Name', type: 'singleLineText' },
  ];
  const response = await fetch(`${url}/v0/meta/bases`, {
    method: 'POST',
    headers: { authorization: 'Bearer patPerson', 'content-type': 'application/json' },
    body: JSON.stringify({ name, workspaceId: 'wspClients', tables: [{ name: 'People', fields }] }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}
