import type { Observation } from '../store/observations.ts';
import type { Side } from '../store/side.ts';

export interface UnlinkedRecord {
  readonly side: Side;
  readonly observation: Observation;
}
