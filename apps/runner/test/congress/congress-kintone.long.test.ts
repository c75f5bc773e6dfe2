import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Congress, pairOf, splitPair } from './congress-data.ts';
import { edit } from './congress-edits.ts';
import type { ObjectName } from './congress-fields.ts';
import {
  expectAssociationsCarried,
  expectBothSides,
  expectNothingWritten,
  filling,
  quiet,
  told,
} from './congress-outcome.ts';
import { type CongressWorld, openCongress } from './congress-world.ts';

/** The folder with members, committees, memberships and offices. It is public data, but not part of this repository. */
const data = process.env.LINKWRIGHT_CONGRESS_DATA;

// Each step goes on from where the one before has left both apps.
describe.skipIf(data === undefined)('the 119th congress in HubSpot and Kintone', () => {
  let world: CongressWorld;
  let expected: Congress;
  beforeAll(async () => {
    world = await openCongress(data ?? '', 'kintone');
    expected = world.expected;
  });
  afterAll(() => world?.close());

  it('fills the empty apps: lookups hold the keys of their records, texts those of several', async () => {
    expect(told(await world.sync())).toEqual(filling(expected));
    console.info(await expectBothSides(world));
    expectNothingWritten(await world.sync(), expected);
  });

  it('carries titles, parents and offices of either side to the other', async () => {
    await expectAssociationsCarried(world);
  });

  it('writes changed keys on to the lookups and texts that hold them', async () => {
    const { hubspot, other: kintone } = world;
    const [, committee = ''] = splitPair([...expected.pairs.Parent][0] ?? '');
    await hubspot.set('committees', committee, { Code: 'RENAMED' });
    rename(expected, 'committees', committee, 'RENAMED', 'Code');
    const [, member = ''] = splitPair([...expected.pairs.Member][0] ?? '');
    await kintone.set('members', member, { 'Bioguide ID': 'R000119' });
    rename(expected, 'members', member, 'R000119', 'Bioguide ID');

    const holders = [...expected.pairs.Committees].filter((pair) => pair.endsWith(' RENAMED')).length;
    expect(told(await world.sync())).toEqual({
      ...quiet(expected),
      // The committee itself and its six subcommittees; its members; the three offices of the member.
      committees: { ...quiet(expected).committees, right: '7 updated' },
      members: { ...quiet(expected).members, left: '1 updated', right: `${holders} updated` },
      offices: { ...quiet(expected).offices, right: '3 updated' },
    });
    await expectBothSides(world);
    expectNothingWritten(await world.sync(), expected);
  });

  it('is linked again without a write when the state is lost', async () => {
    await world.forget();
    expectNothingWritten(await world.sync(), expected);
    await expectBothSides(world);
  });
});

/** A record has another key from here on, also where it is referred to. */
function rename(expected: Congress, object: ObjectName, key: string, renamed: string, column: string): void {
  edit(expected, object, key, { [column]: renamed });
  const records = expected.records[object];
  const values = records.get(key);
  if (values) records.set(renamed, values);
  records.delete(key);
  for (const pairs of Object.values(expected.pairs)) {
    for (const pair of [...pairs]) {
      const [from, to] = splitPair(pair);
      if (from !== key && to !== key) continue;
      pairs.delete(pair);
      pairs.add(pairOf(from === key ? renamed : from, to === key ? renamed : to));
    }
  }
}
