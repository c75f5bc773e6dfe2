import { join } from 'node:path';
import { openStore } from '@linkwright/engine';
import { expect, it, onTestFinished } from 'vitest';
import { changeFeed, type StoredFeed } from '../../src/hints/feed-book.ts';
import { hintSources } from '../../src/hints/hint-sources.ts';
import { createHook, noteCalled } from '../../src/hints/hook-book.ts';
import { toldPairs } from '../../src/hints/told-pairs.ts';
import type { FeedDocument } from '../../src/operations/documents/feed-document.ts';
import { createOutput } from '../../src/output/output.ts';
import { createRedactor } from '../../src/output/redactor.ts';
import { printSchedule } from '../../src/report/print-schedule.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const feed: FeedDocument = {
  connection: 'crm',
  kind: 'pull',
  state: 'alive',
  since: 1,
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
  const called = { ...feed, kind: 'push' as const, isCalled: true, readAt: null };
  expect(told(called)).toContain('crm calls when something changes: the last of it at 3.');
  expect(told({ ...called, state: 'silent' })).toContain('see whether it still knows the address that it is to call');
});

const day = 86_400_000;

it('an app that calls is remembered by its last call and by how far apart they are, and falls silent', async () => {
  const store = await openStore(join(await temporaryFolder({}), 'state.db'));
  onTestFinished(() => store.close());
  const hook = { connector: 'kintone', publicUrl: 'https://sync.example', createdAt: 1_000 };
  await createHook(store, { ...hook, connection: 'forms', createdAt: 2_000 });
  await createHook(store, { ...hook, connection: 'forms' });
  // That is how the app of a feed is called; of it the feed tells.
  await createHook(store, { ...hook, connection: 'base', ofFeed: true });
  const sources = (now: number, isServed = true) => hintSources(store, { now, isServed });
  const push = { connection: 'forms', kind: 'push', since: 1_000, readAt: null, isCalled: true, trouble: null };
  expect(await sources(5_000)).toEqual([{ ...push, state: 'alive', hintedAt: null }]);
  expect(await sources(5_000, false)).toMatchObject([{ connection: 'forms', state: 'unread' }]);
  await noteCalled(store, 'forms', day);
  await noteCalled(store, 'forms', 2 * day);
  expect(await sources(3 * day)).toEqual([{ ...push, state: 'alive', hintedAt: 2 * day }]);
  expect(await sources(12 * day)).toMatchObject([{ state: 'alive' }]);
  expect(await sources(12 * day + 1)).toMatchObject([{ state: 'silent', hintedAt: 2 * day }]);
  const readAt = 4 * day;
  await changeFeed(store, 'base', () => ({
    account: 'airtable:1',
    cursor: 'c',
    openedAt: day,
    readAt,
    hintedAt: 3 * day,
  }));
  expect(await sources(readAt + 1)).toMatchObject([
    { connection: 'base', kind: 'pull', state: 'alive', since: day, readAt, hintedAt: 3 * day, isCalled: false },
    { connection: 'forms', kind: 'push' },
  ]);
  await changeFeed(store, 'base', (known) => known && { ...known, trouble: { at: readAt, reason: 'No right.' } });
  expect(await sources(readAt + 1)).toMatchObject([{ state: 'replaced', trouble: { reason: 'No right.' } }, {}]);
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
