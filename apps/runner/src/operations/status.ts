import { describeStatus, isStateLocked, type KeptStop, type Status, type StoppedSync } from '@linkwright/engine';
import { describeProblems } from '../configuration/describe-problems.ts';
import { readingState } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { describeCalls } from './describe-calls.ts';
import { describeSchedule } from './describe-schedule.ts';
import type { StatusDocument } from './documents/status-document.ts';

/** How things stand, from the state alone. `limit`: so many records of a kind are listed of each sync; counts are whole. */
export const status = (work: Work, { limit }: { readonly limit: number }): Promise<StatusDocument> =>
  readingState(work, async (session, store) => {
    const { loaded, compilation } = session;
    const described = await describeStatus(store, compilation.syncs, { limit });
    ended(work);
    const problems = stoppedProblems(loaded, stopsOf(session, described));
    const { place, schema } = loaded.state;
    return {
      ...described,
      isRunning: described.lastRun?.status === 'running' && (await isStateLocked(place, { schema })),
      disabled: Object.entries(loaded.configuration.syncs).flatMap(([name, sync]) => (sync.enabled ? [] : [name])),
      calls: describeCalls(session),
      schedule: await describeSchedule(session, store, work.now()),
      ...(problems.length > 0 && { problems: describeProblems(problems, loaded, work.directory) }),
    };
  });

/** What keeps syncs from being run: objects that are known to be refused, and what the last sync met. */
function stopsOf({ compilation }: Session, { lastRun }: Status): readonly (StoppedSync | KeptStop)[] {
  const known = compilation.stopped;
  return [...known, ...(lastRun?.stopped ?? []).filter(({ name }) => !known.some((one) => one.name === name))];
}
