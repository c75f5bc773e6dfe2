import type { RecordChange, WriteOutcome } from '@linkwright/core';
import type { Progress } from './chunk-item.ts';

export interface Written {
  readonly entry: Progress;
  readonly change: RecordChange;
  readonly outcome: WriteOutcome & { kind: 'written' };
}
