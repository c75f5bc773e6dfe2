import { tellDuration } from '../output/tell-duration.ts';

/** How a sync can do nothing without anybody being told of an error. */
export const silenceKinds = ['unclaimed', 'stuck', 'emptied', 'stale'] as const;
export type SilenceKind = (typeof silenceKinds)[number];

export interface Silence {
  readonly kind: SilenceKind;
  /** Milliseconds since 1970, UTC. `null`: nobody has noted it. */
  readonly since: number | null;
  /** What to tell a person. */
  readonly text: string;
}

/** So many intervals without a success, and a sync counts as standing still. */
export const patience = 3;

/** A run gives some sign of life in so many milliseconds; a long pause of an app is told like that too. */
const quietMs = 10 * 60_000;

/** So long after its time a sync may wait for a place, in milliseconds: a run of another pair takes minutes at most. */
const unclaimedMs = 5 * 60_000;

export interface SyncOnTheClock {
  readonly everyMs: number;
  readonly nextAt: number | null;
  readonly succeededAt: number | null;
  /** Somebody has paused it, or an app refuses its credentials. */
  readonly rests: boolean;
  /** A run of it is under way. `null`: none is. */
  readonly underWay: { readonly startedAt: number; readonly progressAt: number } | null;
  /** Objects of which an app shows nothing any more. */
  readonly emptied: readonly string[];
}

export interface ServedSince {
  readonly now: number;
  /** Does a service look after it? Without one nobody promises when a sync runs. */
  readonly isServed: boolean;
  /** The first moment that anything is known of its runs. `null`: none ever began. */
  readonly knownSince: number | null;
}

/** What is silent about a sync. Pure. */
export function silencesOf(sync: SyncOnTheClock, { now, isServed, knownSince }: ServedSince): readonly Silence[] {
  const { everyMs, nextAt, succeededAt, rests, underWay, emptied } = sync;
  const found: Silence[] = emptied.map((object) => ({
    kind: 'emptied',
    since: null,
    text: `${object} shows no record any more, where there were some: see whether the key still reads all of it.`,
  }));
  if (underWay !== null && now - underWay.progressAt > quietMs) {
    const text = `A run is under way and has given no sign for ${tellDuration(now - underWay.progressAt)}: an app does not answer, or asks to wait.`;
    found.push({ kind: 'stuck', since: underWay.progressAt, text });
  }
  if (!isServed || rests) return found;
  if (underWay === null && nextAt !== null && nextAt > 0 && now - nextAt > unclaimedMs) {
    const text = `It has been due for ${tellDuration(now - nextAt)}, and nobody has begun it: see whether a worker runs, and whether others keep all places.`;
    found.push({ kind: 'unclaimed', since: nextAt, text });
  }
  const lastSign = succeededAt ?? knownSince;
  if (lastSign !== null && now - lastSign > patience * everyMs) {
    const text = `It came to its end ${succeededAt === null ? 'never' : `${tellDuration(now - lastSign)} ago`}, and should every ${tellDuration(everyMs)}.`;
    found.push({ kind: 'stale', since: lastSign + patience * everyMs, text });
  }
  return found;
}
