import { ConfigurationError } from '@linkwright/core';
import {
  describeRun,
  describeRuns,
  listWrites,
  type RunDescription,
  type RunPlace,
  type RunsAsked,
  type WritePlace,
  type WritesAsked,
} from '@linkwright/engine';
import { readingState } from '../session/in-state.ts';
import { readRequester } from '../session/requester.ts';
import { inStateIfThere } from '../session/state-store.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { RunOfLog, WriteOfLog } from './documents/runs-document.ts';

/** The runs of a workspace, the latest first. `next`: where the next page begins; `null`: this was the last. */
export async function listRuns(
  { loaded }: Work,
  { limit, ...asked }: RunsAsked,
): Promise<{ readonly items: readonly RunOfLog[]; readonly next: RunPlace | null }> {
  const found =
    (await inStateIfThere(loaded.state, (store) => describeRuns(store, { ...asked, limit: limit + 1 }))) ?? [];
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last ? { startedAt: last.startedAt, id: last.run } : null;
  return { items: items.map(told), next };
}

/** Throws where no such run is known. */
export async function readRun({ loaded }: Work, run: string): Promise<RunOfLog> {
  const found = await inStateIfThere(loaded.state, (store) => describeRun(store, run));
  if (found === null) throw unknownRun(run);
  return told(found);
}

export interface RunWritesAsked extends Omit<WritesAsked, 'only'> {
  /** Names of syncs; none: all, also what no sync of the file writes any more. */
  readonly syncs: readonly string[];
}

/** What a run has written, record by record, with before and after. Throws where no such run is known. */
export const runWrites = (
  work: Work,
  { syncs, ...asked }: RunWritesAsked,
): Promise<{ readonly items: readonly WriteOfLog[]; readonly next: WritePlace | null }> =>
  readingState(work, async (session, store) => {
    const only = chooseSyncs(session, syncs);
    if ((await describeRun(store, asked.run)) === null) throw unknownRun(asked.run);
    const page = await listWrites(store, session.compilation.syncs, { ...asked, ...(only && { only }) });
    ended(work);
    return page;
  });

const told = ({ askedBy, ...run }: RunDescription): RunOfLog => ({ ...run, askedBy: readRequester(askedBy) });

const unknownRun = (run: string): ConfigurationError =>
  new ConfigurationError(`No run ${run} is known.`, {
    code: 'unknown-run',
    remedy: 'Runs are forgotten after the time that `keep` says.',
  });
