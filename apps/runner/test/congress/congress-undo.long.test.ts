import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitPair } from './congress-data.ts';
import { busyMembers, edit, editAssociations, plainCommitteesOf, strangeCommittee } from './congress-edits.ts';
import { sorted } from './congress-outcome.ts';
import { type CongressWorld, openCongress, type Run, writeRequests } from './congress-world.ts';

const data = process.env.LINKWRIGHT_CONGRESS_DATA;

/** Everything that both apps hold, by the vendors' own clients. */
async function shown({ hubspot, other }: CongressWorld, ...without: readonly string[]): Promise<readonly object[]> {
  const sides = await Promise.all([hubspot, other].map((app) => app.read()));
  const isMeant = (key: string): boolean => !without.includes(key);
  return sides.map(({ records, pairs }) => ({
    ...Object.fromEntries(
      Object.entries(records).map(([name, held]) => [name, new Map([...held].filter(([key]) => isMeant(key)))]),
    ),
    ...Object.fromEntries(
      Object.entries(pairs).map(([name, held]) => [
        name,
        sorted(new Set([...held].filter((pair) => splitPair(pair).every(isMeant)))),
      ]),
    ),
  }));
}

// Each step goes on from where the one before has left both apps.
describe.skipIf(data === undefined)('runs over the 119th congress in HubSpot and Airtable', () => {
  let world: CongressWorld;
  let filled: Run;
  beforeAll(async () => {
    world = await openCongress(data ?? '', 'airtable');
    filled = await world.sync();
  });
  afterAll(() => world?.close());

  it('are taken back: fields, records, memberships, titles and offices are as before', async () => {
    const { expected, hubspot, other: airtable } = world;
    const [renamed, phoned, joining, leaving, disputed] = busyMembers(expected, 3);
    if (!renamed || !phoned || !joining || !leaving || !disputed) throw new Error('too few members');
    await hubspot.set('members', renamed, edit(expected, 'members', renamed, { 'Last name': 'Åström-Nguyễn' }));
    await airtable.set('members', phoned, edit(expected, 'members', phoned, { Phone: '202-555-0123' }));
    await hubspot.join('Committees', [[joining, strangeCommittee(expected, joining)]]);
    const [left = ''] = plainCommitteesOf(expected, leaving);
    await airtable.leave('Committees', [[leaving, left]]);
    await airtable.set('members', disputed, { 'First name': 'Right' });
    await hubspot.set('members', disputed, { 'First name': 'Left' });
    await editAssociations(world);

    const before = await shown(world);
    const { run } = await world.sync();
    expect(await shown(world)).not.toEqual(before);

    const undone = await world.undo(run, '--permanently');
    console.info(
      `taken back: ${undone.values} values, ${undone.associations} associations, ${undone.archives} records`,
    );
    // A parent is a mark, and HubSpot keeps its company among the associated ones, which the file does not map.
    expect(undone.refused.map(({ code, field }) => [code, field])).toEqual([['membership', 'parent_company']]);
    expect(await shown(world)).toEqual(before);
    expect(writeRequests((await world.sync()).requests)).toEqual([]);
    expect(await shown(world)).toEqual(before);

    // What was archived comes back in the app's own pages alone.
    const redone = await world.undo(undone.run);
    expect(new Set(redone.refused.map(({ code }) => code))).toEqual(new Set(['membership', 'not-restorable']));
    expect(redone).toMatchObject({ values: undone.values, archives: 0 });
  });

  it('that filled a base leave it empty, but for what was edited in it since', async () => {
    const [hubspot] = await shown(world);
    const undone = await world.undo(filled.run, '--permanently', '--allow', 'archive');
    console.info(`taken back: ${undone.archives} records; ${undone.refused.length} were edited since`);
    expect(undone.refused.every(({ code, connection }) => code === 'changed-since' && connection === 'airtable')).toBe(
      true,
    );
    const kept = await world.other.read();
    const records = Object.values(kept.records).reduce((sum, ofObject) => sum + ofObject.size, 0);
    // One more was made there by hand.
    expect(records).toBe(undone.refused.length + 1);
    expect(undone.archives).toBeGreaterThan(2000);
    expect((await shown(world))[0]).toEqual(hubspot);
    const next = await world.sync();
    expect(Object.values(next.syncs).map(({ left, right }) => left.created + right.created)).toEqual([0, 0, 0]);
  });
});

describe.skipIf(data === undefined)('a run that carried deletions over', () => {
  let world: CongressWorld;
  beforeAll(async () => {
    world = await openCongress(data ?? '', 'airtable', ['deletions: { archive: permanently }']);
    await world.sync();
  });
  afterAll(() => world?.close());

  it('is taken back with fields, creates and links; the listing names the archived records, which alone stay away', async () => {
    const { expected, hubspot, other: airtable } = world;
    const [renamed, joining, leaving] = busyMembers(expected, 3);
    if (!renamed || !joining || !leaving) throw new Error('too few members');
    const [closed = '', shut = ''] = [...expected.records.offices.keys()].filter((_, index) => index % 300 === 150);
    await hubspot.set('members', renamed, { 'Last name': 'Åström-Nguyễn' });
    await airtable.set('members', renamed, { Phone: '202-555-0123' });
    await hubspot.join('Committees', [[joining, strangeCommittee(expected, joining)]]);
    const [left = ''] = plainCommitteesOf(expected, leaving);
    await airtable.leave('Committees', [[leaving, left]]);
    const opened = { hubspot: 'guam-office', airtable: 'saipan-office' };
    await hubspot.create('offices', opened.hubspot, { 'Office ID': opened.hubspot, City: 'Hagåtña' });
    await airtable.create('offices', opened.airtable, { 'Office ID': opened.airtable, City: 'Saipan' });
    for (const [app, office] of [
      [hubspot, opened.hubspot],
      [airtable, opened.airtable],
    ] as const) {
      await app.join('Member', [[office, joining]]);
    }
    await hubspot.remove('offices', closed);
    await airtable.remove('offices', shut);

    const before = await shown(world, closed, shut);
    const { run, syncs } = await world.sync('--full');
    expect(syncs.offices).toMatchObject({ left: { created: 1, archived: 1 }, right: { created: 1, archived: 1 } });
    const carried = await shown(world, closed, shut);
    expect(carried).not.toEqual(before);
    expect(await shown(world)).toEqual(carried);

    const undone = await world.undo(run, '--permanently');
    expect(undone).toMatchObject({ archives: 2, values: 2 });
    expect(undone.refused.map(({ connection, field, code }) => [connection, field, code]).sort()).toEqual([
      ['airtable', null, 'not-restorable'],
      ['hubspot', null, 'not-restorable'],
    ]);
    // Also nothing of the two that could not be brought back.
    expect(await shown(world)).toEqual(before);
    expect(writeRequests((await world.sync('--full')).requests)).toEqual([]);
    expect(await shown(world)).toEqual(before);
  });
});
