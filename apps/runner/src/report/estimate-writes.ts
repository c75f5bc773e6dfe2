import type { RateLimit } from '@linkwright/core';
import type { CompiledSync } from '@linkwright/engine';
import type { CollectedCycle, WriteCounts } from './collect-cycle.ts';

export interface WriteEstimate {
  readonly calls: number;
  /** Milliseconds; apps are written to at the same time. */
  readonly duration: number;
}

/** What writing a plan would cost, from the sizes of batches and the rates of the apps. */
export function estimateWrites(
  syncs: readonly CompiledSync[],
  details: Pick<CollectedCycle, 'of'>,
  rateOf: (connection: string) => RateLimit | undefined,
): WriteEstimate {
  const calls = new Map<string, number>();
  for (const sync of syncs) {
    for (const [connection, writes] of details.of(sync.name).writes) {
      const end = [sync.left, sync.right].find((one) => one.connection === connection);
      if (end) calls.set(connection, (calls.get(connection) ?? 0) + callsFor(writes, end.capabilities));
    }
  }
  const durations = [...calls].map(([connection, count]) => {
    const rate = rateOf(connection);
    return rate ? (count * rate.perMs) / rate.requests : 0;
  });
  return { calls: [...calls.values()].reduce((sum, count) => sum + count, 0), duration: Math.max(0, ...durations) };
}

function callsFor(
  writes: WriteCounts,
  { associationWrites, batchLimits, echoesWrites }: CompiledSync['left']['capabilities'],
): number {
  const inline = associationWrites.update === 'inline';
  const updates = writes.updates + (inline ? writes.edgeUpdates : 0);
  // What an app does not show in its answers is read back.
  const readBack = echoesWrites === false ? Math.ceil((writes.creates + updates) / batchLimits.read) : 0;
  return (
    readBack +
    Math.ceil(writes.creates / batchLimits.create) +
    Math.ceil(updates / batchLimits.update) +
    Math.ceil((inline ? 0 : writes.edges) / batchLimits.writeAssociations)
  );
}
