import type { BrakeName } from '@linkwright/core';
import type { CycleReport, Store } from '@linkwright/engine';
import { readRules, writeRules } from '../changes/remembered-rules.ts';
import { type RuleChange, ruleChanges } from '../changes/rule-changes.ts';
import { type SyncRules, syncRulesOf } from '../changes/sync-rules.ts';
import { describeProblems, type ProblemDocument } from '../configuration/describe-problems.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { noteRun } from '../schedule/note-run.ts';
import type { ScheduleBook } from '../schedule/schedule-book.ts';
import { withApps } from '../session/in-state.ts';
import type { Session } from '../session/open-session.ts';
import { writeRemembered } from '../session/remembered-schemas.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import { refuseIfNoneIsLeft, stoppedProblems } from '../session/stopped-problems.ts';
import type { Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { RanCycle } from './cycle/ran-cycle.ts';
import { type CycleToRun, runOn } from './cycle/run-on.ts';

export interface RunAsked {
  readonly mode: 'plan' | 'sync';
  /** Names; none: all. */
  readonly syncs: readonly string[];
  readonly full?: boolean;
  readonly limit?: number | undefined;
  readonly allow?: readonly BrakeName[];
  readonly isDetailed?: boolean;
  readonly record?: string | undefined;
  /** What it was begun for, by the names of the syncs. Absent: for whoever has asked for nothing unusual so far. */
  readonly carries?: ScheduleBook['asked'];
  /** Keeps the session for the next run. Absent: it ends with this one. */
  readonly keeper?: SessionKeeper | undefined;
  /** What is done to the state before the run; `only`: names of the chosen syncs. */
  readonly before?: (session: Session, store: Store, only: readonly string[] | undefined) => Promise<void>;
  /** Asked with the plan before a first sync writes. Absent: it may. */
  readonly mayWriteFirst?: (planned: RanCycle) => Promise<boolean>;
}

export interface RunOutcome {
  readonly ran: RanCycle;
  /** What keeps some of the syncs from being run. */
  readonly problems: readonly ProblemDocument[];
  /** What the file says otherwise than at the last sync; of a plan alone. */
  readonly changes: readonly RuleChange[];
}

/**
 * `plan` and `sync` are the same code: one tells what it would write, the other writes it. `use` is given what came of it;
 * `null`: the first sync was not meant. Throws a `ProblemsError` where no sync is left to run.
 */
export function runSyncs<Result>(
  work: Work,
  asked: RunAsked,
  use: (outcome: RunOutcome | null) => Promise<Result>,
): Promise<Result> {
  return withApps(
    work,
    async (locked, session, enter) => {
      const only = chooseSyncs(session, asked.syncs);
      refuseIfNoneIsLeft(session, only);
      const outcome = await enter((store) => runInState(locked, session, store, asked, only));
      try {
        return await use(outcome);
      } finally {
        outcome?.ran.close();
      }
    },
    asked.keeper,
  );
}

/** A run on an open state. Whoever asks for it closes what it gives. */
export async function runInState(
  work: Work,
  session: Session,
  store: Store,
  { mode, before, mayWriteFirst, carries, syncs: _, keeper: __, ...how }: RunAsked,
  only: readonly string[] | undefined,
): Promise<RunOutcome | null> {
  const { compilation, loaded } = session;
  const rules = compilation.syncs.filter(({ implied }) => !implied).map(syncRulesOf);
  const asked = namesThatRan(session, only);
  const startedAt = work.now();
  await writeRemembered(store, session.connections, compilation.names);
  await before?.(session, store, only);
  const cycle: CycleToRun = { ...how, mode, only };
  if (mode === 'sync' && mayWriteFirst && !(await mayWrite(work, session, store, cycle, mayWriteFirst))) return null;
  const ran = await runOn(work, session, store, cycle);
  try {
    const changes = mode === 'plan' ? await changesSinceLastSync(store, rules, asked) : [];
    const { report } = ran;
    const problems = stoppedProblems(loaded, report.stopped);
    if (mode === 'sync') {
      await writeRules(store, rules, asked);
      const names = report.syncs.flatMap(({ name, implied }) => (implied ? [] : [name]));
      const message = problems.length === 0 ? null : problems.map((one) => `${one.message} ${one.remedy}`).join(' ');
      const { status: outcome } = report;
      const carried = carries && { carries };
      await noteRun(store, { syncs: names, startedAt, endedAt: work.now(), outcome, message, ...carried });
    }
    if (problems.length > 0 && report.syncs.every(({ name }) => isStopped(report, name))) {
      throw new ProblemsError(problems, loaded, 'what was done is kept; the same command goes on from there');
    }
    return { ran, changes, problems: describeProblems(problems, loaded, work.directory) };
  } catch (error) {
    ran.close();
    throw error;
  }
}

/** Before the first sync of a workspace, or of a sync in it, somebody looks at the plan. It costs what reading both sides costs. */
async function mayWrite(
  work: Work,
  session: Session,
  store: Store,
  cycle: CycleToRun,
  ask: (planned: RanCycle) => Promise<boolean>,
): Promise<boolean> {
  if (!(await isFirst(session, store, cycle.only))) return true;
  const planned = await runOn(work, session, store, { ...cycle, mode: 'plan' });
  try {
    const isWritten = ({ left, right }: CycleReport['syncs'][number]): boolean =>
      [left, right].some(({ created, updated }) => created + updated > 0);
    // What a brake stops is not written whatever is answered: the sync tells it, and how to let it through.
    const asked = planned.report.syncs.filter((sync) => isWritten(sync) && sync.brakes.length === 0);
    return asked.length === 0 || (await ask(planned));
  } finally {
    planned.close();
  }
}

/** The rules of a sync are remembered once it has come to its end. */
async function isFirst(
  { compilation }: Session,
  { database }: Store,
  only: readonly string[] | undefined,
): Promise<boolean> {
  const run = await database.selectFrom('runs').select('id').limit(1).executeTakeFirst();
  if (!run) return true;
  const known = ((await readRules({ database })) ?? []).map(({ name }) => name);
  return compilation.syncs.some(
    ({ name, implied }) => !implied && (only?.includes(name) ?? true) && !known.includes(name),
  );
}

const isStopped = ({ stopped }: CycleReport, sync: string): boolean => stopped.some(({ name }) => name === sync);

/** `undefined`: all. Of a sync that was stopped before the run, what the file said when it last ran still counts. */
function namesThatRan(
  { compilation, loaded }: Session,
  only: readonly string[] | undefined,
): readonly string[] | undefined {
  if (compilation.stopped.length === 0) return only;
  const names = only ?? [
    ...new Set([...Object.keys(loaded.configuration.syncs), ...compilation.syncs.map(({ name }) => name)]),
  ];
  return names.filter((name) => !compilation.stopped.some((one) => one.name === name));
}

/** Those of the chosen syncs. Before the first sync everything is as it was. */
async function changesSinceLastSync(
  store: Store,
  now: readonly SyncRules[],
  only: readonly string[] | undefined,
): Promise<readonly RuleChange[]> {
  const before = await readRules(store);
  if (before === null) return [];
  return ruleChanges(before, now).filter(({ sync }) => only?.includes(sync) ?? true);
}
