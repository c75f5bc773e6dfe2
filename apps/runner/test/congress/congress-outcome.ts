import { expect } from 'vitest';
import type { CongressApp } from './congress-app.ts';
import type { Congress } from './congress-data.ts';
import { editAssociations } from './congress-edits.ts';
import { objectNames, relations } from './congress-fields.ts';
import { type CongressWorld, type Run, type SyncDocument, writeRequests } from './congress-world.ts';

/** What a run has told of itself, in few words; what is nothing is left out. */
export function told({ exitCode, syncs }: Run): object {
  const side = ({ created, updated, archived }: SyncDocument['left']): string => words({ created, updated, archived });
  const edges = ({ added, removed }: { added: number; removed: number }): string => words({ added, removed });
  const sync = ({ left, right, linked, associations, ...counts }: SyncDocument): object => ({
    left: side(left),
    right: side(right),
    linked,
    conflicts: counts.conflicts,
    troubled: counts.excluded + counts.ambiguous + counts.failing + associations.pending,
    associations: withoutBlanks({ left: edges(associations.left), right: edges(associations.right) }),
  });
  return { exitCode, ...Object.fromEntries(objectNames.map((object) => [object, sync(syncs[object])])) };
}

const quietSync = { left: '', right: '', conflicts: 0, troubled: 0, associations: {} };

/** What a run tells that has written nothing: all records are linked. */
export function quiet({ records }: Congress) {
  return {
    exitCode: 0,
    committees: { ...quietSync, linked: records.committees.size },
    members: { ...quietSync, linked: records.members.size },
    offices: { ...quietSync, linked: records.offices.size },
  };
}

/** What the first run tells, which creates everything: memberships and titles are one association each. */
export function filling(expected: Congress) {
  const nothing = quiet(expected);
  return {
    ...nothing,
    // A parent that was not there yet when its committee was created comes with an update.
    committees: { ...nothing.committees, right: '230 created, 181 updated', associations: { right: '181 added' } },
    members: { ...nothing.members, right: '537 created', associations: { right: '4490 added' } },
    offices: { ...nothing.offices, right: '1312 created', associations: { right: '1312 added' } },
  };
}

export function expectNothingWritten(run: Run, expected: Congress): void {
  expect(writeRequests(run.requests)).toEqual([]);
  expect(told(run)).toEqual(quiet(expected));
}

/** Both apps hold exactly what is expected, as their own clients show it. Resolves to what was counted. */
export async function expectBothSides({ expected, hubspot, other }: CongressWorld): Promise<string> {
  const sides = await Promise.all([hubspot, other].map(async (app) => ({ app, held: await app.read() })));
  for (const { app, held } of sides) expectHeld(app, held, expected);
  const counts = [
    ...objectNames.map((object) => `${expected.records[object].size} ${object}`),
    ...relations.map(({ name, from }) => `${from}.${name} ${expected.pairs[name].size}`),
  ];
  return `${hubspot.displayName} = ${other.displayName}: ${counts.join(', ')}`;
}

function expectHeld({ displayName }: CongressApp, held: Congress, expected: Congress): void {
  for (const object of objectNames) {
    expect(held.records[object], `${object} in ${displayName}`).toEqual(expected.records[object]);
  }
  for (const { name } of relations) {
    expect(sorted(held.pairs[name]), `${name} in ${displayName}`).toEqual(sorted(expected.pairs[name]));
  }
}

export const sorted = (pairs: ReadonlySet<string>): readonly string[] => [...pairs].sort();

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []))
    .join(', ');
}

function withoutBlanks(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/** Titles, parents and offices are edited on either side, and one sync carries them to the other. */
export async function expectAssociationsCarried(world: CongressWorld): Promise<void> {
  const { expected } = world;
  await editAssociations(world);
  expect(told(await world.sync())).toEqual({
    ...quiet(expected),
    committees: {
      ...quiet(expected).committees,
      right: '1 updated',
      associations: { left: '1 added, 2 removed', right: '1 added, 1 removed' },
    },
    members: {
      ...quiet(expected).members,
      right: '3 updated',
      associations: { left: '1 added, 1 removed', right: '2 added, 2 removed' },
    },
    offices: {
      ...quiet(expected).offices,
      left: '1 created',
      right: '1 updated',
      associations: { left: '2 added, 1 removed', right: '1 added, 1 removed' },
    },
  });
  await expectBothSides(world);
}
