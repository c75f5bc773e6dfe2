import { countRequests } from '@linkwright/sandbox';
import { describe, expect, it } from 'vitest';
import { emailOf } from './support/braked-contacts.ts';
import { type AppName, type PeopleOfThreeApps, startPeople } from './support/people-of-three-apps.ts';
import { type StrippingProxy, startStrippingProxy } from './support/stripping-proxy.ts';

const peopleOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    first: `First ${index}`,
    last: index < 5 ? `Secret ${index}` : `Last ${index}`,
    email: emailOf(index),
  }));

/** A deletion would be carried over: nothing here may be taken for one. */
const rule = 'deletions: { archive: permanently }\n    sweep: 1s';

async function inStep(here: AppName, there: AppName, count: number) {
  const people = await startPeople({});
  const { crm } = people;
  // Kintone's account is its address, so it is the proxy's from the start.
  const proxy: StrippingProxy = await startStrippingProxy(crm.sandbox[here].baseUrl, 'nothing');
  const variable = { hubspot: 'HUBSPOT_URL', airtable: 'AIRTABLE_URL', kintone: 'KINTONE_URL' }[here];
  await crm.setVariables({ ...crm.variables, KINTONE_URL: crm.sandbox.kintone.baseUrl, [variable]: proxy.url });
  await people.configure(here, there, false, rule);
  await people.add(here, peopleOf(count));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const before = await people.read(there);
  expect(before).toHaveLength(count);
  return { people, crm, proxy, before };
}

/** A sweep is due a second after the one before: runs for longer than that, the last one behind it. */
async function untilSwept(run: () => Promise<void>): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun <= 1000; ) await run();
  await run();
}

/** Lists of everybody, and not what is asked for by ids. */
const listings: Readonly<Record<AppName, RegExp>> = {
  hubspot: /\/(contacts|0-1)(\?|\/search)/,
  airtable: /\/v0\/app\w+\/tbl(?!.*RECORD_ID\(\))/,
  kintone: /\/records\.json(?!.*\$id in )/,
};

describe.each([
  { what: 'five of thirty', hidden: 'Secret', count: 30 },
  { what: 'everybody', hidden: '', count: 30 },
])('$what hidden', ({ hidden, count }) => {
  it.each([
    ['hubspot', 'airtable'],
    ['airtable', 'kintone'],
    ['kintone', 'hubspot'],
  ] as const)('by a view of %s: %s keeps everybody', async (here, there) => {
    const { people, crm, proxy, before } = await inStep(here, there, count);
    const some = hidden === '' ? count : 5;
    let taken = 0;
    const onHidden = (records: number): void => {
      taken += records;
    };
    proxy.view = { of: listings[here], hides: (record) => record.includes(hidden), onHidden };
    const written = crm.writes().length;
    const keepsAll = async (...words: readonly string[]): Promise<void> => {
      expect(await crm.run('sync', ...words)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(crm.writes()).toHaveLength(written);
    };
    await keepsAll('--full');
    expect(taken).toBeGreaterThanOrEqual(some);
    await untilSwept(keepsAll);
    expect(taken).toBeGreaterThanOrEqual(2 * some);
    expect(await people.read(there)).toEqual(before);
    expect((await crm.run('status')).stdout).toMatch(/^In step\./);
  });

  it.each(['hubspot', 'airtable'] as const)('by permissions of Kintone: %s keeps everybody', async (there) => {
    const { people, crm, before } = await inStep('kintone', there, count);
    await people.hideInKintone(hidden === '' ? 't' : hidden);
    const gone = hidden === '' ? count : 5;
    const written = crm.writes().length;
    // It is asked whether permissions hide something by the comparison, and by the sweep.
    const asked = (): number =>
      countRequests(crm.sandbox.requests(), { app: 'kintone', method: 'GET', path: '/k/v1/record/acl.json' });
    const keepsAll = async (...words: readonly string[]): Promise<void> => {
      const run = await crm.run('sync', ...words);
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.stdout).toContain(`kintone hides ${gone} records from this account, and has them`);
      expect(run.stdout).toContain(
        'a permission was taken away. What was known is kept; nothing is emptied. Give it back',
      );
      expect(run.stdout).toContain('as far as they are shown');
      expect(crm.writes()).toHaveLength(written);
    };
    await keepsAll('--full');
    await untilSwept(keepsAll);
    expect(asked()).toBeGreaterThanOrEqual(2);
    expect(await people.read(there)).toEqual(before);
    const status = await crm.run('status');
    expect(status.stdout).toContain(`kintone hides ${gone} records from this account, and has them`);
    await people.hideInKintone(null);
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect(await people.read(there)).toEqual(before);
    expect(await people.read('kintone')).toHaveLength(count);
    expect((await crm.run('status')).stdout).toMatch(/^In step\./);
  });
});

it('an edit of a twin waits while its record is hidden, and is carried over once it is shown', async () => {
  const { people, crm } = await inStep('kintone', 'hubspot', 6);
  await people.hideInKintone('Secret');
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
  const edited = async (people: PeopleOfThreeApps, last: string) => {
    await people.nameAll('hubspot', last);
    return crm.run('sync');
  };
  // All six at once, of which Kintone shows one.
  expect(await edited(people, 'Edited')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await people.read('kintone')).toEqual([`First 5 Edited <${emailOf(5)}>`]);
  await people.hideInKintone(null);
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
  expect(await people.read('kintone')).toEqual(
    Array.from({ length: 6 }, (_, index) => `First ${index} Edited <${emailOf(index)}>`),
  );
});
