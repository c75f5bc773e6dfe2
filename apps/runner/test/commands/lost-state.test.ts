import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Person, startPeople } from './support/people-of-three-apps.ts';

const people: readonly Person[] = [
  { first: 'Ada', last: 'Lovelace', email: 'ada@x.example' },
  { first: 'Grace', last: 'Hopper', email: 'grace@x.example' },
  { first: 'Ken', last: 'Jones' },
  { first: 'Barbara', last: 'Jones' },
  { first: 'Kim', last: 'Lee' },
  { first: 'Kim', last: 'Lee' },
];
const told = (all: readonly Person[]) => all.map(({ first, last, email = '' }) => `${first} ${last} <${email}>`).sort();

const outcome = z.object({ syncs: z.tuple([z.object({ linked: z.number(), inReview: z.number() })]) });

test('a state that is lost: people without an address are held on both sides, those with one are linked again', async () => {
  const { crm, add, read, configure } = await startPeople({});
  await configure('hubspot', 'airtable', false);
  await add('hubspot', people);
  const sync = async () => {
    const { exitCode, document } = await crm.document('sync');
    return { exitCode, ...outcome.parse(document).syncs[0] };
  };
  expect(await sync()).toEqual({ exitCode: 0, linked: 6, inReview: 0 });
  expect(await read('airtable')).toEqual(told(people));

  await rm(join(crm.directory, '.linkwright'), { recursive: true });
  crm.sandbox.clearRequests();
  expect(await sync()).toEqual({ exitCode: 3, linked: 2, inReview: 8 });
  expect(crm.writes()).toEqual([]);
  expect(await read('hubspot')).toEqual(told(people));
  expect(await read('airtable')).toEqual(told(people));
  const { stdout } = await crm.run('record', 'airtable', 'People', await rowOf('Barbara'));
  expect(stdout).toContain('give both the same key, make them differ, or delete what is there twice');

  // A person gives both of one pair the same address, and deletes one that is there twice.
  const [ken] = (await crm.hubspot.crm.contacts.getAll(100, undefined, ['firstname'])).filter(
    ({ properties }) => properties.firstname === 'Ken',
  );
  await crm.hubspot.crm.contacts.basicApi.update(ken?.id ?? '', { properties: { email: 'ken@x.example' } });
  await crm.base('People').update(await rowOf('Ken'), { Email: 'ken@x.example' });
  await crm.base('People').destroy(await rowOf('Barbara'));
  expect(await sync()).toMatchObject({ linked: 3 });
  const { exitCode } = await crm.run('sync', '--full');
  expect(exitCode).toBe(3);
  const now = told(people.map((person) => (person.first === 'Ken' ? { ...person, email: 'ken@x.example' } : person)));
  expect(await read('hubspot')).toEqual(now);
  expect(await read('airtable')).toEqual(now);
  // Only those who are alike wait on.
  expect(await sync()).toEqual({ exitCode: 3, linked: 4, inReview: 4 });

  async function rowOf(first: string): Promise<string> {
    const rows = await crm.base('People').select().all();
    return rows.find(({ fields }) => fields['First name'] === first)?.id ?? '';
  }
});
