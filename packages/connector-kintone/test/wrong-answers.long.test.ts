import type { AppConnection, RecordChange } from '@linkwright/core';
import {
  type AnswerMutation,
  contractReads,
  expectNone,
  type Facts,
  type FaultProxy,
  misreadAnswers,
  mistoldWrites,
  type PreparedChanges,
  type ReadSubject,
  startFaultProxy,
  testMisreadAnswers,
  type WrongAnswerOptions,
} from '@linkwright/core/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import kintone from '../src/index.ts';
import { type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { options } from './support/test-context.ts';

let world: PeopleWorld;
let proxy: FaultProxy;
let people: readonly string[];
let companies: readonly string[];
let wrong: WrongAnswerOptions;
let named = 0;

beforeAll(async () => {
  world = await startPeopleWorld();
  proxy = await startFaultProxy({ target: world.witness.baseUrl, isWrite: () => false, refusal: { body: {} } });
  const settings = kintone.settings.parse({ apiToken: 'peopleToken,companiesToken', baseUrl: proxy.baseUrl });
  companies = await world.addCompanies('acme.example', 'umbrella.example');
  const ada = { Name: 'Ada', Tags: ['A', 'B'] };
  const [mentor = ''] = await world.addPeople({ ...ada, Company: 'acme.example' });
  const [grace = ''] = await world.addPeople({ ...ada, Name: 'Grace', Company: 'umbrella.example', Mentor: mentor });
  people = [mentor, grace];
  wrong = {
    proxy,
    connect: () => kintone.connect(settings, world.context),
    isPlausible,
  };
});

afterAll(async () => {
  await proxy.close();
  await world.close();
});

/** A cell may hold anything of its type, and nothing; what is not of its type is not read. */
function isPlausible({ place, fault }: AnswerMutation): boolean {
  const [list, , code, value] = place;
  if (list !== 'records' || typeof code !== 'string' || code.startsWith('$')) return false;
  if (value !== 'value') return false;
  const inList = place.length === 5 ? ['missing', 'text', 'empty'] : ['text', 'number', 'null', 'empty'];
  return inList.includes(fault) || fault.startsWith('first') || fault.startsWith('last');
}

/** Asked for when the world is there. */
const subject = (): ReadSubject => ({
  object: world.people,
  ids: people,
  fields: ['Name', 'Tags'],
  associations: ['Company', 'Mentor'],
  keys: [{ Name: 'Ada' }, { Name: 'Grace' }],
  asked: { object: world.companies, ids: companies, associations: ['Staff'] },
});

describe('an answer that is not as documented', () => {
  testMisreadAnswers({ describe, it: test }, contractReads(subject), () => wrong, 15);

  test('describeObjects: is read rightly or ends in an error that says where', async () => {
    const run = async (connection: AppConnection): Promise<Facts> => {
      const [schema] = await connection.describeObjects({ objects: [world.companies] }, options);
      const own = ['Name', 'Domain', 'Site', 'Staff'];
      const described = [...(schema?.fields ?? []), ...(schema?.associations ?? [])].filter(({ id }) =>
        own.includes(id),
      );
      return new Map([
        ['people schema', '[]'],
        ...described.map(({ id, name }) => [`people schema ${id}`, JSON.stringify(name)] as const),
      ]);
    };
    expectNone(await misreadAnswers({ name: 'describeObjects', run }, { ...wrong, fresh: true }), 100);
  });
});

describe('a write whose answer is not as documented', () => {
  const prepared = (changes: readonly RecordChange[], names: readonly string[]): PreparedChanges => ({
    count: changes.length,
    run: (connection) => connection.write({ object: world.people, changes }, options),
    async effects() {
      const { records } = await world.probe.record.getRecords({
        app: world.people,
        query: 'order by $id desc limit 8',
      });
      const held = records.map((record) => ({ id: String(record.$id?.value), name: record.Name?.value }));
      return changes.map((change, index) => {
        if (change.kind === 'archive') return held.some(({ id }) => id === change.id) ? null : change.id;
        return held.find(({ name }) => name === names[index])?.id ?? null;
      });
    },
  });
  const names = () => [1, 2].map(() => `name ${++named}`);

  test.each(['create', 'upsert', 'update', 'archive', 'create with a refused lookup', 'create with one refused'])(
    '%s: the outcome is what the app holds, or unknown',
    async (name) => {
      const prepare = async () => {
        const given = names();
        const isKnown = name === 'update' || name === 'archive';
        const ids = isKnown ? await world.addPeople(...names().map((Name) => ({ Name }))) : [];
        const changes = given.map((value, index): RecordChange => {
          const writeId = `w${value}`;
          const id = ids[index] ?? '';
          if (name === 'archive') return { kind: 'archive', writeId, id };
          if (name === 'update') return { kind: 'update', writeId, id, fields: { Name: value } };
          if (name === 'upsert') {
            return { kind: 'create', writeId, fields: { Name: value, Key: value }, upsertOn: 'Key' };
          }
          if (index === 0 || name === 'create') return { kind: 'create', writeId, fields: { Name: value } };
          if (name === 'create with one refused') return { kind: 'create', writeId, fields: { Name: null } };
          const add = [{ key: 'nowhere.example' }];
          return {
            kind: 'create',
            writeId,
            fields: { Name: value },
            associations: { Company: { add, remove: [], result: add } },
          };
        });
        return prepared(changes, given);
      };
      expectNone(await mistoldWrites({ name, prepare }, wrong), 10);
    },
  );
});
