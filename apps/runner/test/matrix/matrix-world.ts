import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningSandbox } from '@linkwright/sandbox';
import { z } from 'zod';
import { runHere } from '../commands/support/run-here.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { airtableDriver } from './drivers/airtable-driver.ts';
import { type Driver, type Kind, kindOf, type Slot } from './drivers/driver.ts';
import { hubspotDriver } from './drivers/hubspot-driver.ts';
import { kintoneDriver } from './drivers/kintone-driver.ts';

export const pairs = ['HubSpot ↔ Airtable', 'HubSpot ↔ Kintone', 'Airtable ↔ Kintone', 'HubSpot ↔ HubSpot'] as const;
export type Pair = (typeof pairs)[number];

/** What the configuration of a rule says, beside the fields that it always maps. */
export interface Setup {
  /** Associations of the contacts, companies and sites: the slot of the left app and that of the right one. */
  readonly associations?: readonly (readonly [left: Slot, right: Slot])[];
  /** Further properties of every association mapping, in YAML: `owner: left`. */
  readonly mappings?: string;
  /** Further lines of the syncs, in YAML: `direction: left-to-right`. */
  readonly contacts?: readonly string[];
  readonly companies?: readonly string[];
  /** Leave out the companies sync. */
  readonly withoutCompanies?: boolean;
  readonly sites?: boolean;
}

/** Two apps, in the hands of people, and a configuration that pairs them. */
export interface MatrixWorld {
  readonly left: Driver;
  readonly right: Driver;
  configure(setup: Setup): Promise<void>;
  /** One sync that has to end well. Resolves to the number of its writes. */
  sync(): Promise<number>;
  /** A sync with its exit code and everything it printed. */
  attempt(...words: readonly string[]): Promise<{ readonly exitCode: number | null; readonly text: string }>;
  /** The state is lost. */
  forget(): Promise<void>;
  /** The same on both sides: what a rule usually comes down to. */
  edges(slots: readonly [left: Slot, right: Slot]): Promise<Readonly<Record<'left' | 'right', readonly string[]>>>;
}

let portals = 0;

export async function startMatrixWorld(sandbox: RunningSandbox, pair: Pair): Promise<MatrixWorld> {
  const make = (app: string): Promise<Driver> => {
    if (app === 'Airtable') return airtableDriver(sandbox);
    if (app === 'Kintone') return kintoneDriver(sandbox);
    portals += 1;
    return hubspotDriver(sandbox, `pat-matrix-${portals}`);
  };
  const [first = '', second = ''] = pair.split(' ↔ ');
  const [left, right] = [await make(first), await make(second)];
  const directory = await temporaryFolder({});
  let lost = 0;
  const run = (words: readonly string[]) => runHere(words, directory);
  return {
    left,
    right,
    configure: (setup) => writeFile(join(directory, 'linkwright.yaml'), yamlOf(left, right, setup)),
    async sync() {
      const { exitCode, stdout, stderr } = await run(['sync', '--json']);
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`);
      return writesIn(JSON.parse(stdout));
    },
    async attempt(...words) {
      const { exitCode, stdout, stderr } = await run(words);
      return { exitCode, text: `${stdout}\n${stderr}` };
    },
    async forget() {
      lost += 1;
      await rename(join(directory, '.linkwright'), join(directory, `lost-${lost}`));
    },
    edges: async ([ofLeft, ofRight]) => ({ left: await left.edges(ofLeft), right: await right.edges(ofRight) }),
  };
}

const sideSchema = z.object({ created: z.number(), updated: z.number(), archived: z.number() });
const edgesSchema = z.object({ added: z.number(), removed: z.number() });
const documentSchema = z.object({
  syncs: z.array(
    z.object({
      left: sideSchema,
      right: sideSchema,
      associations: z.object({ left: edgesSchema, right: edgesSchema }),
    }),
  ),
});

function writesIn(document: unknown): number {
  return documentSchema
    .parse(document)
    .syncs.flatMap(({ left, right, associations }) => [left, right, associations.left, associations.right])
    .flatMap((counts) => Object.values(counts))
    .reduce((sum, count) => sum + count, 0);
}

function yamlOf(left: Driver, right: Driver, setup: Setup): string {
  const associations = setup.associations ?? [];
  const more = setup.mappings === undefined ? '' : `, ${setup.mappings}`;
  const sync = (kind: Kind, lines: readonly string[]): string[] => {
    const mapped = associations.filter(([slot]) => kindOf[slot].source === kind);
    const references = mapped.flatMap((slots) =>
      (['left', 'right'] as const).flatMap((side, index) => {
        const { field, reference } = (side === 'left' ? left : right).slots[slots[index] ?? 'employer'];
        if (!reference) return [];
        const separator = reference.separator === undefined ? '' : `, separator: "${reference.separator}"`;
        return [`      - { ${side}: "${field}", target: companies, key: "${reference.key}"${separator} }`];
      }),
    );
    return [
      `  ${kind}:`,
      `    left: { connection: left, object: "${left.objects[kind]}" }`,
      `    right: { connection: right, object: "${right.objects[kind]}" }`,
      ...lines.map((line) => `    ${line}`),
      ...(references.length > 0 ? ['    references:', ...references] : []),
      ...(mapped.length > 0 ? ['    associations:'] : ['    associations: []']),
      ...mapped.map(([a, b]) => `      - { left: "${left.slots[a].field}", right: "${right.slots[b].field}"${more} }`),
    ];
  };
  const field = (name: keyof Driver['fields']): string =>
    `{ left: "${left.fields[name]}", right: "${right.fields[name]}" }`;
  const companies = [`match: ${field('name')}`, `fields: [ ${field('name')}, ${field('key')} ]`];
  const contacts = [`match: ${field('email')}`, `fields: [ ${field('email')}, ${field('title')} ]`];
  const sites = [`match: ${field('site')}`, `fields: [ ${field('site')} ]`];
  return [
    'version: 1',
    'connections:',
    '  left:',
    left.connection,
    '    limits: { requestsPerSecond: 1000 }',
    '  right:',
    right.connection,
    '    limits: { requestsPerSecond: 1000 }',
    'syncs:',
    ...(setup.withoutCompanies ? [] : sync('companies', [...companies, ...(setup.companies ?? [])])),
    ...sync('contacts', [...contacts, ...(setup.contacts ?? [])]),
    ...(setup.sites ? sync('sites', sites) : []),
    '',
  ].join('\n');
}
