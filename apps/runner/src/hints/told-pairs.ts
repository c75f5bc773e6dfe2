import type { AccountPair } from '../schedule/account-pairs.ts';
import type { StoredFeeds } from './feed-book.ts';
import { feedStateOf } from './feed-pace.ts';

/**
 * The pairs, with what their apps tell by themselves. Only feeds count: what an app sends to an address may be a part of what happens, by
 * what it was asked for, or by what it leaves out.
 */
export function toldPairs(pairs: readonly AccountPair[], feeds: StoredFeeds, now: number): readonly AccountPair[] {
  return pairs.map((pair) => {
    const known = [pair.left, pair.right].map((connection) => feeds[connection]);
    const alive = known.flatMap((feed) => (feed && feedStateOf(feed, now) === 'alive' ? [feed] : []));
    if (alive.length < known.length) return pair;
    const times = alive.flatMap(({ hintedAt }) => hintedAt ?? []);
    const told = { hintedAt: times.length === 0 ? null : Math.max(...times) };
    return { ...pair, syncs: pair.syncs.map((sync) => ({ ...sync, told })) };
  });
}
