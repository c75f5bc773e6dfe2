import type { CompiledSync } from '@linkwright/engine';
import type { WriteCounts } from '../operations/cycle/collect-cycle.ts';
import { estimateWrites } from '../operations/cycle/estimate-writes.ts';
import type { Session } from '../session/open-session.ts';
import type { Rehearsal } from './rehearsal-report.ts';
import type { RehearsedCycle } from './rehearsed-cycle.ts';
import type { Samples } from './sample-accounts.ts';
import { objectKey } from './sampled-object.ts';

export interface ObjectCount {
  readonly count: number;
  readonly exact: boolean;
}

/** What the first sync of the whole accounts takes: what it wrote of the sample, times as many as there are records. */
export function estimateRealThing(
  /** Of the real accounts. */
  session: Session,
  samples: Samples,
  counts: ReadonlyMap<string, ObjectCount>,
  /** The first sync of the copies. */
  { details }: RehearsedCycle,
): Rehearsal['realThing'] {
  const { syncs } = session.compilation;
  const factorOf = (sync: CompiledSync, side: 'left' | 'right'): number => {
    const key = objectKey(sync[side]);
    const taken = samples.get(key)?.records.size ?? 0;
    return taken === 0 ? 1 : (counts.get(key)?.count ?? taken) / taken;
  };
  const of = (name: string): { writes: Map<string, WriteCounts> } => {
    const sync = syncs.find((candidate) => candidate.name === name);
    const writes = new Map<string, WriteCounts>();
    if (sync === undefined) return { writes };
    for (const [connection, written] of details.of(name).writes) {
      // What is written to one side comes from the records of the other.
      const from = sync.left.connection === connection ? 'right' : 'left';
      const scale = (value: number): number => Math.round(value * factorOf(sync, from));
      writes.set(connection, {
        creates: scale(written.creates),
        updates: scale(written.updates),
        archives: scale(written.archives),
        mergers: scale(written.mergers),
        edgeUpdates: scale(written.edgeUpdates),
        edges: scale(written.edges),
      });
    }
    return { writes };
  };
  const rateOf = (connection: string) => {
    const { limits } = session.loaded.configuration.connections[connection] ?? {};
    if (limits?.requestsPerSecond !== undefined) return { requests: limits.requestsPerSecond, perMs: 1000 };
    return session.connections.get(connection)?.connector.rateLimits.default;
  };
  const writing = estimateWrites(syncs, { of }, rateOf);
  const reading = readingCalls(samples, counts);
  const readingTimes = [...reading].map(([connection, calls]) => {
    const rate = rateOf(connection);
    return rate === undefined ? 0 : (calls * rate.perMs) / rate.requests;
  });
  const all = [...reading.values()].reduce((sum, calls) => sum + calls, 0);
  return {
    calls: all + writing.calls,
    readingCalls: all,
    writingCalls: writing.calls,
    duration: Math.max(0, ...readingTimes) + writing.duration,
    basis: [...counts.values()].every(({ exact }) => exact) ? 'counted' : 'at-least',
  };
}

/** By connection: every record once, and its associations where they do not come with it. */
function readingCalls(samples: Samples, counts: ReadonlyMap<string, ObjectCount>): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  for (const [key, { object, records }] of samples) {
    const { batchLimits, associationWrites } = object.end.capabilities;
    const count = counts.get(key)?.count ?? records.size;
    const separate =
      object.associations.size > 0 && associationWrites.update === 'separate' ? object.associations.size : 0;
    const needed = Math.ceil(count / batchLimits.read) + separate * Math.ceil(count / batchLimits.readAssociations);
    calls.set(object.connection, (calls.get(object.connection) ?? 0) + Math.max(1, needed));
  }
  return calls;
}
