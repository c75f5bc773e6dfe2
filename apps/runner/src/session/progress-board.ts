import type { CycleEvent } from '@linkwright/engine';
import { count, formatNumber } from '../output/format-number.ts';
import { tellDuration } from '../output/tell-duration.ts';

interface Phase {
  readonly what: string;
  readonly startedAt: number;
  done: number;
  /** Absent: nobody knows how much there is. */
  total: number | undefined;
  /** Of the records under way, those that were written; counted as done once they have been settled. */
  written: number;
}

/** Where a cycle is: each object that is read and each sync that is worked on by itself. */
export interface ProgressBoard {
  listen(event: CycleEvent): void;
  /** One line; what is written stands first. `null`: nothing is under way. */
  line(): string | null;
}

/** A rate is told once it has been measured for so long, in milliseconds. */
const measuredMs = 2000;

export function createProgressBoard(options: {
  readonly mode: 'plan' | 'sync' | 'drift';
  readonly now: () => number;
  /** Calls that wait for their turn, because of the apps' limits. */
  readonly waitingCalls: () => number;
  /** What they wait for, where an app asks for it. */
  readonly waits: () => string | null;
}): ProgressBoard {
  const { mode, now, waitingCalls, waits } = options;
  const reading = new Map<string, Phase>();
  let working: { readonly sync: string; readonly phase: Phase } | null = null;
  const start = (what: string, total?: number): Phase => ({ what, startedAt: now(), done: 0, total, written: 0 });

  function tell({ what, startedAt, done, total, written }: Phase): string {
    const reached = total === undefined ? done : Math.min(done + written, total);
    const elapsed = now() - startedAt;
    const rate = reached / elapsed;
    const parts = [total === undefined ? formatNumber(reached) : `${formatNumber(reached)} of ${formatNumber(total)}`];
    if (elapsed >= measuredMs && reached > 0) {
      parts.push(`${formatNumber(Math.max(1, Math.round(rate * 1000)))}/s`);
      if (total !== undefined && total > reached) parts.push(`${tellDuration((total - reached) / rate)} left`);
    }
    return `${what} ${parts.join(', ')}`;
  }

  return {
    listen(event) {
      if (event.kind === 'page-pulled') {
        const key = `${event.connection} ${event.object}`;
        const phase = reading.get(key) ?? start(`reading ${key}`);
        reading.set(key, phase);
        phase.done += event.records;
        phase.total = event.expected === undefined ? undefined : Math.max(event.expected, phase.done);
      } else if (event.kind === 'object-pulled') reading.delete(`${event.connection} ${event.object}`);
      else if (event.kind === 'pass-started') {
        const what = `${mode === 'sync' ? 'syncing' : 'planning'} ${event.sync}`;
        working = { sync: event.sync, phase: start(what, event.records) };
      } else if (event.kind === 'records-settled' && working?.sync === event.sync) {
        working.phase.done += event.records;
        working.phase.written = 0;
        if (working.phase.done >= (working.phase.total ?? 0)) working = null;
      } else if (event.kind === 'operation' && working?.sync === event.operation.sync) working.phase.written += 1;
    },
    line() {
      const phases = [...(working ? [working.phase] : []), ...reading.values()];
      const waited = waits();
      const waiting = phases.length > 0 ? waitingCalls() : 0;
      const parts = [
        // A line is cut where the terminal ends, and this explains why nothing moves.
        ...(waited === null ? [] : [waited]),
        ...phases.map(tell),
        ...(waiting > 0 ? [`${count(waiting, 'call')} waiting`] : []),
      ];
      return parts.length === 0 ? null : parts.join(' · ');
    },
  };
}
