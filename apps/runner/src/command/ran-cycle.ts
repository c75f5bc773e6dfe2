import type { CycleReport, OperationReport } from '@linkwright/engine';
import type { FailingRecord, HeldRecord } from '../report/told-items.ts';

export interface RanCycle {
  readonly report: CycleReport;
  /** Its lists may be longer than memory: for `streamDocument`. */
  readonly document: object;
  readonly syncs: readonly ToldSync[];
  print(): Promise<void>;
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
