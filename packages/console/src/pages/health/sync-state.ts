import type { ScheduledSync, SyncStatus } from '../../api/queries.ts';
import { needsYou } from '../../shell/needs-you.ts';
import type { Texts } from '../../texts/english.ts';

export interface SyncState {
  readonly tone: 'good' | 'warn' | 'bad' | '';
  readonly text: string;
}

/** One verdict on a sync: the gravest that is true of it. */
export function syncState(sync: SyncStatus, scheduled: ScheduledSync | null, texts: Texts): SyncState {
  const { health } = texts;
  if (sync.brakes.length > 0) return { tone: 'bad', text: health.braked };
  const refused = scheduled?.refused ?? [];
  if (refused.length > 0) return { tone: 'bad', text: health.refused(refused.map(({ connection }) => connection)) };
  if (scheduled?.paused) return { tone: 'warn', text: health.paused };
  if (scheduled?.lastOutcome === 'failed' || scheduled?.lastOutcome === 'stopped')
    return { tone: 'bad', text: health.failed };
  const waiting = needsYou(sync);
  if (waiting > 0) return { tone: 'warn', text: health.needsYou(waiting) };
  if (scheduled !== null && scheduled.succeededAt === null && sync.linked === 0)
    return { tone: '', text: health.notYet };
  if (sync.unreadable.length > 0) return { tone: 'warn', text: health.inStepAsShown };
  return { tone: 'good', text: health.inStep };
}
