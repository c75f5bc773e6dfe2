import { countRequests } from '@linkwright/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Congress, pairOf, type Values } from './congress-data.ts';
import { splitPair } from './congress-hubspot.ts';
import { type CongressWorld, openCongress, openingCalls, type Run, writeRequests } from './congress-world.ts';

/** The folder with members.json, committees.json and memberships.json. It is public data, but not part of this repository. */
const data = process.env.LINKWRIGHT_CONGRESS_DATA;
if (data === undefined) {
  console.info('The congress test is left out: LINKWRIGHT_CONGRESS_DATA does not name the folder with its data.');
}

// Each step goes on from where the one before has left both apps.
describe.skipIf(data === undefined)('the 119th congress in HubSpot and Airtable', { timeout: 120_000 }, () => {
  let world: CongressWorld;
  let expected: Congress;
  let filled: Run;
  beforeAll(async () => {
    world = await openCongress(data ?? '');
    expected = world.expected;
  });
  afterAll(() => world?.close());

  it('is what it is said to be', () => {
    const bearers = Map.groupBy(expected.committees.values(), (committee) => committee.Name);
    expect({
      members: expected.members.size,
      committees: expected.committees.size,
      repeatedNames: [...bearers.values()].filter(({ length }) => length > 1).length,
      pairs: expected.pairs.size,
    }).toEqual({ members: 537, committees: 230, repeatedNames: 12, pairs: 3879 });
  });

  it('fills the empty base, with exactly the same memberships', async () => {
    filled = await world.sync();
    expect(told(filled)).toEqual({
      ...quiet,
      committees: { ...quiet.committees, right: '230 created' },
      members: { ...quiet.members, right: '537 created', associations: { right: '3879 added' } },
    });
    await expectBothSides();
  });

  it('carries edits of either side to the other, memberships included', async () => {
    const { hubspot, airtable } = world;
    const [renamed, phoned, joining, leaving, busy, disputed] = membersWithCommittees(3);
    if (!renamed || !phoned || !joining || !leaving || !busy || !disputed) throw new Error('too few members');
    const [committee = '', otherCommittee = ''] = [...expected.committees.keys()];

    await hubspot.setMember(renamed, edit(expected.members, renamed, { 'Last name': 'Åström-Nguyễn' }));
    await hubspot.setCommittee(
      committee,
      edit(expected.committees, committee, { Name: 'Agriculture & Forestry 農業' }),
    );
    await airtable.setMember(phoned, edit(expected.members, phoned, { Phone: '202-555-0123' }));
    await airtable.setCommittee(otherCommittee, edit(expected.committees, otherCommittee, { Name: 'Horticulture' }));

    const joined = strange(joining);
    await hubspot.join([[joining, joined]]);
    expected.pairs.add(pairOf(joining, joined));

    const [left = '', ...staying] = committeesOf(leaving);
    await airtable.setCommittees(leaving, staying);
    expected.pairs.delete(pairOf(leaving, left));

    // Both sides edit the memberships of one member, and the same field of another.
    const [removed = '', ...kept] = committeesOf(busy);
    const addedInHubspot = strange(busy);
    const addedInAirtable = strange(busy, addedInHubspot);
    await hubspot.join([[busy, addedInHubspot]]);
    await airtable.setCommittees(busy, [...kept, addedInAirtable]);
    expected.pairs.add(pairOf(busy, addedInHubspot)).add(pairOf(busy, addedInAirtable));
    expected.pairs.delete(pairOf(busy, removed));
    await airtable.setMember(disputed, { 'First name': 'Right' });
    await hubspot.setMember(disputed, edit(expected.members, disputed, { 'First name': 'Left' }));

    const run = await world.sync();
    expect(told(run)).toEqual({
      ...quiet,
      committees: { ...quiet.committees, left: '1 updated', right: '1 updated' },
      members: {
        ...quiet.members,
        left: '1 updated',
        right: '4 updated',
        conflicts: 1,
        associations: { left: '1 added, 2 removed', right: '2 added' },
      },
    });
    await expectBothSides();
  });

  it('writes nothing when nothing has changed', async () => {
    expectNothingWritten(await world.sync());
    expectNothingWritten(await world.sync());
    await expectBothSides();
  });

  it('is linked again without a write when the state is lost, for the calls of a first read', async () => {
    await world.forget();
    const run = await world.sync();
    expectNothingWritten(run);
    expect([run.committees.linked, run.members.linked]).toEqual([230, 537]);
    await expectBothSides();

    const pages = Math.ceil(537 / 100) + Math.ceil(230 / 100);
    for (const app of ['hubspot', 'airtable'] as const) {
      // Opening an account costs what it has cost the first time.
      const firstRead = openingCalls(filled.requests, app) + pages;
      expect(countRequests(run.requests, { app }), app).toBeLessThanOrEqual(1.05 * firstRead);
    }
  });

  it('writes exactly what differs when the state is lost, and unites memberships', async () => {
    const { hubspot, airtable } = world;
    const members = [...expected.members].filter(([, { Phone, Website }]) => Phone && Website).map(([id]) => id);
    const committees = [...expected.committees].filter(([, { Phone }]) => Phone).map(([id]) => id);
    // One in a hundred records differs: a blank on either side, or two values, of which HubSpot's stays.
    for (const member of members.slice(10, 12)) await hubspot.setMember(member, { Phone: null });
    for (const member of members.slice(20, 22)) await airtable.setMember(member, { Website: null });
    for (const member of members.slice(30, 31)) await airtable.setMember(member, { 'First name': 'Somebody' });
    for (const committee of committees.slice(5, 6)) await hubspot.setCommittee(committee, { Phone: null });
    for (const committee of committees.slice(8, 9)) await airtable.setCommittee(committee, { Name: 'Something' });
    // One in a hundred memberships is missing on either side.
    const missing = [...expected.pairs].filter((_, index) => index % 100 === 50).map(splitPair);
    const missingInHubspot = missing.filter((_, index) => index % 2 === 0);
    const missingInAirtable = missing.filter((_, index) => index % 2 === 1);
    expect([missingInHubspot.length, missingInAirtable.length]).toEqual([20, 19]);
    await hubspot.leave(missingInHubspot);
    const shortened = new Map(missingInAirtable.map(([member]) => [member, committeesOf(member)]));
    for (const [member, committee] of missingInAirtable) {
      shortened.set(member, shortened.get(member)?.filter((code) => code !== committee) ?? []);
    }
    for (const [member, codes] of shortened) await airtable.setCommittees(member, codes);

    await world.forget();
    const run = await world.sync();
    const changedInAirtable = new Set([...shortened.keys(), ...members.slice(20, 22), ...members.slice(30, 31)]);
    expect(told(run)).toEqual({
      ...quiet,
      committees: { ...quiet.committees, left: '1 updated', right: '1 updated', conflicts: 1 },
      members: {
        ...quiet.members,
        left: '2 updated',
        right: `${changedInAirtable.size} updated`,
        conflicts: 1,
        associations: { left: '20 added', right: '19 added' },
      },
    });
    await expectBothSides();
    expectNothingWritten(await world.sync());
  });

  async function expectBothSides(): Promise<void> {
    const [inHubspot, inAirtable] = await Promise.all([world.hubspot.read(), world.airtable.read()]);
    for (const side of [inHubspot, inAirtable]) {
      expect(sorted(side.pairs)).toEqual(sorted(expected.pairs));
      expect(side.members).toEqual(expected.members);
      expect(side.committees).toEqual(expected.committees);
    }
  }

  function expectNothingWritten(run: Run): void {
    expect(writeRequests(run.requests)).toEqual([]);
    expect(told(run)).toEqual(quiet);
  }

  const committeesOf = (member: string): readonly string[] =>
    [...expected.pairs].map(splitPair).flatMap(([of, committee]) => (of === member ? [committee] : []));

  /** Members with at least so many committees, each quite another one. */
  const membersWithCommittees = (least: number): readonly string[] =>
    [...expected.members.keys()].filter((member, index) => index % 40 === 7 && committeesOf(member).length >= least);

  /** A committee that the member does not belong to. */
  function strange(member: string, ...besides: readonly string[]): string {
    const own = new Set([...committeesOf(member), ...besides]);
    const found = [...expected.committees.keys()].find((committee) => !own.has(committee));
    if (found === undefined) throw new Error(`${member} belongs to every committee`);
    return found;
  }
});

/** Changes what is expected of a record, and returns the change. */
function edit(records: Map<string, Values>, key: string, change: Values): Values {
  records.set(key, { ...records.get(key), ...change });
  return change;
}

const sorted = (pairs: ReadonlySet<string>): readonly string[] => [...pairs].sort();

/** What a run has told of itself, in few words; what is nothing is left out. */
function told(run: Run): object {
  const side = ({ created, updated, archived }: Run['members']['left']): string =>
    words({ created, updated, archived });
  const edges = ({ added, removed }: { added: number; removed: number }): string => words({ added, removed });
  const sync = ({ left, right, linked, associations, ...counts }: Run['members']): object => ({
    left: side(left),
    right: side(right),
    linked,
    conflicts: counts.conflicts,
    troubled: counts.excluded + counts.ambiguous + counts.failing + associations.pending,
    associations: withoutBlanks({ left: edges(associations.left), right: edges(associations.right) }),
  });
  return { exitCode: run.exitCode, committees: sync(run.committees), members: sync(run.members) };
}

const quietSync = { left: '', right: '', conflicts: 0, troubled: 0, associations: {} };
const quiet = {
  exitCode: 0,
  committees: { ...quietSync, linked: 230 },
  members: { ...quietSync, linked: 537 },
};

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []))
    .join(', ');
}

function withoutBlanks(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
