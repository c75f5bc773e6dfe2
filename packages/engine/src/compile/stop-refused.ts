import type { StoppedSync } from '../context/stopped-sync.ts';
import type { RefusedObject } from './resolve-ends.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';
import { targetPairs } from './target-pairs.ts';

/**
 * Which syncs an app stops by refusing objects: those of the objects, and those that map an association to them in the file,
 * unless the objects are known from before. To run such a sync without the association would make records without it, and
 * forget what is known of it. A default mapping, which nobody wrote, waits for a sync of its targets as ever.
 */
export function stopRefused(
  mappings: readonly ResolvedMapping[],
  known: {
    readonly refused: readonly RefusedObject[];
    /** Those of the objects themselves. */
    readonly stopped: readonly StoppedSync[];
    readonly syncs: readonly ResolvedSync[];
    readonly implied: readonly ResolvedSync[];
  },
): { readonly mappings: readonly ResolvedMapping[]; readonly stopped: readonly StoppedSync[] } {
  const stopped = [...known.stopped];
  const errorOf = (connection: string, ids: readonly string[]) =>
    known.refused.find((one) => one.connection === connection && ids.includes(one.object))?.error;
  const stop = (name: string, error: StoppedSync['error'] | undefined, association: string | null): void => {
    if (error && !stopped.some((one) => one.name === name)) stopped.push({ name, error, association });
  };
  for (const { name, left, right } of known.implied) {
    stop(name, errorOf(left.connection, [left.object.id]) ?? errorOf(right.connection, [right.object.id]), null);
  }
  const syncs = [...known.syncs, ...known.implied];
  const placeable = mappings.filter(({ sync, left, right, mapping, assumed }) => {
    const error = errorOf(sync.left.connection, left.targets) ?? errorOf(sync.right.connection, right.targets);
    if (assumed || !error || syncs.some((one) => targetPairs(one, sync, left, right).length > 0)) return true;
    stop(sync.name, error, mapping.left);
    return false;
  });
  return { mappings: placeable, stopped };
}
