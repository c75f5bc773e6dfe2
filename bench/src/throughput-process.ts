import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectSyncSchema } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  type InMemoryApp,
  type InMemoryObject,
} from '@linkwright/core/testing';
import {
  type ConnectedApp,
  compileSyncs,
  createConnectContext,
  createRateLimiter,
  normalizers,
  openStore,
  runCycle,
  systemClock,
} from '@linkwright/engine';

/**
 * A first sync of two apps that answer at once, with the state on the disk, in a process of its own. Takes the number of
 * records, prints one line of JSON.
 */
const records = Number(process.argv[2]);
const people: readonly InMemoryObject[] = [
  {
    id: 'people',
    displayField: 'email',
    fields: [
      { id: 'email', type: 'email' },
      { id: 'name', type: 'text' },
      { id: 'title', type: 'text' },
      { id: 'note', type: 'text' },
    ],
  },
];

const left = open('left');
const right = open('right');
for (let index = 0; index < records; index += 1) {
  const email = `person-${index}@example.com`;
  left.create('people', { email, name: `Person ${index}`, title: `Title ${index % 50}`, note: null });
}
const connections = new Map([
  ['left', await connect(left, 'left')],
  ['right', await connect(right, 'right')],
]);
const syncs = {
  people: objectSyncSchema.parse({
    left: { connection: 'left', object: 'people' },
    right: { connection: 'right', object: 'people' },
    match: { left: 'email', right: 'email' },
    fields: ['email', 'name', 'title', 'note'].map((field) => ({ left: field, right: field })),
    associations: [],
  }),
};
const { signal } = new AbortController();
const compilation = await compileSyncs({ connections, syncs }, { signal });
const folder = await mkdtemp(join(tmpdir(), 'linkwright-throughput-'));
const store = await openStore(join(folder, 'state.db'));
const startedAt = performance.now();
await runCycle({
  syncs: compilation.syncs,
  store,
  mode: 'sync',
  clock: systemClock,
  random: Math.random,
  normalizers,
  signal,
});
const seconds = (performance.now() - startedAt) / 1000;
await store.close();
await rm(folder, { recursive: true });
if (right.count('people') !== records) throw new Error(`${right.count('people')} of ${records} records arrived`);
console.log(JSON.stringify({ seconds }));

function open(name: string): InMemoryApp {
  return createInMemoryApp({ name, objects: people, clock: systemClock, pageSize: 1000 });
}

async function connect(inMemory: InMemoryApp, name: string): Promise<ConnectedApp> {
  const connector = createInMemoryConnector(inMemory);
  const limits = createRateLimiter(systemClock, { limits: {} });
  const app = connector.connect({}, createConnectContext({ clock: systemClock, random: Math.random, limits }));
  return { displayName: name, account: `memory:${name}`, capabilities: connector.capabilities, app };
}
