import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { onTestFinished } from 'vitest';
import { makeAirtableBase } from '../../support/airtable-base.ts';
import { type CommandResult, runCommand } from '../../support/run-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { crmConfiguration } from './crm-configuration.ts';
import { isWrite } from './is-write.ts';
import { runHere } from './run-here.ts';

/** A HubSpot portal, an Airtable base and a folder with a configuration that pairs them, each to be used as a person would. */
export interface Crm {
  readonly sandbox: RunningSandbox;
  /** HubSpot's own client. */
  readonly hubspot: Client;
  /** Airtable's own client. */
  readonly base: Airtable.Base;
  readonly baseId: string;
  readonly directory: string;
  /** Lines of the `.env` beside the configuration. */
  readonly variables: Readonly<Record<string, string>>;
  /** Makes a field of a table; resolves to its id. */
  addField(table: string, field: object): Promise<string>;
  /** Makes a table; resolves to its id. */
  addTable(name: string, fields: readonly object[]): Promise<string>;
  configure(yaml: string): Promise<void>;
  setVariables(variables: Readonly<Record<string, string>>): Promise<void>;
  /** The command as a process of its own. */
  runProcess(...words: readonly string[]): Promise<CommandResult>;
  /** The same within this process: faster by the start of a process, which counts in tests of many runs. */
  run(...words: readonly string[]): Promise<CommandResult>;
  /** The document that the command prints with `--json`, with its exit code. */
  document(...words: readonly string[]): Promise<{ readonly exitCode: number | null; readonly document: unknown }>;
  /** `METHOD app path` of every write that the sandbox received so far. */
  writes(): readonly string[];
}

const tables = [
  {
    name: 'Accounts',
    fields: [
      { name: 'Name', type: 'singleLineText' },
      { name: 'Website', type: 'url' },
      { name: 'Phone', type: 'phoneNumber' },
    ],
  },
  {
    name: 'People',
    fields: [
      { name: 'Email', type: 'email' },
      { name: 'First name', type: 'singleLineText' },
      { name: 'Last name', type: 'singleLineText' },
      { name: 'Job title', type: 'singleLineText' },
    ],
  },
  {
    name: 'Deals',
    fields: [
      { name: 'Name', type: 'singleLineText' },
      {
        name: 'Stage',
        type: 'singleSelect',
        options: { choices: [{ name: 'Appointment Scheduled' }, { name: 'Closed Won' }] },
      },
      { name: 'Amount', type: 'currency', options: { precision: 2, symbol: '$' } },
    ],
  },
];

const links = [
  ['Accounts', 'Parent', 'Accounts'],
  ['People', 'Account', 'Accounts'],
  ['Deals', 'Account', 'Accounts'],
  ['Deals', 'Contacts', 'People'],
] as const;

/** A service that looks meanwhile sees the file before or this one, and never an empty one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.next`, text);
  await rename(`${path}.next`, path);
}

/** Fast enough for the vendors' limits and lags not to be waited for. */
const speed = 1000;

export async function startCrm(options: SandboxOptions = {}): Promise<Crm> {
  const sandbox = await startSandbox({ speed, ...options });
  onTestFinished(() => sandbox.close());
  const made = await makeAirtableBase(sandbox.airtable.baseUrl, tables);
  const { id: baseId, addField, addTable } = made;
  for (const [table, name, target] of links) await made.addLink(table, name, target);

  const variables = {
    HUBSPOT_ACCESS_TOKEN: 'pat-crm-token',
    AIRTABLE_ACCESS_TOKEN: 'patCrmToken',
    AIRTABLE_BASE_ID: baseId,
    HUBSPOT_URL: sandbox.hubspot.baseUrl,
    AIRTABLE_URL: sandbox.airtable.baseUrl,
  };
  const directory = await temporaryFolder({ 'linkwright.yaml': crmConfiguration() });
  const setVariables = (wanted: Readonly<Record<string, string>>): Promise<void> =>
    replaceFile(
      join(directory, '.env'),
      Object.entries(wanted)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
  await setVariables(variables);

  return {
    sandbox,
    hubspot: new Client({
      accessToken: variables.HUBSPOT_ACCESS_TOKEN,
      basePath: sandbox.hubspot.baseUrl,
      numberOfApiCallRetries: 3,
    }),
    base: new Airtable({ apiKey: 'patPerson', endpointUrl: sandbox.airtable.baseUrl }).base(baseId),
    baseId,
    directory,
    variables,
    addField,
    addTable,
    configure: (yaml) => replaceFile(join(directory, 'linkwright.yaml'), yaml),
    setVariables,
    runProcess: (...words) => runCommand(words, { directory }),
    run: (...words) => runHere(words, directory),
    async document(...words) {
      const { exitCode, stdout, stderr } = await runHere([...words, '--json'], directory);
      if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`not one document\n${stdout}\n${stderr}`);
      return { exitCode, document: JSON.parse(stdout) };
    },
    writes: () =>
      sandbox
        .requests()
        .filter(isWrite)
        .flatMap(({ app, method, path, count }) => Array.from({ length: count }, () => `${method} ${app} ${path}`)),
  };
}
