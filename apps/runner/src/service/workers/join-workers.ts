import { feedsName } from '../../hints/feed-book.ts';
import { pendingName } from '../../hints/pending-hints.ts';
import { scheduleName } from '../../schedule/schedule-book.ts';
import { sharedAddress } from '../../schedule/worker-schemas.ts';
import type { JoinCrew, WorkerRole } from '../crew.ts';
import type { ServiceContext } from '../service-context.ts';
import { createPostgresScheduler, type PostgresScheduler } from './postgres-scheduler.ts';
import { jobChannel, openWorkerSession } from './worker-session.ts';

/** The processes that look after the workspaces of one database share their work through its queue. */
export const joinWorkers =
  ({ clock, log }: Pick<ServiceContext, 'clock' | 'log'>, role: WorkerRole): JoinCrew =>
  async ({ place, leaseMs }, workspaces, news) => {
    const address = sharedAddress(place);
    let scheduler: PostgresScheduler | null = null;
    const session = await openWorkerSession({
      address,
      role,
      leaseMs,
      clock,
      log,
      heard(channel, payload) {
        if (channel === jobChannel) scheduler?.nudge();
        else {
          const [what = '', schema = ''] = payload.split(' ');
          news.announced(what, schema);
        }
      },
      joined() {
        scheduler?.nudge();
        news.joinedAgain();
      },
    });
    try {
      scheduler = await createPostgresScheduler({
        connectionString: address.connectionString,
        session,
        silentMs: leaseMs,
        clock,
        log,
        isServed: (workspace) => workspaces.has(workspace),
      });
    } catch (error) {
      await session.close();
      throw error;
    }
    const { close, known } = scheduler;
    return {
      scheduler,
      known,
      serve: (schemas) => session.serve(schemas),
      readsFeedsOf: (schemas) => session.readsFeedsOf(schemas),
      readDocuments: (schemas) => session.readDocuments(schemas, [scheduleName, pendingName, feedsName]),
      leaveFeedsOf: (schemas) => session.leaveFeedsOf(schemas),
      async close() {
        await close();
        await session.close();
      },
    };
  };
