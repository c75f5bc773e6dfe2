import { RecordError } from '@linkwright/core';
import type { InMemoryApp, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const sets = { left: 'companies', right: 'Accounts' };
const primary = { left: 'primary', right: 'Account' };

type Mappings = NonNullable<Parameters<typeof twoApps>[0]['syncs'][string]['associations']>;

const start = (
  associations: Mappings,
  overrides: { contacts?: object; companies?: object; left?: object; right?: object } = {},
): Promise<TwoApps> =>
  twoApps({
    left: { ...crm, ...overrides.left },
    right: { ...base, ...overrides.right },
    syncs: {
      companies: { ...companiesSync, ...overrides.companies },
      contacts: { ...contactsSync, associations, ...overrides.contacts },
    },
  });

/** Companies of the left app by name, which their domains are made from too. */
const company = (apps: TwoApps, name: string): string =>
  apps.left.create('companies', { name, domain: `${name.toLowerCase()}.example` });

const nameOf = (app: InMemoryApp, object: string, field: string) => {
  const records = new Map(app.readAll(object).map((record) => [record.id, String(record.fields[field])]));
  return (id: string): string => records.get(id) ?? id;
};

/** Names of the companies that the only contact of an app points at. */
function shown(apps: TwoApps): Record<'left' | 'right', { set: string[]; primary: string[] }> {
  const left = nameOf(apps.left, 'companies', 'name');
  const right = nameOf(apps.right, 'tblA', 'fldName');
  const of = (app: InMemoryApp, object: string, field: string, name: (id: string) => string) =>
    app
      .readEdges(object, field)
      .map(([, target]) => name(target))
      .sort();
  return {
    left: { set: of(apps.left, 'contacts', 'companies', left), primary: of(apps.left, 'contacts', 'primary', left) },
    right: { set: of(apps.right, 'tblP', 'fldAccounts', right), primary: of(apps.right, 'tblP', 'fldAccount', right) },
  };
}

const both = (set: string[], one: string[]) => ({ left: { set, primary: one }, right: { set, primary: one } });

const rightId = (apps: TwoApps, name: string): string =>
  apps.right.readAll('tblA').find((record) => record.fields.fldName === name)?.id ?? '';

const person = (apps: TwoApps): string => only(apps.right, 'tblP').id;

describe('sets', () => {
  test('both sides edit the links of one record at once, and all edits survive', async () => {
    const apps = await start([sets]);
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((name) => company(apps, name));
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a ?? '', b ?? ''] });
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', c ?? '');
    apps.left.disassociate('contacts', ada, 'companies', a ?? '');
    apps.right.associate('tblP', person(apps), 'fldAccounts', rightId(apps, 'D'));
    apps.right.disassociate('tblP', person(apps), 'fldAccounts', rightId(apps, 'B'));
    await apps.sync();
    expect(shown(apps).left.set).toEqual(['C', 'D']);
    expect(shown(apps).right.set).toEqual(['C', 'D']);
    expect(d).toBeDefined();
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a link added or removed without touching the record is found', async () => {
    const apps = await start([sets]);
    const a = company(apps, 'A');
    const ada = apps.left.create('contacts', { email: 'a@x.example' });
    await apps.sync();
    apps.left.associate('companies', a, 'contacts', ada);
    await apps.sync();
    expect(shown(apps).right.set).toEqual(['A']);
    apps.left.disassociate('contacts', ada, 'companies', a);
    await apps.sync();
    expect(shown(apps).right.set).toEqual([]);
  });

  test('first match: sets are united and nothing is removed', async () => {
    const apps = await start([sets]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    await apps.sync();
    apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a] });
    apps.right.create('tblP', { fldEmail: 'a@x.example' }, { fldAccounts: [rightId(apps, 'B')] });
    await apps.sync();
    expect(b).toBeDefined();
    expect(shown(apps).left.set).toEqual(['A', 'B']);
    expect(shown(apps).right.set).toEqual(['A', 'B']);
  });

  test('one way: the source adds and removes, the additions of the target stay', async () => {
    const apps = await start([sets], { contacts: { direction: 'left-to-right' } });
    const [a, b, c] = ['A', 'B', 'C'].map((name) => company(apps, name));
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a ?? '', b ?? ''] });
    await apps.sync();
    apps.right.associate('tblP', person(apps), 'fldAccounts', rightId(apps, 'C'));
    apps.right.disassociate('tblP', person(apps), 'fldAccounts', rightId(apps, 'B'));
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { set: ['A', 'B'] }, right: { set: ['A', 'C'] } });
    apps.left.disassociate('contacts', ada, 'companies', a ?? '');
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { set: ['B'] }, right: { set: ['C'] } });
    apps.left.disassociate('contacts', ada, 'companies', b ?? '');
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', b ?? '');
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { set: ['B'] }, right: { set: ['B', 'C'] } });
    expect(c).toBeDefined();
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('targets that the engine does not manage stay, also where the app replaces whole sets', async () => {
    const apps = await start([sets], { companies: { direction: 'left-to-right' } });
    const a = company(apps, 'A');
    const ada = apps.left.create('contacts', { email: 'a@x.example' });
    await apps.sync();
    // An account of the base alone: the one-way sync of companies never makes it in the CRM.
    const own = apps.right.create('tblA', { fldName: 'Own' });
    apps.right.associate('tblP', person(apps), 'fldAccounts', own);
    await apps.sync();
    apps.left.associate('contacts', ada, 'companies', a);
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { set: ['A'] }, right: { set: ['A', 'Own'] } });
    expect(await apps.pending()).toMatchObject([{ record: own }]);
    apps.left.disassociate('contacts', ada, 'companies', a);
    await apps.sync();
    expect(shown(apps).right.set).toEqual(['Own']);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('the primary mark', () => {
  test('mapped with its set: moving it moves it, and the set grows', async () => {
    const apps = await start([sets, primary]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    await apps.sync();
    expect(shown(apps)).toEqual(both(['A'], ['A']));
    apps.right.disassociate('tblP', person(apps), 'fldAccount', rightId(apps, 'A'));
    apps.right.associate('tblP', person(apps), 'fldAccount', rightId(apps, 'B'));
    await apps.sync();
    expect(shown(apps)).toEqual(both(['A', 'B'], ['B']));
    expect(apps.left.read('contacts', ada)?.associations?.primary).toEqual([{ id: b }]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('what the app makes primary by itself is merged in the same cycle', async () => {
    const apps = await start([sets, primary]);
    company(apps, 'A');
    apps.left.create('contacts', { email: 'a@x.example' });
    await apps.sync();
    apps.right.associate('tblP', person(apps), 'fldAccounts', rightId(apps, 'A'));
    await apps.sync();
    expect(shown(apps)).toEqual(both(['A'], ['A']));
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('removing from the set removes the mark and promotes nobody', async () => {
    const apps = await start([sets, primary]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a, b], primary: [a] });
    await apps.sync();
    apps.right.disassociate('tblP', person(apps), 'fldAccounts', rightId(apps, 'A'));
    await apps.sync();
    expect(shown(apps)).toEqual(both(['B'], []));
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('removing the mark keeps the membership', async () => {
    const apps = await start([sets, primary]);
    const a = company(apps, 'A');
    apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a], primary: [a] });
    await apps.sync();
    apps.right.disassociate('tblP', person(apps), 'fldAccount', rightId(apps, 'A'));
    await apps.sync();
    expect(shown(apps)).toEqual(both(['A'], []));
  });

  test('a mark given on one side beats a removal from the set on the other', async () => {
    const apps = await start([sets, primary]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a, b], primary: [a] });
    await apps.sync();
    apps.left.associate('contacts', ada, 'primary', b);
    apps.right.disassociate('tblP', person(apps), 'fldAccounts', rightId(apps, 'B'));
    await apps.sync();
    expect(shown(apps)).toEqual(both(['A', 'B'], ['B']));
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('moving it asks for no record, taking it away asks for both ends', async () => {
    const apps = await start([primary]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    await apps.sync();
    const readsOf = async (): Promise<number> => {
      apps.left.resetCalls();
      await apps.sync();
      return apps.left.calls.get('read-records') ?? 0;
    };
    apps.left.associate('contacts', ada, 'primary', b);
    expect(await readsOf()).toBe(0);
    expect(shown(apps).right.primary).toEqual(['B']);
    apps.left.disassociate('contacts', ada, 'primary', b);
    expect(await readsOf()).toBe(2);
    expect(shown(apps).right.primary).toEqual([]);
  });

  test('both move it: the rule decides and the loser is in the log', async () => {
    const apps = await start([primary]);
    const [a, b, c] = [company(apps, 'A'), company(apps, 'B'), company(apps, 'C')];
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    await apps.sync();
    apps.left.associate('contacts', ada, 'primary', b);
    apps.right.disassociate('tblP', person(apps), 'fldAccount', rightId(apps, 'A'));
    apps.right.associate('tblP', person(apps), 'fldAccount', rightId(apps, 'C'));
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { primary: ['B'] }, right: { primary: ['B'] } });
    expect(await apps.conflicts()).toEqual([
      { mapping: expect.anything(), left: [b], right: [rightId(apps, 'C')], winner: 'left' },
    ]);
    expect(c).toBeDefined();
  });
});

describe('one against many', () => {
  test('several targets wait, and nothing is written until one is left', async () => {
    const apps = await start([primary]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B')];
    apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    await apps.sync();
    apps.right.associate('tblP', person(apps), 'fldAccount', rightId(apps, 'B'));
    expect(apps.written(await apps.sync())).toBe(0);
    expect(shown(apps)).toMatchObject({ left: { primary: ['A'] }, right: { primary: ['A', 'B'] } });
    expect(await apps.pending()).toMatchObject([{ reason: expect.stringContaining('several targets') }]);
    apps.right.disassociate('tblP', person(apps), 'fldAccount', rightId(apps, 'A'));
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { primary: ['B'] }, right: { primary: ['B'] } });
    expect(await apps.pending()).toEqual([]);
    expect(b).toBeDefined();
  });

  test('one way: the target keeps its own until the source moves, and loses it to the log', async () => {
    const apps = await start([{ ...primary, direction: 'left-to-right' }]);
    const [a, b] = [company(apps, 'A'), company(apps, 'B'), company(apps, 'C')];
    const ada = apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    await apps.sync();
    apps.right.disassociate('tblP', person(apps), 'fldAccount', rightId(apps, 'A'));
    apps.right.associate('tblP', person(apps), 'fldAccount', rightId(apps, 'C'));
    expect(apps.written(await apps.sync())).toBe(0);
    apps.left.associate('contacts', ada, 'primary', b);
    await apps.sync();
    expect(shown(apps)).toMatchObject({ left: { primary: ['B'] }, right: { primary: ['B'] } });
    expect(await apps.conflicts()).toMatchObject([{ right: [rightId(apps, 'C')], winner: 'left' }]);
  });
});

describe('deferred', () => {
  test('a target that gets its link later is placed without a change of the record', async () => {
    const apps = await start([sets, primary], { companies: { create: 'none' } });
    const a = company(apps, 'A');
    apps.left.create('contacts', { email: 'a@x.example' }, { primary: [a] });
    const first = await apps.sync();
    expect(first.syncs[1]?.associations.pending).toBe(2);
    expect(shown(apps).right).toEqual({ set: [], primary: [] });
    apps.right.create('tblA', { fldName: 'A', fldSite: 'a.example' });
    const second = await apps.sync();
    expect(second.syncs[1]?.associations.pending).toBe(0);
    expect(shown(apps)).toEqual(both(['A'], ['A']));
  });

  test('an ambiguous target is placed once it is no longer', async () => {
    const apps = await start([sets]);
    const a = company(apps, 'A');
    const twin = apps.left.create('companies', { name: 'A2', domain: 'a.example' });
    apps.left.create('contacts', { email: 'a@x.example' }, { companies: [a] });
    await apps.sync();
    expect(shown(apps).right.set).toEqual([]);
    apps.left.update('companies', twin, { domain: 'a2.example' });
    await apps.sync();
    expect(shown(apps).right.set).toEqual(['A']);
    expect(await apps.pending()).toEqual([]);
  });

  test('an object that points at itself, in a circle', async () => {
    const apps = await start([], { companies: { associations: [{ left: 'parent', right: 'Parent' }] } });
    const [a, b, c] = [company(apps, 'A'), company(apps, 'B'), company(apps, 'C')];
    for (const [child, parent] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      apps.left.associate('companies', child, 'parent', parent);
    }
    await apps.sync();
    const name = nameOf(apps.right, 'tblA', 'fldName');
    expect(
      apps.right
        .readEdges('tblA', 'fldParent')
        .map(([from, to]) => `${name(from)}→${name(to)}`)
        .sort(),
    ).toEqual(['A→B', 'B→C', 'C→A']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('two objects that point at each other', async () => {
    const object = (id: string, field: string, other: string): InMemoryObject => ({
      id,
      fields: [{ id: 'name', type: 'text' }],
      associations: [{ id: field, targets: [other], cardinality: 'one' }],
    });
    const sync = (left: string, right: string, field: string) => ({
      left: { connection: 'left', object: left },
      right: { connection: 'right', object: right },
      match: { left: 'name', right: 'name' },
      fields: [{ left: 'name', right: 'name' }],
      associations: [{ left: field, right: field }],
    });
    const apps = await twoApps({
      left: { objects: [object('hens', 'egg', 'eggs'), object('eggs', 'hen', 'hens')] },
      right: { objects: [object('Hens', 'egg', 'Eggs'), object('Eggs', 'hen', 'Hens')] },
      syncs: { hens: sync('hens', 'Hens', 'egg'), eggs: sync('eggs', 'Eggs', 'hen') },
    });
    const hen = apps.left.create('hens', { name: 'hen' });
    const egg = apps.left.create('eggs', { name: 'egg' }, { hen: [hen] });
    apps.left.associate('hens', hen, 'egg', egg);
    await apps.sync();
    expect(apps.right.readEdges('Hens', 'egg')).toEqual([[only(apps.right, 'Hens').id, only(apps.right, 'Eggs').id]]);
    expect(apps.right.readEdges('Eggs', 'hen')).toEqual([[only(apps.right, 'Eggs').id, only(apps.right, 'Hens').id]]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('refused associations', () => {
  const refusal = new RecordError('Too many.', { code: 'limit', category: 'association-limit', remedy: 'Remove one.' });

  test.each([
    { app: 'right', way: 'inline' },
    { app: 'left', way: 'separate' },
  ] as const)('$way: the record is written without it, and the association waits with the reason', async ({ app }) => {
    const apps = await start([sets, primary]);
    const names = ['A', 'B'].map((name) => company(apps, name));
    await apps.sync();
    const blocked = app === 'right' ? rightId(apps, 'A') : (names[0] ?? '');
    const allow = apps[app].refuseAssociation((attempt) => attempt.target === blocked, refusal);
    const fields =
      app === 'right' ? { email: 'a@x.example', name: 'Ada' } : { fldEmail: 'a@x.example', fldFull: 'Ada' };
    if (app === 'right') apps.left.create('contacts', fields, { companies: names });
    else apps.right.create('tblP', fields, { fldAccounts: [rightId(apps, 'A'), rightId(apps, 'B')] });
    const report = await apps.sync();
    expect(shown(apps)[app].set).toEqual(['B']);
    expect(await apps.pending()).toContainEqual({ record: blocked, reason: 'Too many.' });
    expect(report).toMatchObject({ status: 'attention', syncs: [{}, { failing: 1 }] });
    const told = apps.events.filter((event) => event.kind === 'record-failing');
    expect(told[0]).toMatchObject({ message: expect.stringContaining('Too many.'), remedy: 'Remove one.' });
    // It is tried again after a minute, and then less and less often.
    apps[app].resetCalls();
    for (let run = 0; run < 5; run += 1) await apps.sync();
    const writes = (['create', 'update', 'write-associations'] as const).map((kind) => apps[app].calls.get(kind) ?? 0);
    expect(writes.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2);
    allow();
    if (app === 'right') apps.left.update('contacts', only(apps.left, 'contacts').id, { title: 'Boss' });
    else apps.right.update('tblP', person(apps), { fldTitle: 'Boss' });
    await apps.sync();
    expect(shown(apps)[app].set).toEqual(['A', 'B']);
    expect(await apps.pending()).toEqual([]);
    expect(await apps.failing()).toEqual([]);
  });
});
