import { expect, it } from 'vitest';
import { dueAt, dueSyncs, nextDue, skippedTurns } from '../../src/schedule/due-syncs.ts';

const every = (name: string, everyMs: number) => ({ name, everyMs });
const ran = (startedAt: number) => ({
  startedAt,
  endedAt: startedAt + 5,
  outcome: 'done' as const,
  succeededAt: startedAt + 5,
  message: null,
});
const nothing = { runs: {}, pauses: {}, asked: {} };
const asked = { at: 7, requester: { via: 'command' as const, by: 'ada' }, full: false, allow: [] };
const paused = { at: 1, by: 'ada', why: '' };

it('runs at once what never ran, and the rest an interval after it began', () => {
  expect(dueAt(every('a', 100), nothing)).toBe(0);
  expect(dueAt(every('a', 100), { ...nothing, runs: { a: ran(1000) } })).toBe(1100);
});

it('comes due in full seconds, many at once, and loses a tenth of its first turn at most', () => {
  const dueAfter = (startedAt: number, everyMs: number) =>
    dueAt(every('a', everyMs), { ...nothing, runs: { a: ran(startedAt) } });
  expect(dueAfter(1_234, 15_000)).toBe(16_000);
  expect(dueAfter(16_003, 15_000)).toBe(31_000);
  expect(dueAfter(1_999, 600_000)).toBe(601_000);
  expect(dueAfter(1_234, 1_000)).toBe(2_234);
});

it('waits as long as no call may be made, unless somebody asks for it', () => {
  const book = { ...nothing, runs: { a: { ...ran(1000), restsUntil: 5000 } } };
  expect(dueAt(every('a', 100), book)).toBe(5000);
  expect(dueAt(every('a', 9000), book)).toBe(10_000);
  expect(dueAt(every('a', 100), { ...book, asked: { a: asked } })).toBe(7);
});

it('leaves alone what is paused, unless somebody asks for it', () => {
  const book = { ...nothing, pauses: { a: paused } };
  expect(dueAt(every('a', 100), book)).toBeNull();
  expect(dueAt(every('a', 100), { ...book, asked: { a: asked } })).toBe(7);
});

it('keeps the order of the file among those that are due', () => {
  const syncs = [every('companies', 100), every('contacts', 300), every('deals', 50)];
  const book = { ...nothing, runs: { companies: ran(1000), contacts: ran(1000), deals: ran(1000) } };
  expect(dueSyncs(syncs, book, 1100).map(({ name }) => name)).toEqual(['companies', 'deals']);
  expect(nextDue(syncs, book)).toBe(1050);
  expect(nextDue([every('a', 1)], { ...nothing, pauses: { a: paused } })).toBeNull();
});

it('runs less often while both apps tell what changes and nothing does, and at the next turn after something did', () => {
  const minute = 60_000;
  const told = (hintedAt: number | null, everyMs = 10 * minute) => ({ name: 'a', everyMs, told: { hintedAt } });
  const book = { ...nothing, runs: { a: ran(minute) } };
  const due = (sync: Parameters<typeof dueAt>[0]) => ((dueAt(sync, book) ?? 0) - minute) / minute;
  expect(due(told(null))).toBe(60);
  expect(due(told(minute))).toBe(60);
  expect(due(told(2 * minute))).toBe(10);
  expect(due(told(12 * minute))).toBe(20);
  expect(due(told(200 * minute))).toBe(60);
  expect(due(told(null, minute))).toBe(6);
  expect(due(told(null, 1440 * minute))).toBe(1440);
  expect(due({ name: 'a', everyMs: 10 * minute })).toBe(10);
});

it('counts the turns that a long run has left out', () => {
  expect(skippedTurns(0, 90, 100)).toBe(0);
  expect(skippedTurns(0, 100, 100)).toBe(0);
  expect(skippedTurns(0, 101, 100)).toBe(1);
  expect(skippedTurns(0, 350, 100)).toBe(3);
});
