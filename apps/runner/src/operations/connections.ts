import { readSchedule } from '../schedule/schedule-book.ts';
import { readingState } from '../session/in-state.ts';
import { ended, type Work } from '../session/work.ts';
import { describeCalls } from './describe-calls.ts';
import type { ConnectionsDocument } from './documents/connections-document.ts';

/** The connections of the file: which account each is, how it stands, and the calls that were made of it. */
export const connections = (work: Work): Promise<ConnectionsDocument> =>
  readingState(work, async (session, store) => {
    const { refusals } = await readSchedule(store);
    const calls = describeCalls(session);
    ended(work);
    return {
      connections: [...session.connections].map(([name, { displayName, connector, info }]) => {
        const refused = refusals[name] ?? null;
        const { connection: _, ...used } = calls.find((one) => one.connection === name) ?? {
          connection: name,
          today: 0,
          thisMonth: 0,
        };
        return {
          name,
          app: displayName,
          connector: connector.name,
          account: info.accountId,
          accountName: info.name,
          state: refused === null ? 'ok' : 'refused',
          refused,
          calls: used,
          syncs: Object.entries(work.loaded.configuration.syncs).flatMap(([sync, { left, right }]) =>
            left.connection === name || right.connection === name ? [sync] : [],
          ),
        };
      }),
    };
  });
