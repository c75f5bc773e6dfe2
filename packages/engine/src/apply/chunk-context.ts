import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import type { KeyChanges } from '../context/key-changes.ts';
import type { SyncTally } from '../context/sync-tally.ts';
import type { Side } from '../store/side.ts';
import type { StoreTogether } from './answer.ts';
import type { Progress } from './chunk-item.ts';
import type { Written } from './written.ts';

/** What every step of applying one chunk shares. */
export interface ChunkContext {
  readonly context: CycleContext;
  readonly plan: PairPlan;
  readonly tally: SyncTally;
  readonly progress: readonly Progress[];
  /** Of the targets' objects, as they were before the chunk was decided. */
  readonly keyChanges: KeyChanges;
  /** Written, by an app whose answers do not show what it holds: still to be read back. */
  readonly unread: Readonly<Record<Side, Written[]>>;
  readonly stored: StoreTogether;
}
