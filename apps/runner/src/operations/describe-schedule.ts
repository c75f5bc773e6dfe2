import { emptiedObjects, isStateLocked, type Store } from '@linkwright/engine';
import { readFeeds } from '../hints/feed-book.ts';
import { hintSources } from '../hints/hint-sources.ts';
import { toldPairs } from '../hints/told-pairs.ts';
import { accountPairs, pairName } from '../schedule/account-pairs.ts';
import { dueAt, longestTurn, nextAsked } from '../schedule/due-syncs.ts';
import { readSchedule } from '../schedule/schedule-book.ts';
import { silencesOf } from '../schedule/silences.ts';
import type { Session } from '../session/open-session.ts';
import type { ScheduleDocument } from './documents/status-document.ts';

/** When each sync was run last, when a service runs it next, what keeps it from doing so, and what is silent about it. */
export async function describeSchedule(
  { loaded: { configuration, state }, compilation }: Pick<Session, 'loaded' | 'compilation'>,
  store: Store,
  now: number,
): Promise<ScheduleDocument> {
  const book = await readSchedule(store);
  const { place, schema } = state;
  const isServed = await isStateLocked(place, { schema, purpose: 'service' });
  const isOnTheClock = !isServed || book.pace === 'clock';
  const isRunning = await isStateLocked(place, { schema });
  const emptied = await emptiedObjects(store, compilation.syncs);
  const starts = Object.values(book.runs).map(({ startedAt }) => startedAt);
  const knownSince = starts.length === 0 ? null : Math.min(...starts);
  const feeds = await readFeeds(store);
  const pairs = toldPairs(accountPairs(configuration), feeds, now);
  const syncs = pairs.flatMap((pair) =>
    pair.syncs.map((sync) => {
      const { name, everyMs } = sync;
      const last = book.runs[sync.name];
      const refused = [...new Set([pair.left, pair.right])].flatMap((connection) => {
        const refusal = book.refusals[connection];
        return refusal === undefined ? [] : [{ connection, ...refusal }];
      });
      const paused = book.pauses[sync.name] ?? null;
      const next = isOnTheClock ? dueAt(sync, book) : nextAsked([sync], book);
      const nextAt = refused.length === 0 ? next : null;
      const run = book.underWay[pairName(pair)];
      // A process that was killed leaves its note behind, and not its lock.
      const underWay = isRunning && run?.syncs.includes(sync.name) ? run : null;
      const succeededAt = last?.succeededAt ?? null;
      const silences = silencesOf(
        {
          everyMs: longestTurn(sync),
          nextAt,
          succeededAt,
          rests: paused !== null || refused.length > 0 || (last?.restsUntil ?? 0) > now,
          underWay,
          emptied: emptied.filter((one) => one.sync === sync.name).map((one) => `${one.connection} ${one.object}`),
        },
        // Whoever runs nothing by itself promises no run either.
        { now, isServed: isServed && isOnTheClock, knownSince },
      );
      return {
        name,
        everyMs,
        longestMs: longestTurn(sync),
        lastOutcome: last?.outcome ?? null,
        lastMessage: last?.message ?? null,
        succeededAt,
        nextAt,
        paused,
        refused,
        underWay: underWay && { startedAt: underWay.startedAt, progressAt: underWay.progressAt },
        silences: [...silences],
      };
    }),
  );
  const told = (await hintSources(store, { now, isServed })).filter(
    ({ connection }) => configuration.connections[connection] !== undefined,
  );
  return { isServed, pace: isServed ? book.pace : null, syncs, rejected: book.rejected, feeds: told };
}
