import { type BrakeName, ConfigurationError } from '@linkwright/core';
import {
  type CycleEvent,
  type CycleReport,
  findRecordIds,
  normalizers,
  type ResolveRequest,
  runCycle,
  type Store,
  systemClock,
  type UndoRequest,
} from '@linkwright/engine';
import { z } from 'zod';
import { readRules, writeRules } from '../changes/remembered-rules.ts';
import { type RuleChange, ruleChanges } from '../changes/rule-changes.ts';
import { type SyncRules, syncRulesOf } from '../changes/sync-rules.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { printProblemLines, problemsToTell } from '../output/print-problems.ts';
import { visible } from '../output/visible.ts';
import { type CollectedCycle, collectCycle, type SyncDetails } from '../report/collect-cycle.ts';
import { estimateWrites, type WriteEstimate } from '../report/estimate-writes.ts';
import { filtered, joined } from '../report/lazy.ts';
import { printCycle } from '../report/print-cycle.ts';
import type { RecordFilter, RecordNames } from '../report/record-filter.ts';
import { writePlan } from '../report/write-plan.ts';
import { connectionRefused } from '../session/blame.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { withLock, withState } from '../session/open-state.ts';
import { writeRemembered } from '../session/remembered-schemas.ts';
import { createSessionBoard } from '../session/session-board.ts';
import { othersWent, refuseIfNoneIsLeft, stoppedProblems } from '../session/stopped-problems.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { CommandContext } from './command-context.ts';
import { confirmFirstSync } from './confirm-first-sync.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork, workOn } from './open-work.ts';
import type { RanCycle, ToldSync } from './ran-cycle.ts';

export const runOptionsSchema = z.object({
  limit: z.number().int().positive().optional(),
  full: z.boolean().default(false),
  /** How a plan is told. */
  all: z.boolean().default(false),
  record: z.string().optional(),
  out: z.string().optional(),
});

interface RunOptions extends z.output<typeof runOptionsSchema> {
  /** Before a large first sync. */
  readonly asks: boolean;
  /** Brakes that do not pull this once. */
  readonly allow: readonly BrakeName[];
}

/** What is done to the state before the run; `only`: names of the chosen syncs. */
export type BeforeRun = (store: Store, session: Session, only: readonly string[] | undefined) => Promise<void>;

/** `plan` and `sync` are the same code: one shows what it would write, the other writes it. */
export async function runSyncs(
  context: CommandContext,
  mode: 'plan' | 'sync',
  options: Pick<RunOptions, 'full'> & Partial<RunOptions>,
  names: readonly string[],
  first: BeforeRun = () => Promise.resolve(),
): Promise<ExitCode> {
  const work = await openWork(context);
  return withLock(work, async (signal) => {
    const locked = { ...context, signal };
    const session = await openSession({ ...work, signal });
    try {
      return await runSession(locked, session, mode, options, names, first);
    } finally {
      await session.close();
    }
  });
}

async function runSession(
  context: CommandContext,
  session: Session,
  mode: 'plan' | 'sync',
  options: Pick<RunOptions, 'full'> & Partial<RunOptions>,
  names: readonly string[],
  first: BeforeRun,
): Promise<ExitCode> {
  const cycle = { mode, options, only: chooseSyncs(session, names) };
  refuseIfNoneIsLeft(session, cycle.only);
  const rules = session.compilation.syncs.filter(({ implied }) => !implied).map(syncRulesOf);
  const asked = namesThatRan(session, cycle.only);
  const ended = await withState(session, async (store) => {
    await writeRemembered(store, session.connections, session.compilation.names);
    await first(store, session, cycle.only);
    if (mode === 'sync' && options.asks === true) {
      const plan = (): Promise<RanCycle> => runOn(context, session, store, { ...cycle, mode: 'plan' });
      if (!(await confirmFirstSync(context, session, store, cycle.only, plan))) return null;
    }
    const ran = await runOn(context, session, store, cycle);
    try {
      if (mode === 'plan') return { ran, changes: await changesSinceLastSync(store, rules, asked) };
      await writeRules(store, rules, asked);
      return { ran, changes: [] };
    } catch (error) {
      ran.close();
      throw error;
    }
  });
  if (ended === null) {
    context.output.print('Nothing was written.');
    return exitCodes.done;
  }
  const { ran, changes } = ended;
  const { output } = context;
  const { loaded } = session;
  const problems = stoppedProblems(loaded, ran.report.stopped);
  const told = problems.length > 0 ? { problems: problemsToTell(problems, loaded, context.directory) } : {};
  try {
    if (problems.length > 0 && ran.report.syncs.every(({ name }) => isStopped(ran.report, name))) {
      throw new ProblemsError(problems, loaded, 'what was done is kept; the same command goes on from there');
    }
    if (mode === 'sync') output.document({ ...ran.document, ...told });
    else await output.streamDocument({ ...ran.document, ...told, configurationChanges: changes });
    if (options.out !== undefined) await writePlan(context, options.out, ran);
    const print = async (): Promise<void> => {
      printRuleChanges(output, changes);
      await ran.print();
    };
    // What was written is part of a terminal's story; a plan is read like a document.
    await (mode === 'plan' ? output.paged(print) : print());
    printProblemLines(problems, loaded, context, othersWent);
  } finally {
    ran.close();
  }
  if (problems.length > 0) return exitCodes.mustChange;
  if (ran.report.syncs.some(({ associations }) => associations.unkept)) return exitCodes.failed;
  return ran.report.status === 'attention' ? exitCodes.attention : exitCodes.done;
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

function printRuleChanges(output: CommandContext['output'], changes: readonly RuleChange[]): void {
  if (changes.length === 0) return;
  output.print('Since the last sync, the configuration has changed:');
  for (const { sync, text } of changes) output.print(`  ${visible(sync)}: ${visible(text)}`);
}

/** One cycle on a state, with its progress shown; its result is printed when that is asked for. */
export async function runOn(
  context: CommandContext,
  session: Session,
  store: Store,
  cycle: {
    readonly mode: 'plan' | 'sync';
    readonly options: Pick<RunOptions, 'full'> & Partial<RunOptions>;
    readonly only: readonly string[] | undefined;
    /** Takes a run back, and writes nothing else. */
    readonly undo?: UndoRequest;
    /** Decides a conflict, and writes nothing else. */
    readonly resolve?: ResolveRequest;
  },
): Promise<RanCycle> {
  const { mode, options, only, undo, resolve } = cycle;
  const all = mode === 'plan' && (context.output.json || isDetailed(options));
  const details = collectCycle({ all });
  const progress = progressOf(context, session, mode);
  const report = await runCycle({
    syncs: session.compilation.syncs,
    stopped: session.compilation.stopped,
    refusedBy: connectionRefused,
    ...(only && { only }),
    ...(undo && { undo }),
    ...(resolve && { resolve }),
    store,
    keep: session.loaded.configuration.keep,
    mode,
    clock: systemClock,
    random: Math.random,
    normalizers,
    signal: context.signal,
    full: options.full,
    ...(options.allow && { allow: options.allow }),
    ...(options.limit !== undefined && { limit: options.limit }),
    report: (event) => {
      details.listen(event);
      progress(event);
    },
  });
  context.output.progress(null);
  const estimate = mode === 'plan' ? estimateOf(session, details) : null;
  const record = options.record === undefined ? undefined : await recordFilter(session, store, options.record);
  const syncs = report.syncs.map(({ name }) => toldSync(name, details.of(name), record));
  return {
    report,
    syncs,
    document: documentOf(report, syncs, estimate),
    async print() {
      printNotes(context, session, report);
      await printCycle(context.output, {
        report,
        syncs: session.compilation.syncs,
        details: details.of,
        estimate,
        all: options.all === true,
        ...(record && { record }),
      });
    },
    close: () => details.close(),
  };
}

const isDetailed = ({ all, record, out }: Partial<RunOptions>): boolean =>
  all === true || record !== undefined || out !== undefined;

function toldSync(
  name: string,
  { creates, updates, archives, held, failing }: SyncDetails,
  record?: RecordFilter,
): ToldSync {
  const meant = <Item extends RecordNames>(list: Iterable<Item>): Iterable<Item> =>
    record ? filtered(list, (item) => record(name, item)) : list;
  return {
    name,
    operations: joined(meant(creates), meant(updates), meant(archives)),
    held: meant(held),
    failing: meant(failing),
  };
}

/** Throws where nobody knows the record. */
async function recordFilter({ compilation }: Session, store: Store, keyOrId: string): Promise<RecordFilter> {
  const found = await findRecordIds(store, compilation.syncs, keyOrId);
  if (found.every(({ left, right }) => left.size + right.size === 0)) {
    throw new ConfigurationError(`No record "${keyOrId}" is known.`, {
      code: 'unknown-record',
      remedy: 'Name its id or its match key as the app shows it.',
    });
  }
  const bySync = new Map(found.map((ids) => [ids.sync, ids]));
  return (sync, { side, id, twin }) => {
    const ids = bySync.get(sync);
    if (ids === undefined) return false;
    // A record that is about to be created is named by its twin.
    return (
      ids.left.has(id) || ids.right.has(id) || (twin !== undefined && ids[side === 'left' ? 'right' : 'left'].has(twin))
    );
  };
}

/** The documented shape of `--json`. */
function documentOf(report: CycleReport, told: readonly ToldSync[], estimate: WriteEstimate | null): object {
  const syncs = report.syncs.map((sync, index) => {
    if (report.mode === 'sync') return sync;
    const { operations = [], held = [], failing = [] } = told[index] ?? {};
    return { ...sync, operations, operationsLeftOut: 0, held, failingRecords: failing };
  });
  return { run: report.run, status: report.status, mode: report.mode, syncs, ...(estimate && { estimate }) };
}

function estimateOf(session: Session, details: CollectedCycle): WriteEstimate {
  return estimateWrites(session.compilation.syncs, details, (connection) => {
    const { limits } = session.loaded.configuration.connections[connection] ?? {};
    if (limits?.requestsPerSecond !== undefined) return { requests: limits.requestsPerSecond, perMs: 1000 };
    return session.connections.get(connection)?.connector.rateLimits.default;
  });
}

function progressOf(context: CommandContext, session: Session, mode: 'plan' | 'sync'): (event: CycleEvent) => void {
  const { output } = context;
  const board = createSessionBoard(workOn(context, session.loaded), session, mode);
  return (event) => {
    board.listen(event);
    const line = board.line();
    if (line !== null && event.kind !== 'look-up-awaited') output.progress(line);
    if (event.kind === 'checkpoint-unknown') {
      const what = `${event.connection} ${event.object}`;
      output.note(
        `${what}: how far it was read is not known to this version of its connector, so everything is compared.`,
      );
    } else if (event.kind === 'look-up-awaited') {
      const { connection, object, ms } = event;
      output.progress(
        `waiting ${Math.ceil(ms / 1000)} s for a search of ${connection} ${object} to show what was created`,
      );
    } else if (event.kind === 'association-not-kept') {
      output.note(tellUnkept(event));
    }
  };
}

function tellUnkept(event: CycleEvent & { readonly kind: 'association-not-kept' }): string {
  const { connection, label, field, missing, staying } = event;
  const parts = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(staying.length > 0 ? [`still with ${staying.join(', ')}`] : []),
  ];
  return visible(
    `${connection}: ${label} was written twice and shows "${field}" ${parts.join(' and ')}. This is a fault in linkwright or its connector, unless an automation of the app sets it.`,
  );
}

function printNotes({ output }: CommandContext, session: Session, report: CycleReport): void {
  const names = report.syncs.map((sync) => sync.name);
  for (const { sync, text, forCheck } of session.compilation.notes) {
    if (names.includes(sync) && forCheck !== true) output.note(`${sync}: ${text}`);
  }
}
