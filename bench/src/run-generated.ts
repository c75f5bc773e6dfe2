import { type BrakeName, type Brakes, objectSyncSchema } from '@linkwright/core';
import {
  type CycleReport,
  type CycleRequest,
  compileSyncs,
  normalizers,
  runCycle,
  type Store,
  systemClock,
} from '@linkwright/engine';
import { type GeneratedApp, generatedApp, generatedFields, generatedObject } from './generated-app.ts';

export interface GeneratedPair {
  readonly left: GeneratedApp;
  readonly right: GeneratedApp;
  /** A run on a state that is its own from the first one on. */
  run(store: Store, options?: RunOptions): Promise<CycleReport>;
}

export type RunOptions = Pick<CycleRequest, 'full' | 'undo'> & { readonly allow?: readonly BrakeName[] };

/** Two apps that answer at once, the left one with so many records, the right one empty, and a sync of all their fields. */
export async function generatedPair(records: number, brakes: Brakes): Promise<GeneratedPair> {
  const left = generatedApp('left', { most: records, full: true });
  const right = generatedApp('right', { most: records, full: false });
  const side = (connection: string) => ({ connection, object: generatedObject });
  const syncs = {
    people: objectSyncSchema.parse({
      left: side('left'),
      right: side('right'),
      match: { left: 'email', right: 'email' },
      fields: Object.keys(generatedFields(0)).map((field) => ({ left: field, right: field })),
      associations: [],
      brakes,
    }),
  };
  const connections = new Map([
    ['left', left.connected],
    ['right', right.connected],
  ]);
  const { signal } = new AbortController();
  const compilation = await compileSyncs({ connections, syncs }, { signal });
  return {
    left,
    right,
    run: (store, options = {}) =>
      runCycle({
        syncs: compilation.syncs,
        store,
        mode: 'sync',
        clock: systemClock,
        random: Math.random,
        normalizers,
        signal,
        ...options,
      }),
  };
}

/** A figure says nothing if the work was not done: what a run has written to the right side, and nothing else. */
export function checkWritten(
  report: CycleReport,
  wanted: { readonly [kind in 'created' | 'updated' | 'archived']?: number },
): void {
  const of = (side: 'left' | 'right', one: CycleReport['syncs'][number]) => {
    return [one[side].created, one[side].updated, one[side].archived];
  };
  const written = report.syncs.flatMap((one) => [of('left', one), of('right', one)]);
  const { created = 0, updated = 0, archived = 0 } = wanted;
  if (
    JSON.stringify(written) ===
    JSON.stringify([
      [0, 0, 0],
      [created, updated, archived],
    ])
  )
    return;
  throw new Error(`wanted ${JSON.stringify(wanted)}, and written were ${JSON.stringify(written)}: ${report.status}`);
}
