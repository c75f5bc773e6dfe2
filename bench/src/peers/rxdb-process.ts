import {
  createRxDatabase,
  defaultConflictHandler,
  type RxCollection,
  rxStorageInstanceToReplicationHandler,
} from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { generatedFields } from '../generated-app.ts';
import { measureTime } from '../measure-time.ts';
import { peerBatch, peerRecords, printPeer } from './peer-process.ts';

/** RxDB: two collections in memory, one of them full, replicated by push and pull. */
interface Person {
  readonly email: string;
  readonly name: string;
  readonly title: string;
  readonly note: string | null;
}

const text = { type: 'string' } as const;
const schema = {
  version: 0,
  type: 'object',
  primaryKey: 'email',
  properties: { email: { ...text, maxLength: 100 }, name: text, title: text, note: { type: ['string', 'null'] } },
  required: ['email'],
} as const;

const left = await open('left');
const right = await open('right');
for (const numbers of peerRecords.chunks) await left.bulkInsert(numbers.map(personOf));
const errors: unknown[] = [];
const measured = await measureTime(async () => {
  const master = rxStorageInstanceToReplicationHandler(
    right.storageInstance,
    defaultConflictHandler,
    right.database.token,
  );
  const state = replicateRxCollection<Person, unknown>({
    collection: left,
    replicationIdentifier: 'bench',
    live: false,
    push: { batchSize: peerBatch, handler: async (rows) => master.masterWrite(rows) },
    pull: {
      batchSize: peerBatch,
      handler: async (checkpoint, batchSize) => master.masterChangesSince(checkpoint, batchSize),
    },
  });
  state.error$.subscribe((error) => errors.push(error));
  await state.awaitInitialReplication();
});
if (errors.length > 0) throw errors[0];
printPeer(measured, await right.count().exec());
// Its timers would keep the process.
process.exit();

async function open(name: string): Promise<RxCollection<Person>> {
  const database = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
  const { people } = await database.addCollections({ people: { schema } });
  return people;
}

function personOf(number: number): Person {
  const { email, name, title } = generatedFields(number);
  return { email: String(email), name: String(name), title: String(title), note: null };
}
