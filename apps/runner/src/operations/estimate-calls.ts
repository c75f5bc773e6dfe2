import type { CompiledSync } from '@linkwright/engine';
import { believedMs } from '../session/session-keeper.ts';

const monthMs = 30 * 24 * 3_600_000;

/** Of one connection. */
export interface EstimatedCalls {
  /** In which nothing changes, where each run is a process of its own, as of a timer that runs a command. */
  readonly callsPerMonth: number;
  /** The same where a service runs the syncs. */
  readonly servedPerMonth: number;
  /** How often its syncs run. */
  readonly every: { readonly shortestMs: number; readonly longestMs: number };
}

/** A service believes for so long what the apps have said of their objects. */
const describesPerMonth = monthMs / believedMs;

/** Nobody has counted: one to check the account, and one for what its objects are. */
const assumedOpening = 2;

/** What nobody has counted yet is taken to be as many records as one association scan reads. */
const assumedRecords = 1000;

/**
 * Calls of cycles in which nothing changed: one per object and side, and one association scan per pair of objects; those of the sweeps
 * and complete comparisons of each object; and what it takes to say what the objects are, for each run or, of a service, once an hour.
 * `opening`: so many calls that takes, by connection. `null`: nobody has counted.
 */
export function estimateCalls(
  syncs: readonly CompiledSync[],
  opening: (connection: string) => number | null,
): ReadonlyMap<string, EstimatedCalls> {
  const calls = new Map<string, number>();
  const turns = new Map<string, number[]>();
  const complete = new Map<string, { readonly connection: string; readonly calls: number }>();
  for (const sync of syncs) {
    const cycles = Math.round(monthMs / sync.everyMs);
    for (const side of ['left', 'right'] as const) {
      const { connection, object } = sync[side];
      turns.set(connection, [...(turns.get(connection) ?? []), sync.everyMs]);
      const scanned = new Set(
        sync.associations
          .map((mapping) => object.associations.find((association) => association.id === mapping[side].id))
          .filter((association) => association !== undefined && !association.changeTouchesRecord)
          .flatMap((association) => association?.targets ?? []),
      );
      calls.set(connection, (calls.get(connection) ?? 0) + cycles * (1 + scanned.size));
      const readings = readingsOfAll(sync, side);
      const key = `${sync[side].account}\n${object.id}`;
      // Syncs that share an object share its readings: the most frequent ones count.
      if (readings > (complete.get(key)?.calls ?? 0)) complete.set(key, { connection, calls: readings });
    }
  }
  for (const { connection, calls: more } of complete.values()) {
    calls.set(connection, (calls.get(connection) ?? 0) + more);
  }
  return new Map(
    [...calls].map(([connection, reading]) => {
      const everyMs = turns.get(connection) ?? [];
      const every = { shortestMs: Math.min(...everyMs), longestMs: Math.max(...everyMs) };
      // Syncs that are due together are one run.
      const runs = Math.round(monthMs / every.shortestMs);
      const toOpen = opening(connection) ?? assumedOpening;
      const callsPerMonth = reading + runs * toOpen;
      return [
        connection,
        { callsPerMonth, servedPerMonth: reading + Math.min(runs, describesPerMonth) * toOpen, every },
      ];
    }),
  );
}

/** Calls of a month in which all ids, or all records, of an object are read; a run can do neither oftener than it runs. */
function readingsOfAll({ everyMs, sweepMs, compareMs, ...sync }: CompiledSync, side: 'left' | 'right'): number {
  const { capabilities, object } = sync[side];
  const { deletions, batchLimits } = { ...capabilities, ...object.capabilities };
  const comparisons = monthMs / Math.max(everyMs, compareMs);
  const sweeps = deletions === 'sweep' ? monthMs / Math.max(everyMs, sweepMs) : 0;
  return Math.round((sweeps + comparisons) * Math.ceil(assumedRecords / batchLimits.read));
}
