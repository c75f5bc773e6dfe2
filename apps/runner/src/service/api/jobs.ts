import { randomUUID } from 'node:crypto';
import type { CheckDocument } from '../../operations/documents/check-document.ts';
import type { DriftDocument } from '../../operations/documents/drift-document.ts';
import type { FixDocument } from '../../operations/documents/fix-document.ts';
import type { RehearsalDocument } from '../../operations/documents/rehearsal-document.ts';
import type { PlanDocument, SyncDocument } from '../../operations/documents/run-document.ts';
import type { SuggestionsDocument } from '../../operations/documents/suggestions-document.ts';
import type { UndoDocument } from '../../operations/documents/undo-document.ts';
import type { UndoAsked } from '../../operations/undo.ts';
import type { ServiceEvents } from '../service-events.ts';
import { ApiError, type Problem } from './api-problem.ts';
import { PlanLists } from './plan-lists.ts';

/** What each kind of job gives. */
export interface JobResults {
  readonly plan: PlanDocument;
  readonly drift: DriftDocument;
  readonly check: CheckDocument;
  readonly suggestions: SuggestionsDocument;
  readonly fixes: FixDocument;
  readonly rehearsal: RehearsalDocument;
  readonly resolution: SyncDocument;
  readonly 'undo-plan': UndoDocument;
  readonly undo: UndoDocument;
}
export type JobKind = keyof JobResults;
export const jobKinds = [
  'plan',
  'drift',
  'check',
  'suggestions',
  'fixes',
  'rehearsal',
  'resolution',
  'undo-plan',
  'undo',
] as const satisfies JobKind[];

/** Work that takes longer than a request, kept in memory: with the service it is gone. */
export interface Job {
  readonly id: string;
  readonly workspace: string;
  readonly kind: JobKind;
  /** Name of the token that asked for it. */
  readonly by: string;
  readonly askedAt: number;
  /** `null`: it waits for others. */
  startedAt: number | null;
  endedAt: number | null;
  /** `waiting`: for other jobs, or for a run that holds the state. */
  status: 'waiting' | 'running' | 'done' | 'failed';
  /** Where it stands, in one line. `null`: nothing has been told. */
  progress: string | null;
  result: JobResults[JobKind] | null;
  problem: Problem | null;
  /** What a plan tells of single records. */
  readonly lists: PlanLists;
  /** Of a plan that may be carried out as it was asked for. */
  readonly undo: UndoAsked | null;
}

/** How a job says where it stands. */
export interface JobWatch {
  readonly signal: AbortSignal;
  readonly lists: PlanLists;
  progress(line: string | null): void;
  /** Somebody else holds the state, or does no more. */
  waits(isWaiting: boolean): void;
}

export interface JobToStart extends Pick<Job, 'workspace' | 'kind' | 'by'> {
  readonly undo?: UndoAsked;
  readonly work: (watch: JobWatch) => Promise<JobResults[JobKind]>;
  readonly failed: (error: unknown) => Problem;
}

/** So many that have ended are kept of a workspace; the oldest go first. */
const mostKept = 16;
/** So many are at work at once, of all workspaces. */
const mostRunning = 2;
/** So many wait, of all workspaces. */
const mostWaiting = 16;

export interface Jobs {
  /** One of a workspace is at work at a time, the others wait. Throws an `ApiError` (`too-many-jobs`). */
  start(job: JobToStart): Job;
  /** `null`: there is none, or none any more. */
  find(workspace: string, id: string): Job | null;
  /** Of a workspace, the latest first. */
  list(workspace: string): readonly Job[];
  /** Stops it, or forgets it where it has ended. */
  cancel(job: Job): void;
  /** Stops what is at work, and waits for it. */
  close(): Promise<void>;
}

interface Entry {
  readonly job: Job;
  readonly asked: JobToStart;
  readonly stop: AbortController;
  running: Promise<void> | null;
}

export function createJobs(now: () => number, events: Pick<ServiceEvents, 'tell'>): Jobs {
  const entries = new Map<string, Entry>();
  let isClosed = false;
  const isAtWork = ({ running }: Entry): boolean => running !== null;
  const isQueued = ({ job, running }: Entry): boolean => running === null && job.endedAt === null;
  const all = (): readonly Entry[] => [...entries.values()];

  function told({ job }: Entry): void {
    const { id, workspace, status, progress } = job;
    events.tell({ kind: 'job', workspace, job: id, status, progress });
  }

  async function run(entry: Entry): Promise<void> {
    const { job, asked, stop } = entry;
    Object.assign(job, { startedAt: now(), status: 'running' });
    told(entry);
    try {
      job.result = await asked.work({
        signal: stop.signal,
        lists: job.lists,
        progress(line) {
          job.progress = line;
          told(entry);
        },
        waits(isWaiting) {
          job.status = isWaiting ? 'waiting' : 'running';
          told(entry);
        },
      });
      job.status = 'done';
    } catch (error) {
      job.problem = asked.failed(error);
      job.status = 'failed';
    }
    job.endedAt = now();
    job.progress = null;
    entry.running = null;
    told(entry);
    forgetOld(job.workspace);
    startNext();
  }

  function startNext(): void {
    if (isClosed) return;
    for (const entry of all().filter(isQueued)) {
      const busy = all().filter(isAtWork);
      if (busy.length >= mostRunning) return;
      if (busy.some(({ job }) => job.workspace === entry.job.workspace)) continue;
      entry.running = run(entry);
    }
  }

  function forget({ job }: Entry): void {
    entries.delete(job.id);
    job.lists.close();
  }

  function forgetOld(workspace: string): void {
    const done = all().filter(({ job }) => job.workspace === workspace && job.endedAt !== null);
    for (const entry of done.slice(0, Math.max(0, done.length - mostKept))) forget(entry);
  }

  return {
    start(asked) {
      if (isClosed || all().filter(isQueued).length >= mostWaiting) {
        throw new ApiError('Other jobs are at work.', {
          code: 'too-many-jobs',
          status: 429,
          remedy: 'Ask again once they have ended.',
          headers: { 'retry-after': '5' },
        });
      }
      const { workspace, kind, by, undo = null } = asked;
      const job: Job = {
        id: randomUUID(),
        workspace,
        kind,
        by,
        askedAt: now(),
        startedAt: null,
        endedAt: null,
        status: 'waiting',
        progress: null,
        result: null,
        problem: null,
        lists: new PlanLists(),
        undo,
      };
      entries.set(job.id, { job, asked, stop: new AbortController(), running: null });
      startNext();
      return job;
    },
    find(workspace, id) {
      const job = entries.get(id)?.job;
      return job?.workspace === workspace ? job : null;
    },
    list: (workspace) =>
      all()
        .flatMap(({ job }) => (job.workspace === workspace ? [job] : []))
        .reverse(),
    cancel(job) {
      const entry = entries.get(job.id);
      if (entry === undefined) return;
      entry.stop.abort();
      if (entry.running === null) forget(entry);
    },
    async close() {
      isClosed = true;
      for (const { stop } of all()) stop.abort();
      await Promise.all(all().map(({ running }) => running));
      for (const entry of all()) forget(entry);
    },
  };
}
