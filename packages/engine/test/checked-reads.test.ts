import { type AppConnection, type ChangePage, ContractError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

type Members = Partial<Record<keyof AppConnection, unknown>>;

/** The left app holds a contact, and its connector has some members replaced. */
async function withMembers(replace: (app: AppConnection) => Members): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => (side === 'left' ? Object.assign({ ...app }, replace(app)) : app),
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  return apps;
}

async function* pagesOf(...pages: readonly unknown[]): AsyncGenerator<unknown> {
  yield* pages;
}

const page = { records: [], deleted: [], checkpoint: '1' };
const record = { id: '1', fields: { email: 'a@x.example', name: 'A' } };
const withRecord = (difference: object) => ({ ...page, records: [{ ...record, ...difference }] });
const many = (count: number): readonly unknown[] => Array.from({ length: count }, () => ({}));

describe('an answer that breaks the contract ends the run with the name of the connector', () => {
  test.each<[string, Members]>([
    ['no page', { readChanges: () => pagesOf() }],
    ['a page without a checkpoint', { readChanges: () => pagesOf({ records: [], deleted: [] }) }],
    ['a checkpoint of a megabyte', { readChanges: () => pagesOf({ ...page, checkpoint: 'x'.repeat(1_000_000) }) }],
    ['pages that are none', { readChanges: () => pagesOf(null) }],
    ['a promise instead of pages', { readChanges: () => Promise.resolve(page) }],
    ['no answer at all', { readChanges: () => undefined }],
    ['a number that is none', { readChanges: () => pagesOf(withRecord({ fields: { age: Number.NaN } })) }],
    ['a date that is none', { readChanges: () => pagesOf(withRecord({ modifiedAt: 'yesterday' })) }],
    ['an id that is a number', { readChanges: () => pagesOf(withRecord({ id: 1 })) }],
    ['deleted ids that are none', { readChanges: () => pagesOf({ ...page, deleted: [null] }) }],
    ['millions of records', { readChanges: () => pagesOf({ ...page, records: many(2_000_000) }) }],
    [
      'millions of fields',
      { readChanges: () => pagesOf(withRecord({ fields: Object.fromEntries(many(300_000).entries()) })) },
    ],
    ['a TypeError', { readChanges: () => Promise.reject(new TypeError('x is undefined')) }],
    ['something thrown that is no error', { listObjects: () => Promise.reject('sorry') }],
    [
      'a member that throws at once',
      {
        describeObjects: () => {
          throw new RangeError('deep');
        },
      },
    ],
    ['a schema for another object', { describeObjects: async () => [{ id: 'others' }] }],
    ['no schema', { describeObjects: async () => [] }],
    ['objects without names', { listObjects: async () => ({ objects: [{ id: 'contacts' }], complete: true }) }],
  ])('%s', async (_, members) => {
    const apps = await withMembers(() => members);
    const failure: unknown = await apps.sync().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ContractError);
    expect(String(failure)).toContain('The connector of Lefty, ');
    expect(String(failure).length).toBeLessThan(3000);
    expect(apps.right.readAll('people')).toEqual([]);
  });
});

test.each([
  ['integer', 'NaN'],
  ['decimal', '1e3'],
  ['decimal', '01'],
  ['date', '2026-02-30'],
  ['datetime', '2026-02-03T10:00:00Z'],
  ['boolean', 'true'],
  ['options', 'one'],
  ['text', ['one']],
])('a value that a field of type %s does not spell so (%j) is refused before it is kept', async (type, value) => {
  const object = { ...contacts, fields: [...contacts.fields, { id: 'extra', type, options: [] }] } as typeof contacts;
  const apps = await twoApps({
    left: { objects: [object] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) =>
      side === 'right'
        ? app
        : {
            ...app,
            async *readChanges(request, options) {
              for await (const one of app.readChanges(request, options)) {
                yield {
                  ...one,
                  records: one.records.map((shown) => ({ ...shown, fields: { ...shown.fields, extra: value } })),
                };
              }
            },
          },
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await expect(apps.sync()).rejects.toThrow(/fields\.extra: expected/);
  expect(await apps.store.database.selectFrom('records').selectAll().execute()).toEqual([]);
});

test('several targets in a field that holds one are refused', async () => {
  const apps = await twoApps({
    left: {
      objects: [
        { id: 'companies', fields: [{ id: 'name', type: 'text' }] },
        { ...contacts, associations: [{ id: 'company', targets: ['companies'], cardinality: 'one' }] },
      ],
    },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app) => ({
      ...app,
      async *readChanges(request, options) {
        for await (const one of app.readChanges(request, options)) {
          const associations = { company: [{ id: '1' }, { id: '2' }] };
          yield { ...one, records: one.records.map((shown) => ({ ...shown, associations })) };
        }
      },
    }),
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await expect(apps.sync()).rejects.toThrow(/associations\.company: 2 targets in a field that holds one/);
});

describe('a person who stops the run is heard at once', () => {
  const never = new Promise<never>(() => undefined);

  async function* endless(): AsyncGenerator<ChangePage> {
    for (let count = 0; ; count += 1) {
      yield {
        records: [{ id: `${count}`, fields: { email: `${count}@x.example` } }],
        deleted: [],
        checkpoint: `${count}`,
      };
    }
  }

  test.each<[string, Members]>([
    [
      'while a page hangs',
      { readChanges: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }) },
    ],
    ['while pages come without end and without a pause', { readChanges: () => endless() }],
  ])('%s', async (_, members) => {
    const interrupt = new AbortController();
    const reason = new DOMException('interrupted', 'AbortError');
    const apps = await withMembers(() => members);
    // A timer is heard only where the event loop is let in.
    setTimeout(() => interrupt.abort(reason), 20);
    await expect(apps.sync({ signal: interrupt.signal })).rejects.toBe(reason);
  });
});
