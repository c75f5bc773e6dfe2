import { randomBytes } from 'node:crypto';
import type { Requester } from '../session/requester.ts';
import type { PairRun } from './pair-run.ts';

/** What happens in a service, for whoever watches it. It names syncs and counts, and no value of a record. */
export type ServiceEvent =
  | {
      readonly kind: 'run-started';
      readonly workspace: string;
      readonly pair: string;
      readonly syncs: readonly string[];
      readonly requester: Requester;
    }
  /** Where a run stands, in one line; not every one is told. */
  | { readonly kind: 'run-progress'; readonly workspace: string; readonly pair: string; readonly line: string }
  | {
      readonly kind: 'run-ended';
      readonly workspace: string;
      readonly pair: string;
      readonly syncs: readonly string[];
      readonly outcome: PairRun['outcome'];
      /** `null`: it did not come to its end. */
      readonly run: string | null;
      readonly message: string | null;
    }
  /** Somebody has written to the state: what was read of it is read again. */
  | { readonly kind: 'state-changed'; readonly workspace: string }
  /** Its file has changed. `isTaken`: it is right, and counts from here on. */
  | { readonly kind: 'configuration-changed'; readonly workspace: string; readonly isTaken: boolean }
  /** A workspace is served, or is no more. */
  | { readonly kind: 'workspace-changed'; readonly workspace: string; readonly served: boolean }
  | {
      readonly kind: 'job';
      readonly workspace: string;
      readonly job: string;
      readonly status: 'waiting' | 'running' | 'done' | 'failed';
      readonly progress: string | null;
    };

export interface NumberedEvent {
  /** Ascends within one process; another process begins with other letters. `null`: it is not kept. */
  readonly id: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly event: ServiceEvent;
}

/** What happened since an event. `isWhole`: nothing is missing in between. */
export interface PastEvents {
  readonly events: readonly NumberedEvent[];
  readonly isWhole: boolean;
}

export interface ServiceEvents {
  tell(event: ServiceEvent): void;
  /** The id of the last that is kept; before the first, one that nothing came before. */
  last(): string;
  /** `null`: nobody has seen any, so that nothing is missing. */
  since(id: string | null): PastEvents;
  /** Told from here on. Gives what ends it. */
  listen(listener: (event: NumberedEvent) => void): () => void;
}

/** So many are kept for whoever comes back. */
const mostKept = 1_000;

/** Progress of one piece of work is told at most once in so many milliseconds. */
const progressEveryMs = 500;

/** Events of one process, in memory. */
export function createServiceEvents(now: () => number): ServiceEvents {
  const process = randomBytes(4).toString('hex');
  const kept: NumberedEvent[] = [];
  const listeners = new Set<(event: NumberedEvent) => void>();
  const lastProgress = new Map<string, number>();
  let count = 0;

  /** Progress is for whoever looks at the moment. */
  const isPassing = (event: ServiceEvent): boolean =>
    event.kind === 'run-progress' || (event.kind === 'job' && event.progress !== null);

  function isTooSoon(event: ServiceEvent, at: number): boolean {
    if (!isPassing(event)) return false;
    const name = JSON.stringify([event.workspace, event.kind === 'job' ? event.job : event.kind]);
    if (at - (lastProgress.get(name) ?? Number.NEGATIVE_INFINITY) < progressEveryMs) return true;
    lastProgress.delete(name);
    lastProgress.set(name, at);
    const [oldest] = lastProgress.keys();
    if (lastProgress.size > mostKept && oldest !== undefined) lastProgress.delete(oldest);
    return false;
  }

  return {
    tell(event) {
      const at = now();
      if (isTooSoon(event, at)) return;
      if (!isPassing(event)) count += 1;
      const numbered = { id: isPassing(event) ? null : `${process}-${count}`, at, event };
      if (numbered.id !== null) kept.push(numbered);
      if (kept.length > mostKept) kept.shift();
      for (const listener of listeners) listener(numbered);
    },
    last: () => `${process}-${count}`,
    since(id) {
      if (id === null) return { events: [], isWhole: true };
      if (id === `${process}-0`) return { events: [...kept], isWhole: count === kept.length };
      const place = kept.findIndex((one) => one.id === id);
      return place === -1 ? { events: [], isWhole: false } : { events: kept.slice(place + 1), isWhole: true };
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
