import { countRequests } from '@linkwright/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Congress, pairOf, splitPair } from './congress-data.ts';
import { busyMembers, edit, plainCommitteesOf, strangeCommittee } from './congress-edits.ts';
import { relations } from './congress-fields.ts';
import {
  expectAssociationsCarried,
  expectBothSides,
  expectNothingWritten,
  filling,
  quiet,
  told,
} from './congress-outcome.ts';
import { type CongressWorld, openCongress, openingCalls, type Run } from './congress-world.ts';

/** The folder with members, committees, memberships and offices. It is public data, but not part of this repository. */
const data = process.env.LINKWRIGHT_CONGRESS_DATA;
if (data === undefined) {
  console.info('The congress test is left out: LINKWRIGHT_CONGRESS_DATA does not name the folder with its data.');
}

// Each step goes on from where the one before has left both apps.
describe.skipIf(data === undefined)('the 119th congress in HubSpot and Airtable', () => {
  let world: CongressWorld;
  let expected: Congress;
  let filled: Run;
  beforeAll(async () => {
    world = await openCongress(data ?? '', 'airtable');
    expected = world.expected;
  });
  afterAll(() => world?.close());

  it('is what it is said to be', () => {
    const bearers = Map.groupBy(expected.records.committees.values(), (committee) => committee.Name);
    expect({
      members: expected.records.members.size,
      committees: expected.records.committees.size,
      offices: expected.records.offices.size,
      repeatedNames: [...bearers.values()].filter(({ length }) => length > 1).length,
      pairs: Object.fromEntries(relations.map(({ name }) => [name, expected.pairs[name].size])),
    }).toEqual({
      members: 537,
      committees: 230,
      offices: 1312,
      repeatedNames: 12,
      pairs: {
        Committees: 3879,
        Chairman: 143,
        Chair: 79,
        Chairwoman: 4,
        Cochairman: 1,
        'Vice Chair': 36,
        'Vice Chairman': 12,
        'Vice Chairwoman': 1,
        'Ranking Member': 217,
        'Ex Officio': 118,
        Parent: 181,
        Member: 1312,
      },
    });
  });

  it('fills the empty base, with exactly the same memberships, titles, parents and offices', async () => {
    filled = await world.sync();
    // 3,879 memberships, and a title for 611 of them.
    expect(told(filled)).toEqual(filling(expected));
    console.info(await expectBothSides(world));
  });

  it('carries edits of either side to the other, memberships included', async () => {
    const { hubspot, other: airtable } = world;
    const [renamed, phoned, joining, leaving, busy, disputed] = busyMembers(expected, 3);
    if (!renamed || !phoned || !joining || !leaving || !busy || !disputed) throw new Error('too few members');
    const [committee = '', otherCommittee = ''] = [...expected.records.committees.keys()];

    await hubspot.set('members', renamed, edit(expected, 'members', renamed, { 'Last name': 'Åström-Nguyễn' }));
    const name = 'Agriculture & Forestry 農業';
    await hubspot.set('committees', committee, edit(expected, 'committees', committee, { Name: name }));
    await airtable.set('members', phoned, edit(expected, 'members', phoned, { Phone: '202-555-0123' }));
    const horticulture = edit(expected, 'committees', otherCommittee, { Name: 'Horticulture' });
    await airtable.set('committees', otherCommittee, horticulture);

    const joined = strangeCommittee(expected, joining);
    await hubspot.join('Committees', [[joining, joined]]);
    expected.pairs.Committees.add(pairOf(joining, joined));

    const [left = ''] = plainCommitteesOf(expected, leaving);
    await airtable.leave('Committees', [[leaving, left]]);
    expected.pairs.Committees.delete(pairOf(leaving, left));

    // Both sides edit the memberships of one member, and the same field of another.
    const [removed = ''] = plainCommitteesOf(expected, busy);
    const addedInHubspot = strangeCommittee(expected, busy);
    const addedInAirtable = strangeCommittee(expected, busy, addedInHubspot);
    await hubspot.join('Committees', [[busy, addedInHubspot]]);
    await airtable.leave('Committees', [[busy, removed]]);
    await airtable.join('Committees', [[busy, addedInAirtable]]);
    expected.pairs.Committees.add(pairOf(busy, addedInHubspot)).add(pairOf(busy, addedInAirtable));
    expected.pairs.Committees.delete(pairOf(busy, removed));
    await airtable.set('members', disputed, { 'First name': 'Right' });
    await hubspot.set('members', disputed, edit(expected, 'members', disputed, { 'First name': 'Left' }));

    const run = await world.sync();
    expect(told(run)).toEqual({
      ...quiet(expected),
      committees: { ...quiet(expected).committees, left: '1 updated', right: '1 updated' },
      members: {
        ...quiet(expected).members,
        left: '1 updated',
        right: '4 updated',
        conflicts: 1,
        associations: { left: '1 added, 2 removed', right: '2 added' },
      },
    });
    await expectBothSides(world);
  });

  it('carries titles, parents and offices of either side to the other', async () => {
    await expectAssociationsCarried(world);
  });

  it('writes nothing when nothing has changed', async () => {
    expectNothingWritten(await world.sync(), expected);
    await expectBothSides(world);
  });

  it('is linked again without a write when the state is lost, for the calls of a first read', async () => {
    await world.forget();
    const run = await world.sync();
    expectNothingWritten(run, expected);
    await expectBothSides(world);

    const pages = Math.ceil(537 / 100) + Math.ceil(230 / 100) + Math.ceil(1312 / 100);
    for (const app of ['hubspot', 'airtable'] as const) {
      // Opening an account costs what it has cost the first time. HubSpot's lists do not carry labels and parents.
      const labels = app === 'hubspot' ? Math.ceil(537 / 1000) + Math.ceil(230 / 1000) : 0;
      const firstRead = openingCalls(filled.requests, app) + pages + labels;
      expect(countRequests(run.requests, { app }), app).toBeLessThanOrEqual(1.05 * firstRead);
    }
  });

  it('writes exactly what differs when the state is lost, and unites memberships', async () => {
    const { hubspot, other: airtable } = world;
    const members = [...expected.records.members]
      .filter(([, { Phone, Website }]) => Phone && Website)
      .map(([id]) => id);
    const committees = [...expected.records.committees].filter(([, { Phone }]) => Phone).map(([id]) => id);
    // One in a hundred records differs: a blank on either side, or two values, of which HubSpot's stays.
    for (const member of members.slice(10, 12)) await hubspot.set('members', member, { Phone: null });
    for (const member of members.slice(20, 22)) await airtable.set('members', member, { Website: null });
    for (const member of members.slice(30, 31)) await airtable.set('members', member, { 'First name': 'Somebody' });
    for (const committee of committees.slice(5, 6)) await hubspot.set('committees', committee, { Phone: null });
    for (const committee of committees.slice(8, 9)) await airtable.set('committees', committee, { Name: 'Something' });
    // One in a hundred memberships without a title is missing on either side.
    const plain = [...expected.pairs.Committees]
      .map(splitPair)
      .filter((_, index) => index % 100 === 50)
      .filter(([member, committee]) => plainCommitteesOf(expected, member).includes(committee));
    const missingInHubspot = plain.filter((_, index) => index % 2 === 0);
    const missingInAirtable = plain.filter((_, index) => index % 2 === 1);
    await hubspot.leave('Committees', missingInHubspot);
    await airtable.leave('Committees', missingInAirtable);

    await world.forget();
    const run = await world.sync();
    const shortened = missingInAirtable.map(([member]) => member);
    const changedInAirtable = new Set([...shortened, ...members.slice(20, 22), ...members.slice(30, 31)]);
    expect(told(run)).toEqual({
      ...quiet(expected),
      committees: { ...quiet(expected).committees, left: '1 updated', right: '1 updated', conflicts: 1 },
      members: {
        ...quiet(expected).members,
        left: '2 updated',
        right: `${changedInAirtable.size} updated`,
        conflicts: 1,
        associations: {
          left: `${missingInHubspot.length} added`,
          right: `${missingInAirtable.length} added`,
        },
      },
    });
    await expectBothSides(world);
  });
});
