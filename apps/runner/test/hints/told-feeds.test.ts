import { expect, it } from 'vitest';
import type { StoredFeed } from '../../src/hints/feed-book.ts';
import { toldPairs } from '../../src/hints/told-pairs.ts';
import type { FeedDocument } from '../../src/operations/documents/status-document.ts';
import { createOutput } from '../../src/output/output.ts';
import { createRedactor } from '../../src/output/redactor.ts';
import { printSchedule } from '../../src/report/print-schedule.ts';

const feed: FeedDocument = {
  connection: 'crm',
  state: 'alive',
  readAt: 5,
  hintedAt: 3,
  isCalled: false,
  trouble: null,
};

function told(...feeds: readonly FeedDocument[]): string {
  let text = '';
  const sink = { write: (part: string) => (text += part) };
  const output = createOutput({
    stdout: sink,
    stderr: sink,
    environment: {},
    redactor: createRedactor(),
    json: false,
    quiet: false,
    color: false,
    now: () => 0,
  });
  const schedule = { isServed: true, pace: 'clock' as const, syncs: [], rejected: null, feeds: [...feeds] };
  printSchedule(output, schedule, (at) => `at ${at}`);
  return text;
}

it('status says of each feed whether it tells, has fallen silent, or is replaced by looking', () => {
  expect(told(feed)).toContain('crm tells what changes: the last of it at 3.');
  expect(told({ ...feed, isCalled: true, hintedAt: null })).toContain(
    'crm tells what changes, and calls when it does: nothing so far.',
  );
  expect(told({ ...feed, state: 'silent' })).toContain('crm has told of no change for much longer than usual');
  const trouble = { at: 4, reason: 'The token lacks a scope: webhook:manage.' };
  expect(told({ ...feed, state: 'replaced', trouble })).toContain(
    'crm does not tell what changes, so that is looked for since at 4: The token lacks a scope: webhook:manage.',
  );
  expect(told({ ...feed, state: 'unread' })).not.toContain('crm');
});

it('a pair is looked at less often only while the feeds of both its apps are alive', () => {
  const now = 1_000_000;
  const alive: StoredFeed = { account: 'a:1', cursor: 'c', openedAt: 0, readAt: now - 1000, hintedAt: 5 };
  const pair = { left: 'one', right: 'two', syncs: [{ name: 'people', everyMs: 600_000 }] };
  const toldOf = (feeds: Record<string, StoredFeed>) => toldPairs([pair], feeds, now)[0]?.syncs[0]?.told;
  expect(toldOf({})).toBeUndefined();
  expect(toldOf({ one: alive })).toBeUndefined();
  expect(toldOf({ one: alive, two: { ...alive, hintedAt: 9 } })).toEqual({ hintedAt: 9 });
  expect(toldOf({ one: alive, two: { ...alive, trouble: { at: 1, reason: 'x' } } })).toBeUndefined();
  expect(toldOf({ one: alive, two: { ...alive, readAt: now - 3 * 3_600_000 } })).toBeUndefined();
  expect(toldOf({ one: alive, two: { ...alive, isOver: true } })).toBeUndefined();
});
