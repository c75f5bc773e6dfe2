import { status } from '../operations/status.ts';
import { patience, type SilenceKind } from '../schedule/silences.ts';
import type { ServedWorkspace } from './served-workspace.ts';

/** How one sync of a workspace stands. */
export interface Standing {
  readonly workspace: string;
  readonly sync: string;
  /** How long its runs are apart at the most. */
  readonly everyMs: number;
  readonly counts: {
    readonly linked: number;
    readonly failing: number;
    readonly excluded: number;
    readonly ambiguous: number;
    readonly inReview: number;
    readonly undecided: number;
    readonly pending: number;
    readonly brakes: number;
  };
  /** Somebody has paused it, or an app refuses the credentials of a connection of it. */
  readonly isPaused: boolean;
  /** `null`: it never came to its end. */
  readonly lastSuccessAgeMs: number | null;
  /** 0: it is not due. */
  readonly overdueMs: number;
  readonly silences: readonly SilenceKind[];
}

/** Of every sync of a workspace, from its state alone. */
export async function standingOf(
  workspace: ServedWorkspace,
  now: number,
  signal: AbortSignal,
): Promise<readonly Standing[]> {
  const { syncs, schedule } = await status(workspace.work(signal), { limit: 0 });
  return schedule.syncs.map(({ name, longestMs, paused, refused, succeededAt, nextAt, silences }) => {
    const known = syncs.find((sync) => sync.name === name);
    return {
      workspace: workspace.name,
      sync: name,
      everyMs: longestMs,
      counts: {
        linked: known?.linked ?? 0,
        failing: known?.failing ?? 0,
        excluded: known?.excluded ?? 0,
        ambiguous: known?.ambiguous ?? 0,
        inReview: known?.inReview ?? 0,
        undecided: known?.undecided ?? 0,
        pending: known?.pending ?? 0,
        brakes: known?.brakes.length ?? 0,
      },
      isPaused: paused !== null || refused.length > 0,
      lastSuccessAgeMs: succeededAt === null ? null : Math.max(0, now - succeededAt),
      // One that never ran is due since ever, which is no delay.
      overdueMs: paused !== null || nextAt === null || nextAt === 0 ? 0 : Math.max(0, now - nextAt),
      silences: silences.map(({ kind }) => kind),
    };
  });
}

/** Is its last success older than it should be? A sync that somebody has paused is not. */
export const isStale = ({ everyMs, isPaused, lastSuccessAgeMs }: Standing, servedForMs: number): boolean =>
  !isPaused && (lastSuccessAgeMs ?? servedForMs) > patience * everyMs;
