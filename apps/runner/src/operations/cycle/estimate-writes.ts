import type { RateLimit } from '@linkwright/core';
import type { CompiledSync } from '@linkwright/engine';
import type { SyncDetails, WriteCounts } from './collect-cycle.ts';

export interface WriteEstimate {
  readonly calls: number;
  /** Of these, those that read back what an app has made of what was written, by the names of the apps. */
  readonly readBack: Readonly<Record<string, number>>;
  /** Milliseconds; apps are written to at the same time. */
  readonly duration: number;
}

/** What writing a plan would cost, from the sizes of batches and the rates of the apps. */
export function estimateWrites(
  syncs: readonly CompiledSync[],
  details: { of(sync: string): Pick<SyncDetails, 'writes'> },
  rateOf: (connection: string) => RateLimit | undefined,
): WriteEstimate {
  const calls = new Map<string, number>();
  const readBack: Record<string, number> = {};
  for (const sync of syncs) {
    for (const [connection, writes] of details.of(sync.name).writes) {
      const end = [sync.left, sync.right].find((one) => one.connection === connection);
      if (!end) continue;
      const back = readBackCalls(writes, end.capabilities);
      calls.set(connection, (calls.get(connection) ?? 0) + writeCalls(writes, end.capabilities) + back);
      if (back > 0) readBack[end.displayName] = (readBack[end.displayName] ?? 0) + back;
    }
  }
  const durations = [...calls].map(([connection, count]) => {
    const rate = rateOf(connection);
    return rate ? (count * rate.perMs) / rate.requests : 0;
  });
  const sum = [...calls.values()].reduce((total, count) => total + count, 0);
  return { calls: sum, readBack, duration: Math.max(0, ...durations) };
}

type Capabilities = CompiledSync['left']['capabilities'];

function writeCalls(writes: WriteCounts, capabilities: Capabilities): number {
  const { associationWrites, batchLimits } = capabilities;
  const inline = associationWrites.update === 'inline';
  return (
    Math.ceil(writes.creates / batchLimits.create) +
    Math.ceil(updatesOf(writes, capabilities) / batchLimits.update) +
    Math.ceil(writes.archives / batchLimits.archive) +
    writes.mergers +
    Math.ceil((inline ? 0 : writes.edges) / batchLimits.writeAssociations)
  );
}

/** What an app does not show in its answers is read back. */
function readBackCalls(writes: WriteCounts, capabilities: Capabilities): number {
  if (capabilities.echoesWrites !== false) return 0;
  return Math.ceil((writes.creates + updatesOf(writes, capabilities)) / capabilities.batchLimits.read);
}

const updatesOf = ({ updates, edgeUpdates }: WriteCounts, { associationWrites }: Capabilities): number =>
  updates + (associationWrites.update === 'inline' ? edgeUpdates : 0);
