import type { AuthenticationError } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { FilterTally, SyncTally } from '../context/sync-tally.ts';
import type { StandingBrake } from '../store/pulled-brakes.ts';
import { finishRun } from '../store/runs.ts';
import { otherSide, type Side } from '../store/side.ts';
import { type BrakeReport, reportBrake } from './brake-report.ts';
import { countStanding } from './count-standing.ts';
import { type KeptStop, stopToKeep } from './kept-stops.ts';
import type { SyncNote } from './sync-note.ts';
import { collectNotes } from './sync-notes.ts';
import type { UndoReport } from './undo-report.ts';

/** What a run did, in the words of the file: left and right as they stand there. */
export interface CycleReport {
  readonly run: string;
  readonly mode: 'plan' | 'sync';
  /**
   * `attention`: done, but records are failing, ambiguous or waiting for review, or a brake has pulled. `stopped`: an app does not let some of the
   * syncs have what they need; the others are done.
   */
  readonly status: 'done' | 'attention' | 'stopped';
  readonly syncs: readonly SyncReport[];
  /** Those that an app stopped in the middle stand in `syncs` as well, with what they did before. */
  readonly stopped: readonly StoppedSync[];
  /** Of a run that takes another one back. */
  readonly undo?: UndoReport;
}

export interface SyncReport {
  readonly name: string;
  /** The engine derived it for the targets of associations. */
  readonly implied: boolean;
  readonly left: SideReport;
  readonly right: SideReport;
  /** Links that stand after the run. */
  readonly linked: number;
  /** Links that this run made. */
  readonly newlyLinked: number;
  readonly conflicts: number;
  readonly excluded: number;
  /** Of the excluded: left over on one side, because the other record was deleted. */
  readonly twinGone: number;
  /** Linked, and left alone because their filter says so. */
  readonly frozen: number;
  readonly ambiguous: number;
  readonly failing: number;
  readonly inReview: number;
  /** Conflicts that somebody is to decide. */
  readonly undecided: number;
  /** What filters changed in this run. */
  readonly filter: Readonly<FilterTally>;
  readonly associations: {
    readonly left: { readonly added: number; readonly removed: number };
    readonly right: { readonly added: number; readonly removed: number };
    /** Targets that could not be placed yet. */
    readonly pending: number;
    /** Edits that an app took twice, and showed something else each time: a fault of ours. Absent: none. */
    readonly unkept?: number;
  };
  /** Nothing was written of a sync of which one has pulled; a plan names those that would pull. */
  readonly brakes: readonly BrakeReport[];
  /** What else is to be known; `status` tells the same. */
  readonly notes: readonly SyncNote[];
}

export interface SideReport {
  readonly connection: string;
  readonly created: number;
  readonly updated: number;
  readonly archived: number;
  /** Records that were merged into others. Absent: none. */
  readonly merged?: number;
  readonly calls: number;
}

/** A run that has come to its end, before it is stored. */
export interface EndedCycle {
  readonly report: CycleReport;
  /** What is stored with the run. */
  readonly kept: object;
}

interface ReportRequest {
  readonly run: string;
  readonly mode: 'plan' | 'sync';
  readonly pairs: readonly PairPlan[];
  readonly tallies: ReadonlyMap<PairPlan, SyncTally>;
  readonly braked: { of(pair: PairPlan): Promise<readonly StandingBrake[]> };
  readonly stopped: readonly StoppedSync[];
  readonly refusedBy: (error: AuthenticationError) => string | null;
  readonly undo?: UndoReport;
}

export async function reportCycle(context: CycleContext, request: ReportRequest): Promise<CycleReport> {
  const { report, kept } = await describeCycle(context, request);
  const { store, clock } = context;
  const ended = { id: report.run, status: report.status, at: clock.now(), report: kept };
  await store.transaction((database) => finishRun(database, ended));
  return report;
}

/** The same, and nothing is stored. */
export async function describeCycle(context: CycleContext, request: ReportRequest): Promise<EndedCycle> {
  const syncs: SyncReport[] = [];
  for (const pair of request.pairs) {
    const tally = request.tallies.get(pair);
    if (tally) syncs.push(await reportSync(context, pair, tally, await request.braked.of(pair)));
  }
  const attention = syncs.some(
    (sync) => sync.ambiguous + sync.failing + sync.inReview + sync.undecided + sync.brakes.length > 0,
  );
  const { run, mode, stopped, undo } = request;
  const status = stopped.length > 0 ? 'stopped' : attention ? 'attention' : 'done';
  const stops = stopped.map((one): KeptStop => stopToKeep(one, request.refusedBy(one.error)));
  return {
    report: { run, mode, status, syncs, stopped, ...(undo && { undo }) },
    kept: { run, mode, status, syncs, stopped: stops },
  };
}

async function reportSync(
  context: CycleContext,
  pair: PairPlan,
  tally: SyncTally,
  brakes: readonly StandingBrake[],
): Promise<SyncReport> {
  const counts = await countStanding(context.store, pair, context.siblings.get(pair.pair) ?? [pair]);
  const on = (side: Side): Side => (pair.sync.reversed ? otherSide(side) : side);
  const sideReport = (side: Side): SideReport => ({
    connection: pair.sync[on(side)].connection,
    created: tally.created[on(side)],
    updated: tally.updated[on(side)],
    archived: tally.archived[on(side)],
    ...(tally.merged[on(side)] > 0 && { merged: tally.merged[on(side)] }),
    calls: tally.calls[on(side)],
  });
  const associations = (side: Side) => ({ added: tally.added[on(side)], removed: tally.removed[on(side)] });
  return {
    name: pair.sync.name,
    implied: pair.sync.implied,
    left: sideReport('left'),
    right: sideReport('right'),
    linked: counts.linked,
    newlyLinked: tally.linked,
    conflicts: tally.conflicts,
    excluded: counts.excluded,
    twinGone: counts.twinGone,
    frozen: counts.frozen,
    ambiguous: counts.ambiguous,
    failing: counts.failing,
    inReview: counts.inReview,
    undecided: counts.undecided,
    filter: tally.filter,
    associations: {
      left: associations('left'),
      right: associations('right'),
      pending: counts.pending,
      ...(tally.unkept > 0 && { unkept: tally.unkept }),
    },
    brakes: brakes.map((brake) => reportBrake(pair, brake)),
    notes: await collectNotes(context.store, pair),
  };
}
