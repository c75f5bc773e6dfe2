import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { twoApps } from './support/two-apps.ts';

/** Tables that grow with the records; of the others a few rows at most are there. */
const growing =
  'records|record_keys|former_keys|links|claims|dirty|edges|unread_writes|conflicts|writes|written_records';

/** As SQLite tells that it goes through a whole table, or through all that one object or pair has in it. */
const passesThrough = new RegExp(
  `SCAN (${growing})\\b|SEARCH (records|record_keys|links)\\b.* \\((object_id|definition_id|pair_id)=\\?\\)`,
);

/** Questions about all records of an object or pair, which a run asks a few times whatever its size. */
const askedOnce = [
  /^select \( ?select count\(\*\) from (records|links|dirty|\( select 1 from links )/,
  /^select count\(\*\) as count from \( select 1 from (records|links) /,
  // A row for each value that somebody is to decide about.
  /^select distinct "pair_id" from "conflicts" where "state" = 'waiting'/,
  // What is waiting to be read back.
  /^select "link_id" from "unread_writes"$/,
  // Fields that the app does not show, by an index that holds no other records.
  /^select "object_id", "unreadable", count\(\*\) as "count" from "records" .* group by "object_id", "unreadable"$/,
  // The rules of the file have changed, or are new.
  /^insert into dirty \(pair_id, side, record\) select \?, \?, number from records/,
  /^delete from "record_keys" where "definition_id" in/,
];

test('whatever a run asks for each page, chunk or batch is found by an index', async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 100 },
    right: { objects: [people], pageSize: 100 },
    syncs: { people: peopleSync() },
  });
  const ids = Array.from({ length: 250 }, (_, n) =>
    apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` }),
  );
  const first = await apps.sync();
  for (const id of ids) apps.left.update('contacts', id, { name: `Edited ${id}` });
  await apps.sync({ allow: ['overwrite'] });
  await apps.sync({ full: true });
  for (const id of ids.slice(0, 5)) apps.left.archive('contacts', id);
  await apps.sync();
  await apps.sync({ undo: { run: first.run }, allow: ['archive'] });
  expect(apps.right.count('people')).toBeLessThan(10);

  const connection = prepare.mock.contexts.at(-1);
  const texts = new Set(prepare.mock.calls.map(([text]) => text));
  prepare.mockRestore();
  if (!(connection instanceof DatabaseSync)) throw new Error('no database was opened');
  const told = [...texts].filter((text) => /^\s*(select|insert|update|delete|with)/.test(text));
  expect(told.length).toBeGreaterThan(60);
  const slow = told.flatMap((text) => {
    const plan = connection.prepare(`explain query plan ${text}`).all();
    const through = plan.map(({ detail }) => String(detail)).filter((detail) => passesThrough.test(detail));
    const line = text.replace(/\s+/g, ' ').trim();
    return through.length === 0 || askedOnce.some((one) => one.test(line)) ? [] : [{ line, through }];
  });
  expect(slow).toEqual([]);
});
