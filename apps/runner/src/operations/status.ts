import { describeStatus, isStateLocked, type KeptStop, type Status, type StoppedSync } from '@linkwright/engine';
import { describeProblems } from '../configuration/describe-problems.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { readSchedule } from '../schedule/schedule-book.ts';
import { readingState } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { inStateIfThere } from '../session/state-store.ts';
import { stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { readCountedCalls } from './counted-calls.ts';
import { describeCalls } from './describe-calls.ts';
import { describeSchedule } from './describe-schedule.ts';
import type { StatusDocument } from './documents/status-document.ts';
import { unnamedCredentials } from './unnamed-credentials.ts';

/** How things stand, from the state alone. `limit`: so many records of a kind are listed of each sync; counts are whole. */
export const status = (work: Work, { limit }: { readonly limit: number }): Promise<StatusDocument> =>
  readingState(work, async (session, store) => {
    const { loaded, compilation } = session;
    const described = await describeStatus(store, compilation.syncs, { limit });
    ended(work);
    const problems = stoppedProblems(loaded, stopsOf(session, described));
    const unnamed = await unnamedCredentials(loaded, store);
    const { place, schema } = loaded.state;
    return {
      ...described,
      isRunning: described.lastRun?.status === 'running' && (await isStateLocked(place, { schema })),
      disabled: Object.entries(loaded.configuration.syncs).flatMap(([name, sync]) => (sync.enabled ? [] : [name])),
      calls: describeCalls(session, await readCountedCalls(store, work.now())),
      schedule: await describeSchedule(session, store, work.now()),
      ...(unnamed.length > 0 && { unnamedCredentials: [...unnamed] }),
      ...(problems.length > 0 && { problems: describeProblems(problems, loaded, work.directory) }),
    };
  }).catch(async (error: unknown) => {
    if (!(error instanceof ProblemsError) || !(await isOldFileServed(work))) throw error;
    const { problems, loaded } = error;
    throw new ProblemsError(problems, loaded, 'nothing was written; a service goes on with the file as it was before');
  });

/** Does a service look after the state by a file that was right, while the changed one is not? */
async function isOldFileServed({ loaded: { state } }: Work): Promise<boolean> {
  const book = await inStateIfThere(state, readSchedule);
  if (book === null || book.rejected === null) return false;
  return isStateLocked(state.place, { schema: state.schema, purpose: 'service' });
}

/** What keeps syncs from being run: objects that are known to be refused, and what the last sync met. */
function stopsOf({ compilation }: Session, { lastRun }: Status): readonly (StoppedSync | KeptStop)[] {
  const known = compilation.stopped;
  return [...known, ...(lastRun?.stopped ?? []).filter(({ name }) => !known.some((one) => one.name === name))];
}
