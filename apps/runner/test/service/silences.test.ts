import { expect, it } from 'vitest';
import { type SyncOnTheClock, silencesOf } from '../../src/schedule/silences.ts';

const minute = 60_000;
const now = 10_000 * minute;
const calm: SyncOnTheClock = {
  everyMs: 10 * minute,
  nextAt: now + minute,
  succeededAt: now - 9 * minute,
  rests: false,
  underWay: null,
  emptied: [],
};
const kinds = (sync: Partial<SyncOnTheClock>, isServed = true) =>
  silencesOf({ ...calm, ...sync }, { now, isServed, knownSince: now - 1_000 * minute }).map(({ kind }) => kind);

it('a sync in its pace is not silent', () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ underWay: { startedAt: now - 60 * minute, progressAt: now - minute } })).toEqual([]);
});

it('is due and nobody begins it', () => {
  expect(kinds({ nextAt: now - 6 * minute })).toEqual(['unclaimed']);
  expect(kinds({ nextAt: now - 4 * minute })).toEqual([]);
  expect(kinds({ nextAt: now - 6 * minute, underWay: { startedAt: now, progressAt: now } })).toEqual([]);
  expect(kinds({ nextAt: now - 6 * minute }, false)).toEqual([]);
});

it('runs and gives no sign', () => {
  expect(kinds({ underWay: { startedAt: now - 60 * minute, progressAt: now - 11 * minute } })).toEqual(['stuck']);
});

it('shows nothing where there was something', () => {
  const [silence] = silencesOf({ ...calm, emptied: ['hubspot contacts'] }, { now, isServed: false, knownSince: null });
  expect(silence).toMatchObject({ kind: 'emptied', text: expect.stringContaining('hubspot contacts') });
});

it('did not come to its end for three intervals', () => {
  expect(kinds({ succeededAt: now - 31 * minute })).toEqual(['stale']);
  expect(kinds({ succeededAt: now - 30 * minute })).toEqual([]);
  expect(kinds({ succeededAt: null })).toEqual(['stale']);
  expect(kinds({ succeededAt: now - 31 * minute, rests: true })).toEqual([]);
});
