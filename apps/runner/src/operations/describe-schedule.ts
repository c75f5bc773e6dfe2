import { isStateLocked, type Store } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { accountPairs } from '../schedule/account-pairs.ts';
import { dueAt } from '../schedule/due-syncs.ts';
import { readSchedule } from '../schedule/schedule-book.ts';
import type { ScheduleDocument } from './documents/status-document.ts';

/** When each sync was run last, when a service runs it next, and what keeps it from doing so. */
export async function describeSchedule(
  { configuration, state: { place, schema } }: LoadedConfiguration,
  store: Store,
): Promise<ScheduleDocument> {
  const book = await readSchedule(store);
  const syncs = accountPairs(configuration).flatMap(({ left, right, syncs: ofPair }) =>
    ofPair.map((sync) => {
      const last = book.runs[sync.name];
      const connection = [left, right].find((one) => book.refusals[one] !== undefined);
      const refusal = connection === undefined ? undefined : book.refusals[connection];
      return {
        ...sync,
        lastOutcome: last?.outcome ?? null,
        lastMessage: last?.message ?? null,
        succeededAt: last?.succeededAt ?? null,
        nextAt: refusal === undefined ? dueAt(sync, book) : null,
        paused: book.pauses[sync.name] ?? null,
        refused: connection === undefined || refusal === undefined ? null : { connection, ...refusal },
      };
    }),
  );
  return { isServed: await isStateLocked(place, { schema, purpose: 'service' }), syncs, rejected: book.rejected };
}
