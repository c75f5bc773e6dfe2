import { createTestRandom } from '@linkwright/core/testing';
import { type CycleReport, createQuietCycles, normalizers, type QuietRequest } from '../../src/index.ts';
import type { TwoApps } from './two-apps.ts';

export type Quietly = (how?: Partial<Pick<QuietRequest, 'only' | 'store' | 'mayStore'>>) => Promise<CycleReport | null>;

/** Quiet cycles by what the apps say of their objects now, whatever they say later. */
export async function keepQuiet(apps: TwoApps): Promise<Quietly> {
  const { syncs } = await apps.compile();
  const cycles = createQuietCycles(syncs);
  const random = createTestRandom(2);
  return (how = {}) => {
    const { store, clock } = apps;
    const { signal } = new AbortController();
    return cycles.run({ store, clock, random, normalizers, signal, ...how });
  };
}

/** Calls of both apps since this was asked last. */
export function callsSince(apps: TwoApps): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const side of ['left', 'right'] as const) {
    for (const [kind, count] of apps[side].calls) calls[`${side} ${kind}`] = count;
    apps[side].resetCalls();
  }
  return calls;
}
