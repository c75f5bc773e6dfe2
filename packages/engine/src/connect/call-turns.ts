import type { Clock, RateLimit } from '@linkwright/core';
import type { CallGroup, SharedLimits, TakenTurns } from '../store/shared-limits.ts';
import type { CallWindow } from './call-window.ts';

/** When the next call may leave, as far as others are concerned who call the same account. */
export interface Turn extends Pick<TakenTurns, 'pausedForMs' | 'limit'> {
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface WantedTurn {
  readonly limit: RateLimit;
  /** Of the limit, in (0, 1]. */
  readonly share: number;
  /** So many turns, the first of which is given. */
  readonly cost: number;
  /** Is the limit the app's, which counts where calls arrive? Else the user has set it, as a pace. */
  readonly isOfApp: boolean;
}

/** Whose turns are taken. */
export interface TurnsOf {
  readonly shared: SharedLimits;
  /** Whoever keeps the windows of its calls together: a process. */
  readonly holder: string;
  /** `null`: it is not known yet. */
  readonly account: () => string | null;
  /** Of all calls of the holder. Absent: each user of it keeps its own. */
  readonly windowOf?: (group: CallGroup) => CallWindow;
  /** Somebody has started it by hand: of a pause that nobody waits for the app itself is asked, since it may be over. */
  readonly isByHand?: boolean;
}

/** The turns of one account. */
export interface CallTurns {
  /** `null`: nobody knows yet whose account it is, or the turns of the others are not waited for. */
  next(bucket: string, wanted: WantedTurn, signal: AbortSignal): Promise<Turn | null>;
  /** In which all calls of this process to the account stand. Absent: nobody knows yet whose it is, or each keeps its own. */
  window(bucket: string): CallWindow | undefined;
  pause(bucket: string, ms: number): void;
  learn(bucket: string, limit: RateLimit): void;
}

/** A run waits so long for one call, in milliseconds; what takes longer is for another run. */
export const longestWaitMs = 5 * 60_000;

/** Turns are taken for so many milliseconds at once: what is not used of them is lost to the others. */
const blockMs = 500;
const mostTurns = 20;

/** Calls of different senders are held up on their way differently, in milliseconds: windows of the app are kept so much longer. */
const slackMs = 150;

interface Block {
  /** So many were taken. */
  readonly turns: number;
  nextAt: number;
  left: number;
  spacingMs: number;
  isShared: boolean;
  known: Pick<TakenTurns, 'pausedForMs' | 'limit'> & { readonly at: number };
}

export function createCallTurns(
  { shared, holder, account, windowOf, isByHand = false }: TurnsOf,
  clock: Pick<Clock, 'now'>,
): CallTurns {
  const blocks = new Map<string, Block>();
  /** What an app has said is kept as well as it can be; a call that asks for a turn says what is wrong. */
  const keep = (keeping: Promise<void>): void => void keeping.catch(() => undefined);
  return {
    async next(bucket, { limit: supposed, share, cost, isOfApp }, signal) {
      const owner = account();
      if (owner === null) return null;
      const before = blocks.get(bucket);
      const group = { account: owner, bucket };
      // What the app has told others is asked for first, without a turn: one that was taken at a slower pace would be waited for,
      // and whoever does not wait for the end of a pause would take those of them who come after it.
      const told = before === undefined ? await shared.take(group, { turns: 0, spacingMs: 0, holder }, signal) : null;
      if (told !== null && told.pausedForMs > longestWaitMs) {
        if (isByHand) return null;
        const { limit: known, pausedForMs } = told;
        return { at: clock.now() + pausedForMs, limit: known, pausedForMs };
      }
      const limit = (isOfApp ? told?.limit : null) ?? supposed;
      const slack = isOfApp && before?.isShared ? slackMs / limit.requests : 0;
      const spacingMs = limit.perMs / limit.requests / share + slack;
      const now = clock.now();
      if (before !== undefined) {
        // A turn that was not used in its time is nobody's any more.
        while (before.left > 0 && before.nextAt <= now - before.spacingMs) {
          before.left -= 1;
          before.nextAt += before.spacingMs;
        }
      }
      let block = before;
      if (block === undefined || block.left < cost || block.spacingMs !== spacingMs) {
        // One at first, then twice as many each time: an app tells its limit with its first answer, and turns that were taken by
        // then at a slower pace would be waited for.
        const wanted = block?.spacingMs === spacingMs ? 2 * block.turns : 1;
        const turns = Math.max(cost, Math.min(wanted, mostTurns, Math.floor(blockMs / spacingMs)));
        const taken = await shared.take(group, { turns, spacingMs, holder }, signal);
        const at = clock.now();
        const { pausedForMs, isShared } = taken;
        const known = { pausedForMs, limit: taken.limit, at };
        block = { turns, nextAt: at + taken.startsInMs, left: turns, spacingMs, isShared, known };
        blocks.set(bucket, block);
      }
      const at = block.nextAt;
      block.nextAt += spacingMs * cost;
      block.left -= cost;
      const { known } = block;
      return { at, limit: known.limit, pausedForMs: known.pausedForMs - (clock.now() - known.at) };
    },
    window(bucket) {
      const owner = account();
      return owner === null ? undefined : windowOf?.({ account: owner, bucket });
    },
    pause(bucket, ms) {
      blocks.delete(bucket);
      const owner = account();
      if (owner !== null) keep(shared.pause({ account: owner, bucket }, ms));
    },
    learn(bucket, limit) {
      const owner = account();
      const block = blocks.get(bucket);
      if (block !== undefined) block.known = { ...block.known, limit };
      if (owner !== null) keep(shared.learn({ account: owner, bucket }, limit));
    },
  };
}
