import type { CompiledSync, CycleReport, OperationReport } from '@linkwright/engine';
import type { PlanDocument, Streamed, SyncDocument } from '../documents/run-document.ts';
import type { SyncDetails } from './collect-cycle.ts';
import type { WriteEstimate } from './estimate-writes.ts';
import type { RecordFilter } from './record-filter.ts';
import type { FailingRecord, HeldRecord } from './told-items.ts';

/** A plan or a sync that has come to its end. Its lists may be longer than memory: they lie in a file until `close`. */
export interface RanCycle {
  readonly report: CycleReport;
  /** The syncs as the file has them compiled, also those that did not run. */
  readonly compiled: readonly CompiledSync[];
  readonly details: (sync: string) => SyncDetails;
  /** What writing a plan would cost. `null`: it has been written. */
  readonly estimate: WriteEstimate | null;
  /** Sentences about the syncs that ran. */
  readonly notes: readonly string[];
  /** Which records were asked for. Absent: all. */
  readonly record?: RecordFilter;
  /** What was told of single records, of those that were asked for. */
  readonly told: readonly ToldSync[];
  readonly document: Streamed<Omit<SyncDocument, 'problems'> | Omit<PlanDocument, 'problems' | 'configurationChanges'>>;
  /** Gives up what was kept outside memory; nothing can be told any more. */
  close(): void;
}

/** What a cycle told of single records, sync by sync. */
export interface ToldSync {
  readonly name: string;
  readonly operations: Iterable<OperationReport>;
  readonly held: Iterable<HeldRecord>;
  readonly failing: Iterable<FailingRecord>;
}
