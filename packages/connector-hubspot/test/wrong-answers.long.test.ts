import type { AppConnection, AssociationChange, RecordChange } from '@linkwright/core';
import {
  type AnswerMutation,
  collect,
  contractReads,
  expectNone,
  type Facts,
  type FaultProxy,
  factsOf,
  misreadAnswers,
  mistoldWrites,
  type PreparedChanges,
  type ReadSubject,
  type ReadUnderTest,
  startFaultProxy,
  testMisreadAnswers,
  type WrongAnswerOptions,
} from '@linkwright/core/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import hubspot from '../src/index.ts';
import { associate, openPortal, type Portal, signal } from './sandbox-portal.ts';

const options = { signal };
const object = 'contacts';
const fields = ['email', 'firstname'];
const primary = 'companies#HUBSPOT_DEFINED:1';

let portal: Portal;
let proxy: FaultProxy;
let contacts: readonly string[];
let companies: readonly string[];
let wrong: WrongAnswerOptions;
let named = 0;

const people = (names: readonly string[]) =>
  names.map((firstname) => ({ firstname, email: `${firstname}@acme.example` }));

beforeAll(async () => {
  portal = await openPortal();
  proxy = await startFaultProxy({ target: portal.witnessedUrl, isWrite: () => false, refusal: { body: {} } });
  const settings = hubspot.settings.parse({ accessToken: portal.accessToken, baseUrl: proxy.baseUrl });
  contacts = await portal.create(object, people(['ada', 'grace']));
  companies = await portal.create('companies', [{ name: 'Acme' }, { name: 'Umbrella' }]);
  const [company = ''] = companies;
  const pairs = contacts.map((contact) => [contact, company] as const);
  await associate(portal, object, 'companies', pairs, [
    { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
    { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
  ]);
  wrong = { proxy, connect: () => hubspot.connect(settings, portal.context), isPlausible };
});

afterAll(async () => {
  await proxy.close();
  await portal.close();
});

const shorter = new Set(['empty', 'first left out', 'last left out', 'first in place of last']);

/**
 * A last page has no `paging`; a list may hold less; an empty property is `null` or left out; a record without
 * associations shows none.
 */
function isPlausible({ place, fault, name }: AnswerMutation): boolean {
  const [list, , part] = place;
  if (list !== 'results') return false;
  if (place.length <= 2) return shorter.has(fault) || fault === 'missing';
  if (part === 'properties') return place.length === 4 ? !/list|object|nested/.test(fault) : fault === 'empty';
  if (part === 'to' || part === 'associations') {
    const isTypes = name.includes('associationTypes');
    return isTypes || shorter.has(fault) || (fault === 'missing' && place.at(-1) !== 'to' && place.length !== 5);
  }
  return false;
}

/** Asked for when the portal is filled. */
const subject = (): ReadSubject => ({
  object,
  ids: contacts,
  fields,
  associations: ['companies'],
  keys: [{ email: 'ada@acme.example' }, { email: 'grace@acme.example' }],
  asked: { object, ids: contacts, associations: ['companies', primary] },
});

/** HubSpot answers these from its search. */
const searches: readonly ReadUnderTest[] = [
  {
    name: 'readChanges, since',
    async run(connection) {
      const since = JSON.stringify({ v: 1, mode: 'search', since: 1 });
      const pages = await collect(connection.readChanges({ object, since, fields, associations: [] }, options));
      return factsOf(
        object,
        pages.flatMap(({ records }) => records),
      );
    },
  },
  {
    name: 'findByKey, searched',
    async run(connection) {
      const found = await connection.findByKey({ object, keys: [{ firstname: 'ada' }], fields }, options);
      return factsOf(object, found.flat());
    },
  },
];

describe('an answer that is not as documented', () => {
  testMisreadAnswers({ describe, it: test }, [...contractReads(subject), ...searches], () => wrong, 15);

  test('describeObjects: is read rightly or ends in an error that says where', async () => {
    const run = async (connection: AppConnection): Promise<Facts> => {
      const [schema] = await connection.describeObjects({ objects: [object] }, options);
      return new Map([
        [`${object} schema`, '[]'],
        // A property of another name is another property.
        ...(schema?.fields ?? [])
          .filter(({ id }) => fields.includes(id))
          .map(({ id, type }) => [`${object} schema ${id}`, JSON.stringify(type)] as const),
      ]);
    };
    expectNone(await misreadAnswers({ name: 'describeObjects', run }, { ...wrong, fresh: true }), 100);
  });
});

describe('a write whose answer is not as documented', () => {
  /** By id, or by the e-mail that the record was to get. */
  async function held(change: RecordChange): Promise<{ readonly id: string; readonly name: string | null } | null> {
    const known =
      change.kind === 'create' ? { id: String(change.fields.email), idProperty: 'email' } : { id: change.id };
    const { id, ...by } = known;
    const { results } = await portal.sdk.crm.contacts.batchApi.read({
      ...by,
      inputs: [{ id }],
      properties: ['firstname'],
      propertiesWithHistory: [],
    });
    const [record] = results;
    return record === undefined ? null : { id: record.id, name: record.properties.firstname ?? null };
  }

  const prepared = (changes: readonly RecordChange[], names: readonly string[]): PreparedChanges => ({
    count: changes.length,
    run: (connection) => connection.write({ object, changes }, options),
    effects: () =>
      Promise.all(
        changes.map(async (change, index) => {
          const record = await held(change);
          if (change.kind === 'archive') return record === null ? change.id : null;
          return record !== null && record.name === names[index] ? record.id : null;
        }),
      ),
  });
  const names = () => [1, 2].map(() => `name${++named}`);

  test.each(['create', 'upsert', 'update', 'archive', 'create with one that exists'])(
    '%s: the outcome is what the app holds, or unknown',
    async (name) => {
      const prepare = async () => {
        const given = names();
        const isKnown = name === 'update' || name === 'archive';
        const ids = isKnown ? await portal.create(object, people(names())) : [];
        const changes = given.map((firstname, index): RecordChange => {
          const writeId = `w${firstname}`;
          const id = ids[index] ?? '';
          const email = `${firstname}@acme.example`;
          if (name === 'archive') return { kind: 'archive', writeId, id };
          if (name === 'update') return { kind: 'update', writeId, id, fields: { firstname } };
          if (name === 'upsert') return { kind: 'create', writeId, fields: { firstname, email }, upsertOn: 'email' };
          const isTaken = index === 1 && name === 'create with one that exists';
          return { kind: 'create', writeId, fields: { firstname, email: isTaken ? 'ada@acme.example' : email } };
        });
        return prepared(changes, given);
      };
      expectNone(await mistoldWrites({ name, prepare }, wrong), 2);
    },
  );

  test.each(['add', 'remove', 'move the primary'])(
    'associations, %s: the outcome is what the app holds, or unknown',
    async (name) => {
      const prepare = async (): Promise<PreparedChanges> => {
        const [company = '', other = ''] = companies;
        const ids = await portal.create(object, people(names()));
        const types = [279, 1].map((associationTypeId) => ({
          associationCategory: 'HUBSPOT_DEFINED',
          associationTypeId,
        }));
        if (name !== 'add') {
          await associate(
            portal,
            object,
            'companies',
            ids.map((id) => [id, company] as const),
            types,
          );
        }
        const changes = ids.map((id): AssociationChange => {
          const change = { writeId: `a${id}`, id };
          if (name === 'remove') return { ...change, field: 'companies', add: [], remove: [{ id: company }] };
          if (name === 'add') return { ...change, field: 'companies', add: [{ id: company }], remove: [] };
          return { ...change, field: primary, add: [{ id: other }], remove: [{ id: company }] };
        });
        return {
          count: changes.length,
          run: async (connection) => (await connection.writeAssociations?.({ object, changes }, options)) ?? [],
          effects: () =>
            Promise.all(
              ids.map(async (id) => {
                const types = await portal.associations(object, id, 'companies');
                if (name === 'remove') return company in types ? null : id;
                if (name === 'add') return company in types ? id : null;
                return types[other]?.includes('HUBSPOT_DEFINED:1') === true ? id : null;
              }),
            ),
        };
      };
      expectNone(await mistoldWrites({ name, prepare }, wrong), 2);
    },
  );
});
