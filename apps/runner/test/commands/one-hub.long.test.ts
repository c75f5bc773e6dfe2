import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { airtableDriver } from '../matrix/drivers/airtable-driver.ts';
import { arrow, type Driver, type Kind, type Slot } from '../matrix/drivers/driver.ts';
import { hubspotDriver } from '../matrix/drivers/hubspot-driver.ts';
import { kintoneDriver } from '../matrix/drivers/kintone-driver.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isWrite } from './support/is-write.ts';
import { runHere } from './support/run-here.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 1000 });
});
afterAll(() => sandbox.close());

const ada = 'ada@people.example';
const bob = 'bob@people.example';
const eve = 'eve@people.example';

/** Syncs of one portal with one other app: companies, and contacts with their employer and all their companies. */
function spokeYaml(hub: Driver, name: 'base' | 'kintone', spoke: Driver): string {
  const field = (one: keyof Driver['fields']) => `{ left: "${hub.fields[one]}", right: "${spoke.fields[one]}" }`;
  const slot = (one: Slot) => `      - { left: "${hub.slots[one].field}", right: "${spoke.slots[one].field}" }`;
  const pairOf = (kind: Kind) => [
    `  ${kind}-${name}:`,
    `    left: { connection: hub, object: "${hub.objects[kind]}" }`,
    `    right: { connection: ${name}, object: "${spoke.objects[kind]}" }`,
  ];
  const { field: text, reference } = spoke.slots.affiliations;
  return [
    ...pairOf('companies'),
    `    match: ${field('name')}`,
    `    fields: [ ${field('name')}, ${field('key')} ]`,
    '    associations: []',
    ...pairOf('contacts'),
    `    match: ${field('email')}`,
    `    fields: [ ${field('email')}, ${field('title')} ]`,
    ...(reference
      ? [
          '    references:',
          `      - { right: "${text}", target: companies-${name}, key: "${reference.key}", separator: "${reference.separator}" }`,
        ]
      : []),
    '    associations:',
    slot('employer'),
    slot('affiliations'),
  ].join('\n');
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

let portals = 0;

async function startHub() {
  portals += 1;
  const hub = await hubspotDriver(sandbox, `pat-one-hub-${portals}`);
  const [base, kintone] = [await airtableDriver(sandbox), await kintoneDriver(sandbox)];
  const directory = await temporaryFolder({
    'linkwright.yaml': [
      'version: 1',
      'connections:',
      ...Object.entries({ hub, base, kintone }).flatMap(([name, driver]) => [
        `  ${name}:`,
        driver.connection,
        '    limits: { requestsPerSecond: 1000 }',
      ]),
      'syncs:',
      spokeYaml(hub, 'base', base),
      spokeYaml(hub, 'kintone', kintone),
      '',
    ].join('\n'),
  });
  const apps = [hub, base, kintone] as const;
  const sync = async (): Promise<number> => {
    const { exitCode, stdout, stderr } = await runHere(['sync', '--json'], directory);
    if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`);
    return documentSchema
      .parse(JSON.parse(stdout))
      .syncs.flatMap(({ left, right, associations }) => [left, right, associations.left, associations.right])
      .flatMap((counts) => Object.values(counts))
      .reduce((sum, count) => sum + count, 0);
  };
  return {
    hub,
    base,
    kintone,
    sync,
    /**
     * What starts in one spoke is in the hub after one run at the latest, and in the other spoke after the next one.
     * From then on nothing is written: not by the report, and not by the requests that the apps have seen.
     */
    async settle() {
      await sync();
      await sync();
      sandbox.clearRequests();
      expect(await sync()).toBe(0);
      expect(sandbox.requests().filter(isWrite)).toEqual([]);
    },
    /** All three apps show exactly this. */
    async shows(wanted: {
      readonly companies: readonly string[];
      readonly contacts: Readonly<Record<string, string>>;
      readonly employers: readonly (readonly [string, string])[];
      readonly affiliations: readonly (readonly [string, string])[];
    }) {
      const arrows = (edges: readonly (readonly [string, string])[]) => edges.map((edge) => arrow(...edge)).sort();
      for (const app of apps) {
        const [companies, contacts] = [await app.read('companies'), await app.read('contacts')];
        expect({
          app: app.app,
          companies: [...companies.keys()].sort(),
          contacts: Object.fromEntries([...contacts].map(([name, { title }]) => [name, title])),
          employers: await app.edges('employer'),
          affiliations: await app.edges('affiliations'),
          counts: [await app.count('companies'), await app.count('contacts')],
        }).toEqual({
          app: app.app,
          companies: [...wanted.companies].sort(),
          contacts: wanted.contacts,
          employers: arrows(wanted.employers),
          affiliations: arrows(wanted.affiliations),
          counts: [wanted.companies.length, Object.keys(wanted.contacts).length],
        });
      }
    },
  };
}

const acmeAndUmbrella = [
  [ada, 'Acme'],
  [ada, 'Umbrella'],
] as const;

/** Ada of Acme, who is with Umbrella too, in all three apps; Initech beside them. */
async function startWithAda() {
  const world = await startHub();
  const { hub } = world;
  for (const name of ['Acme', 'Umbrella', 'Initech']) {
    await hub.add('companies', name, { key: `${name.toLowerCase()}.example` });
  }
  await hub.add('contacts', ada, { title: 'Countess' });
  await hub.join('employer', ada, 'Acme');
  await hub.join('affiliations', ada, 'Umbrella');
  await world.settle();
  await world.shows({
    companies: ['Acme', 'Umbrella', 'Initech'],
    contacts: { [ada]: 'Countess' },
    employers: [[ada, 'Acme']],
    affiliations: acmeAndUmbrella,
  });
  return world;
}

test('what changes in Airtable arrives in HubSpot and in Kintone', async () => {
  const world = await startWithAda();
  const { base } = world;
  await base.update('contacts', ada, { title: 'Analyst' });
  await base.join('affiliations', ada, 'Initech');
  await base.add('companies', 'Hooli', { key: 'hooli.example' });
  await base.add('contacts', bob, { title: 'Builder' });
  await base.join('employer', bob, 'Hooli');
  await world.settle();
  await world.shows({
    companies: ['Acme', 'Umbrella', 'Initech', 'Hooli'],
    contacts: { [ada]: 'Analyst', [bob]: 'Builder' },
    employers: [
      [ada, 'Acme'],
      [bob, 'Hooli'],
    ],
    affiliations: [...acmeAndUmbrella, [ada, 'Initech'], [bob, 'Hooli']],
  });
  await base.join('employer', ada, 'Initech');
  await base.leave('affiliations', ada, 'Umbrella');
  await world.settle();
  await world.shows({
    companies: ['Acme', 'Umbrella', 'Initech', 'Hooli'],
    contacts: { [ada]: 'Analyst', [bob]: 'Builder' },
    employers: [
      [ada, 'Initech'],
      [bob, 'Hooli'],
    ],
    affiliations: [
      [ada, 'Acme'],
      [ada, 'Initech'],
      [bob, 'Hooli'],
    ],
  });
});

test('what changes in Kintone arrives in HubSpot and in Airtable', async () => {
  const world = await startWithAda();
  const { kintone } = world;
  await kintone.update('contacts', ada, { title: 'Analyst' });
  await kintone.join('employer', ada, 'Initech');
  await kintone.leave('affiliations', ada, 'Umbrella');
  await kintone.add('companies', 'Hooli', { key: 'hooli.example' });
  await kintone.add('contacts', bob, { title: 'Builder' });
  await kintone.join('employer', bob, 'Hooli');
  await kintone.join('affiliations', bob, 'Acme');
  await world.settle();
  await world.shows({
    companies: ['Acme', 'Umbrella', 'Initech', 'Hooli'],
    contacts: { [ada]: 'Analyst', [bob]: 'Builder' },
    employers: [
      [ada, 'Initech'],
      [bob, 'Hooli'],
    ],
    affiliations: [
      [ada, 'Acme'],
      [ada, 'Initech'],
      [bob, 'Acme'],
      [bob, 'Hooli'],
    ],
  });
});

test('edits of all three apps in one interval survive, and the same newcomer of both is one', async () => {
  const world = await startWithAda();
  const { hub, base, kintone } = world;
  await hub.update('contacts', ada, { title: 'Analyst' });
  await base.join('affiliations', ada, 'Initech');
  await kintone.leave('affiliations', ada, 'Umbrella');
  for (const app of [base, kintone]) {
    await app.add('contacts', eve, { title: 'Engineer' });
    await app.join('employer', eve, 'Acme');
  }
  await world.settle();
  await world.shows({
    companies: ['Acme', 'Umbrella', 'Initech'],
    contacts: { [ada]: 'Analyst', [eve]: 'Engineer' },
    employers: [
      [ada, 'Acme'],
      [eve, 'Acme'],
    ],
    affiliations: [
      [ada, 'Acme'],
      [ada, 'Initech'],
      [eve, 'Acme'],
    ],
  });
});
