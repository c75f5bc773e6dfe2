import type { CompiledSync } from '../context/compiled-sync.ts';

/**
 * Targets before sources, in the order of the file where nothing decides: a record is then created together with its
 * associations. On a cycle (or with an object that points at itself) some edges are placed in a second pass.
 */
export function orderSyncs(syncs: readonly CompiledSync[]): readonly CompiledSync[] {
  const byName = new Map(syncs.map((sync) => [sync.name, sync]));
  const ordered: CompiledSync[] = [];
  const seen = new Set<string>();
  const visit = (sync: CompiledSync): void => {
    if (seen.has(sync.name)) return;
    seen.add(sync.name);
    for (const mapping of sync.associations) {
      const target = byName.get(mapping.via);
      if (target) visit(target);
    }
    ordered.push(sync);
  };
  for (const sync of syncs) visit(sync);
  return ordered;
}
