import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { base, companiesSync, contactsSync, crm } from './support/crm-and-base.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const withText = (
  objects: readonly InMemoryObject[],
  object: string,
  ids: readonly string[],
): readonly InMemoryObject[] =>
  objects.map((one) =>
    one.id === object ? { ...one, fields: [...one.fields, ...ids.map((id) => ({ id, type: 'text' as const }))] } : one,
  );

const right = { ...base, objects: withText(base.objects, 'tblP', ['Employer name', 'Advises']) };

type Settings = Partial<ObjectSyncInput>;

const start = (settings: Settings, left: Parameters<typeof twoApps>[0]['left'] = crm): Promise<TwoApps> =>
  twoApps({ left, right, syncs: { companies: companiesSync, contacts: { ...contactsSync, ...settings } } });

const one: Settings = {
  references: [{ right: 'Employer name', target: 'companies', key: 'Name' }],
  associations: [{ left: 'primary', right: 'Employer name' }],
};
const many: Settings = {
  references: [{ right: 'Advises', target: 'companies', key: 'Name', separator: ',' }],
  associations: [{ left: 'companies', right: 'Advises' }],
};

const company = (apps: TwoApps, name: string): string =>
  apps.left.create('companies', { name, domain: `${name.toLowerCase().replace(/\W/g, '')}.example` });

const text = (apps: TwoApps, field: string): unknown => only(apps.right, 'tblP').fields[field];

const write = (apps: TwoApps, field: string, value: string | null): void =>
  apps.right.update('tblP', only(apps.right, 'tblP').id, { [field]: value });

const companiesOf = (apps: TwoApps, field: 'companies' | 'primary'): readonly unknown[] =>
  apps.left
    .readEdges('contacts', field)
    .map(([, id]) => apps.left.read('companies', id)?.fields.name)
    .sort();

async function quiet(apps: TwoApps): Promise<void> {
  expect(apps.written(await apps.sync())).toBe(0);
}

const reasons = async (apps: TwoApps): Promise<readonly string[]> => (await apps.pending()).map(({ reason }) => reason);

describe('a text column that names one record', () => {
  test('is filled and followed in both directions', async () => {
    const apps = await start(one);
    const [acme, umbrella] = [company(apps, 'Acme'), company(apps, 'Umbrella')];
    const ada = apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
    await apps.sync();
    expect(text(apps, 'Employer name')).toBe('Acme');
    write(apps, 'Employer name', 'Umbrella');
    await apps.sync();
    expect(companiesOf(apps, 'primary')).toEqual(['Umbrella']);
    apps.left.update('companies', umbrella, { name: 'Umbrella Corp' });
    await apps.sync();
    expect(text(apps, 'Employer name')).toBe('Umbrella Corp');
    apps.left.disassociate('contacts', ada, 'primary', umbrella);
    await apps.sync();
    expect(text(apps, 'Employer name') ?? null).toBe(null);
    await quiet(apps);
  });

  test('a spelling of a person is understood and left as it is', async () => {
    const apps = await start(one);
    company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' });
    await apps.sync();
    write(apps, 'Employer name', ' ACME ');
    await apps.sync();
    expect(companiesOf(apps, 'primary')).toEqual(['Acme']);
    expect(text(apps, 'Employer name')).toBe(' ACME ');
    await quiet(apps);
  });

  test('a name that nobody bears is listed and removes nothing', async () => {
    const apps = await start(one);
    const acme = company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
    await apps.sync();
    write(apps, 'Employer name', 'Acmee');
    await apps.sync();
    expect(companiesOf(apps, 'primary')).toEqual(['Acme']);
    expect(text(apps, 'Employer name')).toBe('Acmee');
    expect(await reasons(apps)).toEqual(['no record of companies has "Acmee" in "Name"']);
    await quiet(apps);
  });

  test('the first match key of the target is its key, unless another one is given', async () => {
    const apps = await start({ ...one, references: [{ right: 'Employer name', target: 'companies' }] });
    const acme = company(apps, 'Acme');
    apps.left.create('contacts', { email: 'ada@acme.example' }, { primary: [acme] });
    await apps.sync();
    expect(text(apps, 'Employer name')).toBe('acme.example');
    write(apps, 'Employer name', 'https://www.acme.example/');
    await quiet(apps);
  });
});

describe('a text column that names several records', () => {
  test('adds and removals of both sides survive, and keys that nobody bears stay where they are', async () => {
    const apps = await start(many);
    const [a, b, c] = ['A', 'B', 'C'].map((name) => company(apps, name));
    company(apps, 'D');
    const ada = apps.left.create('contacts', { email: 'ada@acme.example' }, { companies: [a ?? '', b ?? ''] });
    await apps.sync();
    expect(text(apps, 'Advises')).toBe('A, B');
    write(apps, 'Advises', 'B;A'.replace(';', ','));
    await quiet(apps);
    apps.left.associate('contacts', ada, 'companies', c ?? '');
    write(apps, 'Advises', 'B, D, Nobody');
    await apps.sync();
    // "Nobody" could be what A is called by mistake: as long as it stands there, nothing is taken for removed.
    expect(companiesOf(apps, 'companies')).toEqual(['A', 'B', 'C', 'D']);
    expect(text(apps, 'Advises')).toBe('B, D, Nobody, C');
    write(apps, 'Advises', 'B, D, C');
    await apps.sync();
    expect(companiesOf(apps, 'companies')).toEqual(['B', 'C', 'D']);
    await quiet(apps);
  });

  test('a key with the separator in it cannot be written, and is listed', async () => {
    const apps = await start(many);
    const odd = apps.left.create('companies', { name: 'Acme, Inc.', domain: 'acme.example' });
    apps.left.create('contacts', { email: 'ada@acme.example' }, { companies: [odd, company(apps, 'B')] });
    await apps.sync();
    expect(text(apps, 'Advises')).toBe('B');
    expect(await reasons(apps)).toEqual(['"Acme, Inc." contains ",", which separates the keys']);
    await quiet(apps);
  });
});

test('a reference of an app with association calls of their own travels with the record', async () => {
  const left = { ...crm, objects: withText(crm.objects, 'contacts', ['employer']) };
  const settings: Settings = {
    references: [{ left: 'employer', target: 'companies', key: 'name' }],
    associations: [{ left: 'employer', right: 'Account' }],
  };
  const apps = await start(settings, left);
  company(apps, 'Acme');
  apps.left.create('contacts', { email: 'ada@acme.example', employer: 'Acme' });
  await apps.sync();
  const account = () =>
    apps.right.readEdges('tblP', 'fldAccount').map(([, id]) => apps.right.read('tblA', id)?.fields.fldName);
  expect(account()).toEqual(['Acme']);
  company(apps, 'Umbrella');
  await apps.sync();
  const person = only(apps.right, 'tblP').id;
  const [was] = apps.right.readEdges('tblP', 'fldAccount').map(([, id]) => id);
  const next = apps.right.readAll('tblA').find((record) => record.fields.fldName === 'Umbrella')?.id ?? '';
  apps.right.disassociate('tblP', person, 'fldAccount', was ?? '');
  apps.right.associate('tblP', person, 'fldAccount', next);
  apps.left.resetCalls();
  await apps.sync();
  expect(only(apps.left, 'contacts').fields.employer).toBe('Umbrella');
  expect(apps.left.calls.get('write-associations') ?? 0).toBe(0);
  await quiet(apps);
});

describe('what is refused', () => {
  const problems = async (settings: Settings) => {
    const apps = await twoApps({ left: crm, right, syncs: {} });
    const { problems: found } = await apps.compile({
      companies: companiesSync,
      contacts: { ...contactsSync, ...settings },
    });
    return found.map((problem) => [problem.code, problem.path.join('.')]);
  };
  const at = 'syncs.contacts.references.0';

  test.each<[string, Settings, readonly (readonly string[])[]]>([
    [
      'an unknown field',
      { references: [{ right: 'Employer', target: 'companies' }] },
      [['unknown-field', `${at}.right`]],
    ],
    [
      'an unknown target',
      { references: [{ right: 'Advises', target: 'firms' }] },
      [['reference-target-not-synced', `${at}.target`]],
    ],
    [
      'an unknown target, and nothing else of the mapping that needs it',
      { ...many, references: [{ right: 'Advises', target: 'firms', separator: ',' }] },
      [['reference-target-not-synced', `${at}.target`]],
    ],
    [
      'an unknown key',
      { references: [{ right: 'Advises', target: 'companies', key: 'Nmae' }] },
      [['unknown-field', `${at}.key`]],
    ],
    [
      'a field that is mapped as one too',
      {
        fields: [{ left: 'title', right: 'Advises' }],
        references: [{ right: 'Advises', target: 'companies' }],
      },
      [['reference-mapped-as-field', `${at}.right`]],
    ],
    [
      'one field with two meanings',
      {
        references: [
          { right: 'Advises', target: 'companies', key: 'Name' },
          { right: 'Advises', target: 'companies', key: 'Website' },
        ],
      },
      [['duplicate-reference', 'syncs.contacts.references.1']],
    ],
  ])('%s', async (_, settings, expected) => {
    expect(await problems(settings)).toEqual(expected);
  });
});
