import { expect, it } from 'vitest';
import { emailOf } from './support/braked-contacts.ts';
import { type AppName, type PeopleOfThreeApps, startPeople } from './support/people-of-three-apps.ts';
import { type StrippingProxy, startStrippingProxy } from './support/stripping-proxy.ts';

/** The app in which it happens, and the one that must not follow. */
const places: readonly (readonly [AppName, AppName])[] = [
  ['airtable', 'hubspot'],
  ['hubspot', 'kintone'],
  ['kintone', 'airtable'],
];

const count = 30;

async function inStep(
  here: AppName,
  there: AppName,
  rules = '',
  before: (people: PeopleOfThreeApps) => Promise<void> = async () => undefined,
): Promise<PeopleOfThreeApps> {
  const people = await startPeople({});
  await before(people);
  await people.configure(here, there, false, rules);
  await people.add(
    here,
    Array.from({ length: count }, (_, index) => ({
      first: `First ${index}`,
      last: `Last ${index}`,
      email: emailOf(index),
    })),
  );
  expect(await people.crm.run('sync')).toMatchObject({ exitCode: 0 });
  return people;
}

const accidents = [
  {
    what: 'everybody is deleted',
    brake: 'unlink',
    happens: (people: PeopleOfThreeApps, app: AppName) => people.deleteAll(app),
    told: `${count} of ${count} linked records are gone`,
    cause: /They were deleted, or a permission or a view hides them from this account\. Bring them back in \w+\./,
    rules: '',
    /** Of an ignored deletion. */
    follows: (before: readonly string[]) => before,
  },
  {
    what: 'everybody is deleted, and deletions are carried over,',
    brake: 'archive',
    happens: (people: PeopleOfThreeApps, app: AppName) => people.deleteAll(app),
    told: `${count} of ${count} linked records are gone`,
    cause: /They were deleted, or a permission or a view hides them from this account\. Bring them back in \w+\./,
    rules: 'deletions: { archive: permanently }',
    follows: () => [],
  },
  {
    what: 'a column is cleared',
    brake: 'blank',
    happens: (people: PeopleOfThreeApps, app: AppName) => people.nameAll(app, null),
    told: `${count} of ${count} values have turned empty`,
    cause:
      /The column was emptied, an import wrote blanks, or the app no longer shows it to this account\. Put the values back in \w+\./,
    rules: '',
    follows: (before: readonly string[]) => before.map((line) => line.replace(/Last \d+/, '')),
  },
  {
    what: 'an import overwrites a column',
    brake: 'overwrite',
    happens: (people: PeopleOfThreeApps, app: AppName) => people.nameAll(app, 'Unknown'),
    told: `${count} of ${count} values have changed, ${count} of them to "Unknown"`,
    cause: /An import, an automation or a formula wrote them\. Put the values back in \w+\./,
    rules: '',
    follows: (before: readonly string[]) => before.map((line) => line.replace(/Last \d+/, 'Unknown')),
  },
] as const;

it.each(accidents.flatMap((accident) => places.map(([here, there]) => ({ ...accident, here, there }))))(
  '$what in $here: $there keeps what it has until somebody allows it',
  async ({ here, there, ...accident }) => {
    const people = await inStep(here, there, accident.rules);
    const { crm } = people;
    const before = await people.read(there);
    expect(before).toHaveLength(count);
    await accident.happens(people, here);
    for (const command of [['sync', '--full'], ['sync']]) {
      const written = crm.writes().length;
      const run = await crm.run(...command);
      expect(run).toMatchObject({ exitCode: 3, stderr: '' });
      expect(run.stdout).toContain(accident.told);
      expect(run.stdout).toMatch(accident.cause);
      expect(run.stdout).toContain(`linkwright sync people --allow ${accident.brake}\n`);
      expect(run.stdout).not.toContain('in step');
      expect(crm.writes()).toHaveLength(written);
      expect(await people.read(there)).toEqual(before);
    }
    expect(await crm.run('sync', '--allow', accident.brake)).toMatchObject({ exitCode: 0 });
    expect(await people.read(there)).toEqual([...accident.follows(before)].sort());
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  },
);

it.each([
  { here: 'hubspot', there: 'airtable', member: 'lastname', variable: 'HUBSPOT_URL' },
  { here: 'kintone', there: 'hubspot', member: 'last', variable: 'KINTONE_URL' },
] as const)('answers of $here without a property that was asked for: not empty, but unreadable', async (place) => {
  const { here, there, member, variable } = place;
  let proxy: StrippingProxy = { url: '', strips: false, refusal: null, view: null };
  // Kintone's account is its address, so it is the proxy's from the start.
  const people = await inStep(here, there, '', async ({ crm: { sandbox, variables, setVariables } }) => {
    proxy = await startStrippingProxy(sandbox[here].baseUrl, member);
    await setVariables({ ...variables, KINTONE_URL: sandbox.kintone.baseUrl, [variable]: proxy.url });
  });
  const { crm } = people;
  const before = await people.read(there);
  proxy.strips = true;
  const written = crm.writes().length;
  const run = await crm.run('sync', '--full');
  expect(run.exitCode).toBe(0);
  const told = `${here} "${member}" could not be read in ${count} records. What was known is kept; nothing is emptied. See in ${here} whether this account may read it`;
  expect(run.stdout).toContain(told);
  expect(run.stdout).not.toMatch(/in step\./);
  expect(crm.writes()).toHaveLength(written);
  expect(await people.read(there)).toEqual(before);
  const status = await crm.run('status');
  expect(status.stdout).toContain(told);
  expect(status.stdout).toMatch(/^In step, as far as the apps show it\.$/m);
  proxy.strips = false;
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
  expect(await people.read(there)).toEqual(before);
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);
});
