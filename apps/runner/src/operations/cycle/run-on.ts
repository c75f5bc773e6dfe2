import type { BrakeName } from '@linkwright/core';
import {
  type CycleEvent,
  type CycleReport,
  type NamedHint,
  normalizers,
  type ResolveRequest,
  runCycle,
  type Store,
  systemClock,
  type UndoRequest,
} from '@linkwright/engine';
import { connectionRefused } from '../../session/blame.ts';
import type { Session } from '../../session/open-session.ts';
import { createSessionBoard } from '../../session/session-board.ts';
import { ended, type Work } from '../../session/work.ts';
import { type CollectedCycle, collectCycle, type SyncDetails } from './collect-cycle.ts';
import { estimateWrites, type WriteEstimate } from './estimate-writes.ts';
import { findRecord } from './find-record.ts';
import { filtered, joined } from './lazy.ts';
import type { RanCycle, ToldSync } from './ran-cycle.ts';
import type { RecordFilter, RecordNames } from './record-filter.ts';
import { tellUnkept } from './tell-unkept.ts';

export interface CycleToRun {
  readonly mode: 'plan' | 'sync';
  /** Names of syncs. `undefined`: all. */
  readonly only: readonly string[] | undefined;
  /** Both sides are compared completely. */
  readonly full?: boolean;
  /** At most so many records are written. */
  readonly limit?: number | undefined;
  /** Brakes that do not pull this once. */
  readonly allow?: readonly BrakeName[];
  /** Of a plan: everything that is told of single records is kept, and not only the first of each kind. */
  readonly isDetailed?: boolean;
  /** Only what is about the record with this id or match key is told. */
  readonly record?: string | undefined;
  /** Takes a run back, and writes nothing else. */
  readonly undo?: UndoRequest;
  /** Decides a conflict, and writes nothing else. */
  readonly resolve?: ResolveRequest;
  /** Looks at these records alone. */
  readonly hints?: readonly NamedHint[];
}

/** One cycle on an open state, watched. Whoever runs it closes what it gives. */
export async function runOn(work: Work, session: Session, store: Store, cycle: CycleToRun): Promise<RanCycle> {
  const { mode, only, full = false, limit, allow, isDetailed = false, record: asked, undo, resolve, hints } = cycle;
  const details = collectCycle({ all: mode === 'plan' && isDetailed });
  const watch = watchCycle(work, session, mode);
  const report = await runCycle({
    syncs: session.compilation.syncs,
    stopped: session.compilation.stopped,
    refusedBy: connectionRefused,
    ...(only && { only }),
    ...(undo && { undo }),
    ...(resolve && { resolve }),
    ...(work.askedBy && { askedBy: JSON.stringify(work.askedBy) }),
    ...(hints && { hints }),
    store,
    keep: session.loaded.configuration.keep,
    mode,
    clock: systemClock,
    random: Math.random,
    normalizers,
    signal: work.signal,
    full,
    ...(allow && { allow }),
    ...(limit !== undefined && { limit }),
    report: (event) => {
      details.listen(event);
      watch(event);
    },
  });
  ended(work);
  const { run, status, syncs } = report;
  work.span?.set({
    'linkwright.run': run,
    'linkwright.mode': mode,
    'linkwright.status': status,
    'linkwright.syncs': syncs.map(({ name }) => name),
  });
  const estimate = mode === 'plan' ? estimateOf(session, details) : null;
  const record = asked === undefined ? undefined : await findRecord(session, store, asked);
  const told = report.syncs.map(({ name }) => toldSync(name, details.of(name), record));
  return {
    report,
    compiled: session.compilation.syncs,
    details: details.of,
    estimate,
    notes: notesOf(session, report),
    ...(record && { record }),
    told,
    document: documentOf(report, told, estimate),
    close: () => details.close(),
  };
}

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

function documentOf(
  { run, status, mode, syncs }: CycleReport,
  told: readonly ToldSync[],
  estimate: WriteEstimate | null,
): RanCycle['document'] {
  if (mode === 'sync') return { run, status, mode, syncs };
  return {
    run,
    status,
    mode,
    syncs: syncs.map((sync, index) => {
      const { operations = [], held = [], failing = [] } = told[index] ?? {};
      return { ...sync, operations, operationsLeftOut: 0, held, failingRecords: failing };
    }),
    ...(estimate && { estimate }),
  };
}

function estimateOf(session: Session, details: CollectedCycle): WriteEstimate {
  return estimateWrites(session.compilation.syncs, details, (connection) => {
    const { limits } = session.loaded.configuration.connections[connection] ?? {};
    if (limits?.requestsPerSecond !== undefined) return { requests: limits.requestsPerSecond, perMs: 1000 };
    return session.connections.get(connection)?.connector.rateLimits.default;
  });
}

function watchCycle(work: Work, session: Session, mode: 'plan' | 'sync'): (event: CycleEvent) => void {
  const { tell } = work;
  const board = createSessionBoard(work, session, mode);
  return (event) => {
    tell({ kind: 'cycle', event });
    board.listen(event);
    const line = board.line();
    if (line !== null && event.kind !== 'look-up-awaited') tell({ kind: 'progress', line });
    if (event.kind === 'checkpoint-unknown') {
      const what = `${event.connection} ${event.object}`;
      const text = `${what}: how far it was read is not known to this version of its connector, so everything is compared.`;
      tell({ kind: 'note', text });
    } else if (event.kind === 'look-up-awaited') {
      const { connection, object, ms } = event;
      const what = `waiting ${Math.ceil(ms / 1000)} s for a search of ${connection} ${object} to show what was created`;
      tell({ kind: 'progress', line: what });
    } else if (event.kind === 'association-not-kept') tell({ kind: 'note', text: tellUnkept(event) });
  };
}

function notesOf({ compilation }: Session, report: CycleReport): readonly string[] {
  const names = report.syncs.map((sync) => sync.name);
  return compilation.notes
    .filter(({ sync, forCheck }) => names.includes(sync) && forCheck !== true)
    .map(({ sync, text }) => `${sync}: ${text}`);
}
