import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectSyncSchema } from '@linkwright/core';
import {
  type CycleReport,
  compileSyncs,
  normalizers,
  openStore,
  runCycle,
  type Store,
  systemClock,
} from '@linkwright/engine';
import { generatedApp, generatedFields, generatedObject } from './generated-app.ts';
import { measureTime } from './measure-time.ts';

/**
 * A first sync and a complete comparison of two apps that answer at once, with the state on the disk, in a process of its
 * own. Takes the number of records, and the address of a PostgreSQL database where the state is to be kept there. Prints one
 * line of JSON.
 */
const [records, address] = [Number(process.argv[2]), process.argv[3]];
const left = generatedApp('left', { most: records, full: true });
const right = generatedApp('right', { most: records, full: false });
const side = (connection: string) => ({ connection, object: generatedObject });
const syncs = {
  people: objectSyncSchema.parse({
    left: side('left'),
    right: side('right'),
    match: { left: 'email', right: 'email' },
    fields: Object.keys(generatedFields(0)).map((field) => ({ left: field, right: field })),
    associations: [],
  }),
};
const connections = new Map([
  ['left', left.connected],
  ['right', right.connected],
]);
const { signal } = new AbortController();
const compilation = await compileSyncs({ connections, syncs }, { signal });
const folder = await mkdtemp(join(tmpdir(), 'linkwright-throughput-'));
const place = address ?? join(folder, 'state.db');
const store = await openStore(place);
const first = await measureTime(() => sync(store, { full: false }, records));
const comparison = await measureTime(() => sync(store, { full: true }, 0));
await store.close();
const stateBytes = address === undefined ? (await stat(place)).size : null;
await rm(folder, { recursive: true });
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ first, comparison, peakBytes, stateBytes }));

/** A figure says nothing if the work was not done. */
async function sync(store: Store, { full }: { readonly full: boolean }, creates: number): Promise<void> {
  const report: CycleReport = await runCycle({
    syncs: compilation.syncs,
    store,
    mode: 'sync',
    clock: systemClock,
    random: Math.random,
    normalizers,
    signal,
    full,
  });
  const created = report.syncs.map((one) => [one.left.created, one.right.created, one.left.updated, one.right.updated]);
  if (JSON.stringify(created) !== JSON.stringify([[0, creates, 0, 0]]) || right.count() !== records) {
    throw new Error(`${right.count()} of ${records} records arrived; written: ${JSON.stringify(created)}`);
  }
}
