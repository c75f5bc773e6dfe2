import type { CompiledSync } from '@linkwright/engine';

const monthMs = 30 * 24 * 3_600_000;

/** Of one connection. */
export interface EstimatedCalls {
  /** In which nothing changes. */
  readonly callsPerMonth: number;
  /** How often its syncs run. */
  readonly every: { readonly shortestMs: number; readonly longestMs: number };
}

/** What nobody has counted yet is taken to be as many records as one association scan reads. */
const assumedRecords = 1000;

/**
 * Calls of cycles in which nothing changed: one a run to check the account and one or two for the schema, one per object
 * and side, and one association scan per pair of objects; and those of the sweeps and complete comparisons of each object.
 */
export function estimateCalls(syncs: readonly CompiledSync[]): ReadonlyMap<string, EstimatedCalls> {
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
      calls.set(connection, (calls.get(connection) ?? 0) + cycles * (2 + scanned.size));
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
    [...calls].map(([connection, callsPerMonth]) => {
      const everyMs = turns.get(connection) ?? [];
      const every = { shortestMs: Math.min(...everyMs), longestMs: Math.max(...everyMs) };
      return [connection, { callsPerMonth, every }];
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
