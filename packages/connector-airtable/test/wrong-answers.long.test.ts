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
import airtable from '../src/index.ts';
import { type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { options } from './support/test-context.ts';

let world: PeopleWorld;
let proxy: FaultProxy;
let people: readonly string[];
let wrong: WrongAnswerOptions;
let named = 0;

beforeAll(async () => {
  world = await startPeopleWorld();
  proxy = await startFaultProxy({
    target: world.sandbox.baseUrl,
    isWrite: () => false,
    refusal: { body: {} },
  });
  const { baseId, context } = world;
  const settings = airtable.settings.parse({ accessToken: 'patTest', baseId, baseUrl: proxy.baseUrl });
  const accounts = await world.addAccounts('Acme', 'Umbrella');
  const made = await world.probe('People').create(
    ['Ada', 'Grace'].map((name, place) => ({
      fields: { Name: name, Email: `${name}@example.test`, Age: 40 + place, VIP: true, Account: [...accounts] },
    })),
  );
  people = made.map(({ id }) => id);
  wrong = {
    proxy,
    connect: () => airtable.connect(settings, context),
    isPlausible,
  };
  function isPlausible({ place, fault }: AnswerMutation): boolean {
    const [list, , part] = place;
    // A last page has no offset; a list may hold less; an empty cell is left out, an empty list of links an empty cell.
    if (place.length === 1 && list === 'offset') return fault === 'missing';
    if (place.length === 1 && list === 'records') return leavesOut.has(fault);
    if (list === 'records' && place.length === 2) return fault === 'missing';
    if (list !== 'records' || part !== 'fields') return false;
    if (place.length === 3) return fault === 'empty';
    if (place.length === 4 && (fault === 'text' || fault === 'number')) return true;
    return blanks.has(fault) || (place.length === 5 && fault === 'text');
  }
});

const leavesOut = new Set(['empty', 'first left out', 'last left out', 'first in place of last']);
const blanks = new Set([...leavesOut, 'missing', 'null']);

afterAll(async () => {
  await proxy.close();
  await world.close();
});

/** Asked for when the world is there. */
const subject = (): ReadSubject => ({
  object: world.people,
  ids: people,
  fields: [world.field.Name, world.field.Email, world.field.Age, world.field.VIP],
  associations: [world.field.Account],
  keys: [{ [world.field.Name]: 'Ada' }, { [world.field.Name]: 'Grace' }],
});

describe('an answer that is not as documented', () => {
  testMisreadAnswers({ describe, it: test }, contractReads(subject), () => wrong, 20);

  test('describeObjects: is read rightly or ends in an error that says where', async () => {
    const run = async (connection: AppConnection): Promise<Facts> => {
      const [schema] = await connection.describeObjects({ objects: [world.people] }, options);
      return new Map([
        ['people schema', '[]'],
        // A link to nowhere is a field of a type that is not known.
        ...[...(schema?.fields ?? []), ...(schema?.associations ?? [])].map(
          ({ id, name }) => [`people schema ${id}`, JSON.stringify(name)] as const,
        ),
      ]);
    };
    const isPlausible = ({ place, fault }: AnswerMutation) => place.includes('name') && fault === 'text';
    expectNone(await misreadAnswers({ name: 'describeObjects', run }, { ...wrong, fresh: true, isPlausible }), 100);
  });
});

describe('a write whose answer is not as documented', () => {
  const prepared = (changes: readonly RecordChange[], names: readonly string[]): PreparedChanges => ({
    count: changes.length,
    run: (connection) => connection.write({ object: world.people, changes }, options),
    async effects() {
      const wanted = [
        ...names.map((name) => `{Name}='${name}'`),
        ...changes.flatMap((change) => (change.kind === 'archive' ? `RECORD_ID()='${change.id}'` : [])),
      ];
      const rows = await world
        .probe('People')
        .select({ filterByFormula: `OR(${wanted.join(',')})` })
        .all();
      return changes.map((change, index) => {
        if (change.kind === 'archive') return rows.some(({ id }) => id === change.id) ? null : change.id;
        return rows.find((row) => row.get('Name') === names[index])?.id ?? null;
      });
    },
  });
  const names = () => [1, 2].map(() => `name ${++named}`);

  test.each(['create', 'upsert', 'update', 'archive', 'create with one refused'])(
    '%s: the outcome is what the app holds, or unknown',
    async (name) => {
      const prepare = async () => {
        const given = names();
        const ids = name === 'update' || name === 'archive' ? await world.addPeople(names()) : [];
        const changes = given.map((value, index): RecordChange => {
          const writeId = `w${value}`;
          const id = ids[index] ?? '';
          const { Name, Key, Email } = world.field;
          if (name === 'archive') return { kind: 'archive', writeId, id };
          if (name === 'update') return { kind: 'update', writeId, id, fields: { [Name]: value } };
          if (name === 'upsert') {
            return { kind: 'create', writeId, fields: { [Name]: value, [Key]: value }, upsertOn: Key };
          }
          const bad = name === 'create with one refused' && index === 1;
          const edit = { add: [{ id: 'recMISSING0000000' }], remove: [], result: [{ id: 'recMISSING0000000' }] };
          return {
            kind: 'create',
            writeId,
            fields: { [Name]: value, [Email]: 'x@example.test' },
            ...(bad ? { associations: { [world.field.Account]: edit } } : {}),
          };
        });
        return prepared(changes, given);
      };
      expectNone(await mistoldWrites({ name, prepare }, wrong), 20);
    },
  );
});
