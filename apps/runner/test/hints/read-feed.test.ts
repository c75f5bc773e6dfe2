import { openStore } from '@linkwright/engine';
import { expect, it, onTestFinished } from 'vitest';
import { changeFeed, readFeeds } from '../../src/hints/feed-book.ts';
import { nextReadingAt } from '../../src/hints/feed-pace.ts';
import { readFeed } from '../../src/hints/hint-feed.ts';

it('a call that comes between a feed’s answer and its being noted is read for at once: the answer may not know of it', async () => {
  const store = await openStore(':memory:');
  onTestFinished(() => store.close());
  let now = 1_000;
  const calls = { hook: 'h' };
  await changeFeed(store, 'crm', () => ({ account: 'a', cursor: '1', openedAt: 0, readAt: 0, calls }));
  const pull = {
    everyMs: 5_000,
    open: () => Promise.reject(new Error('it is open')),
    close: async () => undefined,
    async read() {
      now += 200;
      await changeFeed(store, 'crm', (feed) => feed && { ...feed, calls: { ...calls, calledAt: now } });
      now += 100;
      return { hints: [], cursor: '2', more: false };
    },
  };
  const feed = { connection: 'crm', account: 'a', pull, objects: ['contacts'] };
  const options = { signal: new AbortController().signal };
  expect(await readFeed(feed, store, { now: () => now }, options)).toEqual({ hints: [], gap: false });
  const { crm } = await readFeeds(store);
  expect(crm?.cursor).toBe('2');
  expect(crm && nextReadingAt(crm, 5_000)).toBe(1_200);
});
