import memoryAdapter from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';
import { generatedFields } from '../generated-app.ts';
import { measureTime } from '../measure-time.ts';
import { peerBatch, peerRecords, printPeer } from './peer-process.ts';

/** PouchDB: two databases in memory, one of them full, synced in both directions. */
PouchDB.plugin(memoryAdapter).plugin(replication);
const left = new PouchDB('left', { adapter: 'memory' });
const right = new PouchDB('right', { adapter: 'memory' });
for (const numbers of peerRecords.chunks) {
  await left.bulkDocs(
    numbers.map((number) => ({ _id: String(generatedFields(number).email), ...generatedFields(number) })),
  );
}
const measured = await measureTime(async () => {
  await left.sync(right, { batch_size: peerBatch });
});
printPeer(measured, (await right.info()).doc_count);
