import { setTimeout as wait } from 'node:timers/promises';
import type { AppConnection, ChangePage, SourceRecord, WriteOutcome } from '@linkwright/core';
import type { Damage } from './in-memory-world.ts';

/** A connector that does what the types forbid, and what the suite has to say about it. */
export interface HostileConnector {
  readonly deed: string;
  readonly told: string;
  /** Names of the tests that are run, where each of them waits. Absent: all. */
  readonly only?: readonly string[];
  readonly patienceMs?: number;
  damage(): Damage;
}

/** Members that answer what TypeScript would not let through. */
type Untyped = { readonly [Member in keyof AppConnection]?: unknown };

const hostile = (change: (sound: AppConnection) => Untyped): (() => Damage) => {
  return () => ({ connection: (sound) => Object.assign({}, sound, change(sound)) });
};

const writing = (spoil: (outcomes: readonly WriteOutcome[]) => unknown) =>
  hostile((sound) => ({
    write: async (...request: Parameters<AppConnection['write']>) => spoil(await sound.write(...request)),
  }));

const reading = (spoil: (page: ChangePage) => unknown) =>
  hostile((sound) => ({
    async *readChanges(...request: Parameters<AppConnection['readChanges']>) {
      for await (const page of sound.readChanges(...request)) yield spoil(page);
    },
  }));

const spoiled = (record: SourceRecord): unknown => ({ ...record, fields: { ...record.fields, age: Number.NaN } });

const never = () => new Promise(() => undefined);

export const hostileConnectors: readonly HostileConnector[] = [
  {
    deed: 'answers writes with an outcome that is not known',
    told: 'write of "people": The connector\'s answer is not the outcome of a write',
    damage: writing((outcomes) => outcomes.map(() => ({ kind: 'ok' }))),
  },
  {
    deed: 'refuses a record with a plain error',
    told: 'write of "people": The connector\'s answer is not the outcome of a write',
    damage: writing((outcomes) =>
      outcomes.map((outcome) => (outcome.kind === 'rejected' ? { ...outcome, error: new Error('refused') } : outcome)),
    ),
  },
  {
    deed: 'answers one change with two outcomes',
    told: 'write of "people": The connector\'s answer is not one outcome for each change',
    damage: writing((outcomes) => [...outcomes, ...outcomes]),
  },
  {
    deed: 'answers no list of outcomes',
    told: 'write of "people": The connector\'s answer is not one outcome for each change: expected a list',
    damage: writing(() => undefined),
  },
  {
    deed: 'answers two creates with one record',
    told: 'Two creates are answered with the same record',
    damage: hostile((sound) => ({
      async write(...[request, options]: Parameters<AppConnection['write']>) {
        const outcomes = await sound.write(request, options);
        return request.changes[0]?.kind === 'create' ? outcomes.map(() => outcomes[0]) : outcomes;
      },
    })),
  },
  {
    deed: 'answers an update with another record',
    told: 'is answered with record "another"',
    damage: hostile((sound) => ({
      async write(...[request, options]: Parameters<AppConnection['write']>) {
        const outcomes = await sound.write(request, options);
        if (request.changes[0]?.kind !== 'update') return outcomes;
        return outcomes.map((one) =>
          one.kind === 'written' ? { ...one, record: { ...one.record, id: 'another' } } : one,
        );
      },
    })),
  },
  {
    deed: 'writes an association and answers nothing',
    told: 'writeAssociations of "people": The connector\'s answer is not one outcome for each change',
    damage: hostile((sound) => ({
      writeAssociations: async (...request: Parameters<NonNullable<AppConnection['writeAssociations']>>) =>
        void (await sound.writeAssociations?.(...request)),
    })),
  },
  {
    deed: 'yields no page',
    told: 'readChanges of "people" yielded no page',
    damage: hostile(() => ({ async *readChanges() {} })),
  },
  {
    deed: 'reads with a function that is no generator',
    told: 'readChanges of "people" threw what is no error of @linkwright/core',
    damage: hostile(() => ({ readChanges: async () => [] })),
  },
  {
    deed: 'yields pages without end',
    told: 'readChanges of "people" has yielded 1121 pages, and does not end',
    only: ['yields a page and a checkpoint where there is nothing'],
    damage: hostile(() => ({
      async *readChanges() {
        for (;;) yield { records: [], deleted: [], checkpoint: '{}' };
      },
    })),
  },
  {
    deed: 'yields one giant page',
    told: '100001 items, and 100000 are the most',
    damage: reading((page) => ({ ...page, deleted: new Array(100_001).fill('1') })),
  },
  {
    deed: 'keeps everything that it has seen in its checkpoint',
    told: 'checkpoint: 65537 characters, and 65536 are the most',
    damage: reading((page) => ({ ...page, checkpoint: JSON.stringify('x'.repeat(65_535)) })),
  },
  {
    deed: 'yields a page without a checkpoint',
    told: 'checkpoint: expected a text',
    damage: reading(({ records, deleted }) => ({ records, deleted })),
  },
  {
    deed: 'lists a number that is none',
    told: "The connector's answer is not a record",
    damage: reading((page) => ({ ...page, records: page.records.map(spoiled) })),
  },
  {
    deed: 'reads a number that is none',
    told: 'readRecords of "people": The connector\'s answer is not a record',
    damage: hostile((sound) => ({
      readRecords: async (...request: Parameters<AppConnection['readRecords']>) =>
        (await sound.readRecords(...request)).map((read) => ({ ...read, record: read.record && spoiled(read.record) })),
    })),
  },
  {
    deed: 'reads other records than it was asked for',
    told: 'readRecords of "people": The connector\'s answer is not one record for each id, in order',
    damage: hostile((sound) => ({
      readRecords: async (...request: Parameters<AppConnection['readRecords']>) =>
        (await sound.readRecords(...request)).map((read) => ({ ...read, id: `${read.id}0` })),
    })),
  },
  {
    deed: 'shows two targets in an association that holds one',
    told: 'associations.employer: 2 targets in a field that holds one',
    damage: hostile((sound) => ({
      async readAssociations(...request: Parameters<AppConnection['readAssociations']>) {
        return (await sound.readAssociations(...request)).map(({ id, associations }) => {
          if (associations?.employer === undefined) return { id, associations };
          return { id, associations: { ...associations, employer: [{ id: '1' }, { id: '2' }] } };
        });
      },
    })),
  },
  {
    deed: 'lists an id twice over as a list',
    told: 'listIds of "people": The connector\'s answer is not a list of ids',
    damage: hostile(() => ({
      async *listIds() {
        yield [['1', '1']];
      },
    })),
  },
  {
    deed: 'throws a plain error',
    told: 'findByKey of "people" threw what is no error of @linkwright/core, so nobody knows what to do about it: TypeError',
    damage: hostile(() => ({
      findByKey() {
        throw new TypeError('undefined is not a function');
      },
    })),
  },
  {
    deed: 'rejects with nothing',
    told: 'listObjects threw what is no error of @linkwright/core',
    damage: hostile(() => ({ listObjects: () => Promise.reject(undefined) })),
  },
  {
    deed: 'names its account by a number',
    told: "check: The connector's answer is not an account",
    damage: hostile(() => ({ check: async () => ({ accountId: 7, name: 'Memory' }) })),
  },
  {
    deed: 'describes other objects than it was asked for',
    told: "describeObjects: The connector's answer is not one schema for each object, in order",
    damage: hostile((sound) => ({
      describeObjects: async (...request: Parameters<AppConnection['describeObjects']>) =>
        (await sound.describeObjects(...request)).toReversed(),
    })),
  },
  {
    deed: 'connects to half a connection',
    told: 'What connect returns is no connection',
    damage: hostile(() => ({ close: undefined })),
  },
  {
    deed: 'hangs in a call',
    told: 'listObjects has given no answer for 50 ms',
    patienceMs: 50,
    only: ['lists objects by ids of their own'],
    damage: hostile(() => ({ listObjects: never })),
  },
  {
    deed: 'hangs before a page',
    told: 'listIds of "people" has given no answer for 50 ms',
    patienceMs: 50,
    only: ['shows a deleted record nowhere'],
    damage: hostile(() => ({
      async *listIds() {
        yield await never();
      },
    })),
  },
  {
    deed: 'hangs when it is closed',
    told: 'close has given no answer for 50 ms',
    patienceMs: 50,
    only: ['closes once and for all, and may be told so twice'],
    damage: hostile(() => ({ close: never })),
  },
  {
    deed: 'answers when nobody waits any more, and fails then',
    told: 'listObjects has given no answer for 50 ms',
    patienceMs: 50,
    only: ['lists objects by ids of their own'],
    damage: hostile(() => ({
      async listObjects() {
        await wait(100);
        throw new Error('too late');
      },
    })),
  },
  {
    deed: 'prints with the console',
    told: 'check printed on stdout, where the result of a command stands: "checking {"',
    damage: hostile((sound) => ({
      check(...request: Parameters<AppConnection['check']>) {
        console.log('checking {');
        return sound.check(...request);
      },
    })),
  },
  {
    deed: 'prints on stdout later on',
    told: 'check printed on stdout, where the result of a command stands: "bytes"',
    damage: hostile((sound) => ({
      async check(...request: Parameters<AppConnection['check']>) {
        await Promise.resolve();
        process.stdout.write(Buffer.from('bytes'));
        return sound.check(...request);
      },
    })),
  },
  {
    deed: 'prints while it connects',
    told: 'connect printed on stdout',
    damage: () => ({
      connection(sound) {
        console.info('connected');
        return sound;
      },
    }),
  },
  {
    deed: 'ends the process',
    told: 'listObjects called process.exit',
    damage: hostile(() => ({
      async listObjects() {
        process.exit(0);
      },
    })),
  },
];
