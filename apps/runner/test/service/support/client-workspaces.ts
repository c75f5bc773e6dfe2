import { Client } from '@hubspot/api-client';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { onTestFinished } from 'vitest';
import { makeAirtableBase, peopleTable } from '../../support/airtable-base.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The workspace of one client: a HubSpot portal and an Airtable base of its own. */
export interface ClientWorkspace {
  /** Of its folder. */
  readonly name: string;
  readonly hubspot: Client;
  readonly base: Airtable.Base;
}

export interface ClientWorkspaces {
  readonly sandbox: RunningSandbox;
  /** Each workspace is a folder in it. */
  readonly directory: string;
  readonly all: readonly ClientWorkspace[];
}

export interface WantedWorkspaces {
  readonly count: number;
  /** So many contacts lie in each portal; the bases are empty. */
  readonly contacts: number;
  /** Default: the vendors' limits are never waited for. */
  readonly speed?: number;
  /** Lines of `limits` of both connections. */
  readonly limits?: string;
  readonly every?: string;
  readonly chooseFault?: SandboxOptions['chooseFault'];
}

const configuration = (hubspot: string, airtable: string, baseId: string, token: string, wanted: WantedWorkspaces) =>
  `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: ${token}, baseUrl: ${hubspot} }
    limits: ${wanted.limits ?? '{ requestsPerSecond: 1000 }'}
  airtable:
    connector: "@linkwright/connector-airtable"
    settings: { accessToken: pat${token}, baseId: ${baseId}, baseUrl: ${airtable} }
    limits: ${wanted.limits ?? '{ requestsPerSecond: 1000 }'}
syncs:
  contacts:
    every: ${wanted.every ?? '1h'}
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: Name }
`;

/** Contacts of a portal: `0@client-3.example` and so on. */
export const emailOf = (workspace: string, number: number): string => `${number}@${workspace}.example`;

/** A folder of workspaces whose apps are all in one sandbox. */
export async function clientWorkspaces(wanted: WantedWorkspaces): Promise<ClientWorkspaces> {
  const { chooseFault } = wanted;
  const sandbox = await startSandbox({ speed: wanted.speed ?? 1000, ...(chooseFault && { chooseFault }) });
  onTestFinished(() => sandbox.close());
  const { baseUrl: hubspotUrl } = sandbox.hubspot;
  const { baseUrl: airtableUrl } = sandbox.airtable;
  const files: Record<string, string> = {};
  const all: ClientWorkspace[] = [];
  for (let number = 0; number < wanted.count; number += 1) {
    const name = `client-${number}`;
    const token = `token-${name}`;
    const base = await makeAirtableBase(airtableUrl, [peopleTable], { name });
    files[`${name}/linkwright.yaml`] = configuration(hubspotUrl, airtableUrl, base.id, token, wanted);
    const hubspot = new Client({ accessToken: token, basePath: hubspotUrl, numberOfApiCallRetries: 3 });
    const contacts = Array.from({ length: wanted.contacts }, (_, at) => ({
      properties: { email: emailOf(name, at), firstname: `Person ${at}` },
      associations: [],
    }));
    for (let first = 0; first < contacts.length; first += 100) {
      await hubspot.crm.contacts.batchApi.create({ inputs: contacts.slice(first, first + 100) });
    }
    all.push({ name, hubspot, base: new Airtable({ apiKey: 'patPerson', endpointUrl: airtableUrl }).base(base.id) });
  }
  return { sandbox, directory: await temporaryFolder(files), all };
}

/** The addresses that lie in each base, by workspace. */
export async function emailsIn({ all }: ClientWorkspaces): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map<string, readonly unknown[]>();
  for (const { name, base } of all) {
    found.set(name, (await base('People').select().all()).map((row) => row.get('Email')).sort());
  }
  return found;
}

/** Each contact once. */
export const wantedEmails = ({ all }: ClientWorkspaces, contacts: number): ReadonlyMap<string, readonly string[]> =>
  new Map(all.map(({ name }) => [name, Array.from({ length: contacts }, (_, number) => emailOf(name, number)).sort()]));
