import { type AppConnection, RecordError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { describeStatus } from '../src/index.ts';
import type { Life } from './support/die-at-every-step.ts';
import {
  dieInExchange,
  expectDone,
  give,
  held,
  leads,
  links,
  type Options,
  standing,
  startExchange,
} from './support/exchange.ts';
import { Mortal, mortalStore } from './support/mortal.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const ways: readonly {
  readonly way: string;
  readonly options: Parameters<typeof startExchange>[0];
  readonly blank: boolean;
}[] = [
  { way: 'an optional field', options: {}, blank: true },
  { way: 'a required field', options: { field: { required: true } }, blank: false },
  { way: 'a required text', options: { field: { type: 'text', required: true } }, blank: false },
  {
    way: 'answers that show nothing, and conditional writes',
    options: { right: { capabilities: { echoesWrites: false, conditionalWrites: true } } },
    blank: true,
  },
  { way: 'one record a batch', options: { right: { capabilities: { batchLimits: limits(1) } } }, blank: true },
  { way: 'another match key', options: { sync: { match: { left: 'name', right: 'name' } } }, blank: true },
  { way: 'from right to left too', options: { sync: { direction: 'left-to-right' } }, blank: true },
];

/** An app that enforces what its schema does not say. */
const notSaid = (app: AppConnection): AppConnection => ({
  ...app,
  async describeObjects(request, call) {
    const objects = await app.describeObjects(request, call);
    return objects.map((object) => ({
      ...object,
      fields: object.fields.map((field) => ({ ...field, unique: false })),
    }));
  },
});

function limits(update: number) {
  return { read: 10, lookup: 10, create: 10, update, archive: 10, readAssociations: 10, writeAssociations: 10 };
}

describe.each(ways)('$way', ({ options, blank }) => {
  test('two people exchange a value that must be unique', async () => {
    const { apps, sent, ids } = await startExchange(options);
    const before = await links(apps);
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    await expectDone(apps);
    expect(await links(apps)).toEqual(before);
    // One of the two stood aside, and nothing went to the app in which they did it.
    expect(sent.map(({ side }) => side)).toEqual(['right', 'right', 'right']);
    expect(sent[0]?.email === null).toBe(blank);
  });

  test('a value goes round, and a chain that ends is only put in order', async () => {
    const { apps, sent, ids } = await startExchange({ ...options, names: ['ada', 'bob', 'cid', 'dan', 'eve', 'fay'] });
    give(apps, ids, { ada: 'bob', bob: 'cid', cid: 'ada', dan: 'eve', eve: 'fay', fay: 'new' });
    await expectDone(apps);
    expect(sent).toHaveLength(7);
  });

  test('a new person takes what another one lets go of', async () => {
    const { apps, sent, ids } = await startExchange(options);
    give(apps, ids, { ada: 'bob', bob: 'cid', cid: 'cid2' });
    apps.left.create('contacts', { email: 'ada@x.example', name: 'new' });
    await expectDone(apps);
    expect(sent).toHaveLength(4);
  });
});

test('the plan says who goes without a value for a moment, and writes nothing', async () => {
  const { apps, sent, ids } = await startExchange();
  give(apps, ids, { ada: 'bob', bob: 'ada' });
  const planned = await apps.plan();
  expect(sent).toEqual([]);
  expect(await standing(apps)).toEqual([]);
  const fields = apps.events.flatMap((event) => (event.kind === 'operation' ? event.operation.fields : []));
  expect(fields.map(({ before, after, standIn }) => [before, after, standIn])).toEqual([
    ['bob@x.example', 'ada@x.example', undefined],
    ['ada@x.example', 'bob@x.example', null],
  ]);
  expect(apps.written(planned)).toBe(2);
  const done = await apps.sync();
  expect(apps.written(done)).toBe(2);
  expect(apps.events.flatMap((event) => (event.kind === 'operation' ? event.operation.fields : []))).toEqual(fields);
});

test('a trial on two records exchanges two, and leaves no third one halfway', async () => {
  const { apps, ids } = await startExchange({ names: ['ada', 'bob', 'cid', 'dan'] });
  give(apps, ids, { ada: 'bob', bob: 'ada', cid: 'cid2', dan: 'dan2' });
  await apps.sync({ limit: 2 });
  expect(held(apps, 'right')).toEqual({ ada: 'bob', bob: 'ada', cid: 'cid', dan: 'dan' });
  await expectDone(apps);
});

test('what a trial may still write is kept for whoever stood aside', async () => {
  const { apps, ids } = await startExchange({ more: leads });
  const lead = find(apps.left, 'leads', 'name', 'cid').id;
  give(apps, ids, { ada: 'bob', bob: 'ada' });
  apps.left.update('leads', lead, { email: 'cid2@x.example' });
  await apps.sync({ limit: 2 });
  expect(held(apps, 'right')).toEqual({ ada: 'bob', bob: 'ada', cid: 'cid' });
});

test('where only one of the two may be written, nobody goes without a value', async () => {
  const { apps, sent, ids } = await startExchange();
  give(apps, ids, { ada: 'bob', bob: 'ada' });
  await apps.sync({ limit: 1 });
  expect(sent.map(({ email }) => email)).not.toContain(null);
  expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
  await expectDone(apps);
});

test('neither may be blank, nor is there a value that nobody has: it is told, and the remedy helps', async () => {
  const unique = people.fields.map((field) =>
    field.id === 'age' ? { ...field, unique: true, required: true } : field,
  );
  const aged = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [{ ...people, fields: unique }] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'age']) }) },
  });
  const ada = aged.left.create('contacts', { email: 'a@x.example', age: '1' });
  const bob = aged.left.create('contacts', { email: 'b@x.example', age: '2' });
  const cid = aged.left.create('contacts', { email: 'c@x.example', age: '3' });
  await aged.sync();
  aged.right.resetCalls();
  aged.left.update('contacts', ada, { age: '2' });
  aged.left.update('contacts', bob, { age: '1' });
  aged.left.update('contacts', cid, { age: '4' });
  expect((await aged.sync()).status).toBe('attention');
  const [sync] = (await describeStatus(aged.store, (await aged.compile()).syncs, { limit: 9 })).syncs;
  expect(sync?.failures.map(({ code, message }) => [code, message])).toEqual([
    ['values-exchanged', expect.stringContaining('with record r-people-2; they must be unique')],
    ['values-exchanged', expect.stringContaining('with record r-people-1; they must be unique')],
  ]);
  expect(sync?.failures.map(({ remedy }) => remedy).join()).not.toContain('erge');
  expect(find(aged.right, 'people', 'email', 'c@x.example').fields.age).toBe('4');

  aged.left.update('contacts', ada, { age: '99' });
  expect((await aged.sync()).status).toBe('done');
  aged.left.update('contacts', ada, { age: '2' });
  expect((await aged.sync()).status).toBe('done');
  expect(find(aged.right, 'people', 'email', 'a@x.example').fields.age).toBe('2');
  expect(find(aged.right, 'people', 'email', 'b@x.example').fields.age).toBe('1');
});

describe('refusals', () => {
  test('the app names nobody, and its schema does not say that the value is unique', async () => {
    const { apps, ids } = await startExchange({
      right: { existsNamesRecord: false },
      wrap: (app, side) => (side === 'right' ? notSaid(app) : app),
    });
    give(apps, ids, { ada: 'bob', bob: 'cid', cid: 'cid2' });
    await expectDone(apps);
  });

  test('its schema does not say that the value is unique, and the two exchange it', async () => {
    const { apps, ids } = await startExchange({ wrap: (app, side) => (side === 'right' ? notSaid(app) : app) });
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    await expectDone(apps);
  });

  test('more records than are looked at together exchange their values', async () => {
    const half = 1050;
    const names = Array.from({ length: 2 * half }, (_, index) => `p${String(index).padStart(4, '0')}`);
    const { apps, ids } = await startExchange({ names, sync: { brakes: { overwrite: 'off' } } });
    give(apps, ids, Object.fromEntries(names.map((name, index) => [name, names[(index + half) % names.length] ?? ''])));
    await expectDone(apps);
  });

  test('the other one is refused: whoever stood aside gets its value back, and both are told', async () => {
    const { apps, sent, ids } = await startExchange();
    const bob = find(apps.right, 'people', 'name', 'bob').id;
    const error = new RecordError('Closed.', { code: 'closed', category: 'other', remedy: 'Open it.' });
    const open = apps.right.reject('people', ({ id }) => id === bob, error);
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    expect((await apps.sync()).status).toBe('attention');
    expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
    expect(held(apps, 'left')).toMatchObject({ ada: 'bob', bob: 'ada' });
    expect(sent.filter(({ side }) => side === 'left')).toEqual([]);
    expect(await standing(apps)).toEqual([]);
    expect((await apps.failing()).map(({ reason }) => reason).sort()).toEqual(['closed', 'duplicate-value']);
    open();
    apps.clock.advance(3_600_000);
    await expectDone(apps);
  });

  test('the app refuses what is to stand there for a moment: it is told, and everything stays', async () => {
    const { apps, ids } = await startExchange();
    const error = new RecordError('Never blank.', { code: 'blank', category: 'invalid-value', remedy: 'Fill it.' });
    apps.right.reject('people', ({ fields }) => fields.email === null, error);
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    expect((await apps.sync()).status).toBe('attention');
    expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
    expect(await standing(apps)).toEqual([]);
    expect((await apps.failing()).map(({ reason }) => reason).sort()).toEqual(['blank', 'duplicate-value']);
  });

  test('the answer to the first step is lost', async () => {
    const { apps, ids } = await startExchange();
    apps.right.failNext('update', 'lose-answer');
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    await expectDone(apps);
  });
});

/** Something happens once the right app has carried out the first step of an exchange, before anybody knows. */
function afterFirstStep(happens: () => void): NonNullable<Options['wrap']> {
  let done = false;
  return (app, side) => ({
    ...app,
    async write(request, call) {
      const outcomes = await app.write(request, call);
      const [change] = request.changes;
      if (side === 'right' && !done && change?.kind === 'update' && change.fields.email === null) {
        done = true;
        happens();
      }
      return outcomes;
    },
  });
}

/** Ada and Bob have exchanged their values, and the process died when Ada's was out of the way. */
async function halfway(options: Parameters<typeof startExchange>[0] = {}): ReturnType<typeof startExchange> {
  const life: Life = { current: new Mortal(0, 'before') };
  const dies = afterFirstStep(() => {
    life.current = new Mortal(1, 'before');
  });
  const started = await startExchange({ ...options, life, wrap: dies });
  const { apps, ids } = started;
  give(apps, ids, { ada: 'bob', bob: 'ada' });
  await expect(apps.sync({ store: mortalStore(apps.store, life) })).rejects.toThrow('died');
  life.current = new Mortal(0, 'before');
  expect(held(apps, 'right')).toMatchObject({ ada: null, bob: 'bob' });
  return started;
}

describe('somebody is quicker', () => {
  test.each([true, false])(
    'an edit in between is an edit like any other (conditional: %s)',
    async (conditionalWrites) => {
      const quick: { apps?: TwoApps } = {};
      const wrap = afterFirstStep(() => {
        const right = quick.apps?.right;
        right?.update('people', find(right, 'people', 'name', 'ada').id, { email: 'other@x.example' });
      });
      const { apps, ids } = await startExchange({ wrap, right: { capabilities: { conditionalWrites } } });
      quick.apps = apps;
      give(apps, ids, { ada: 'bob', bob: 'ada' });
      expect((await apps.sync()).status).toBe('done');
      expect(held(apps, 'right')).toMatchObject({ ada: 'bob', bob: 'ada' });
      expect(held(apps, 'left')).toEqual(held(apps, 'right'));
      expect((await apps.conflicts()).map(({ left, right, winner }) => [left, right, winner])).toEqual([
        ['bob@x.example', 'other@x.example', 'left'],
      ]);
      expect(await standing(apps)).toEqual([]);
    },
  );

  test('the next run finishes what the first step has begun', async () => {
    const { apps } = await halfway();
    await expectDone(apps);
    expect(held(apps, 'right')).toMatchObject({ ada: 'bob', bob: 'ada' });
  });

  test('the exchange is taken back in between: both keep what they had', async () => {
    const { apps, ids } = await halfway();
    give(apps, ids, { ada: 'ada', bob: 'bob' });
    await expectDone(apps);
    expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
  });

  test('it is taken back by one of them when the other has the value: that is told until somebody mends it', async () => {
    const { apps, sent, ids } = await startExchange();
    const quick = find(apps.right, 'people', 'name', 'ada').id;
    const error = new RecordError('Closed.', { code: 'closed', category: 'other', remedy: 'Open it.' });
    const open = apps.right.reject(
      'people',
      ({ id, change }) => id === quick && change.kind === 'update' && change.fields.email !== null,
      error,
    );
    give(apps, ids, { ada: 'bob', bob: 'ada' });
    await apps.sync();
    expect(held(apps, 'right')).toMatchObject({ ada: null, bob: 'ada' });
    open();
    give(apps, ids, { ada: 'ada' });
    expect((await apps.sync()).status).toBe('attention');
    expect((await apps.failing()).map(({ reason }) => reason)).toEqual(['value-not-given-back']);
    apps.clock.advance(3_600_000);
    expect((await apps.sync()).status).toBe('attention');
    give(apps, ids, { bob: 'bob' });
    await expectDone(apps);
    expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
    expect(sent.filter(({ side }) => side === 'left')).toEqual([]);
  });

  test('its twin is deleted in between: it still gets back what it held', async () => {
    const { apps, ids } = await halfway();
    apps.left.archive('contacts', ids.ada ?? '');
    give(apps, ids, { bob: 'bob' });
    await apps.sync({ full: true });
    expect(held(apps, 'right')).toMatchObject({ ada: 'ada', bob: 'bob' });
    expect(await standing(apps)).toEqual([]);
  });

  test('an edit of the winning side in between', async () => {
    const { apps } = await halfway({ sync: { conflicts: { winner: 'right', blanks: 'keep' } } });
    apps.right.update('people', find(apps.right, 'people', 'name', 'ada').id, { email: 'other@x.example' });
    expect((await apps.sync()).status).toBe('done');
    expect(held(apps, 'right')).toMatchObject({ ada: 'other', bob: 'ada' });
    expect(held(apps, 'left')).toEqual(held(apps, 'right'));
    expect((await apps.conflicts()).map(({ left, right }) => [left, right])).toEqual([
      ['bob@x.example', 'other@x.example'],
    ]);
  });
});

test('a third list gets the exchanged values, and no blank', async () => {
  const { apps, sent } = await halfway({ more: leads });
  await expectDone(apps);
  const leadsHeld = apps.left.readAll('leads').map(({ fields }) => [fields.name, fields.email]);
  expect(leadsHeld).toEqual([
    ['ada', 'bob@x.example'],
    ['bob', 'ada@x.example'],
    ['cid', 'cid@x.example'],
  ]);
  expect(sent.filter(({ side, email }) => side === 'left' && email === null)).toEqual([]);
});

test('a process that dies after any step leaves an exchange that the next one finishes', async () => {
  expect(await dieInExchange('after', {})).toBeGreaterThan(15);
});
