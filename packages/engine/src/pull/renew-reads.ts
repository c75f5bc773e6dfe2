import type { CycleContext, ObjectPlan } from '../context/cycle-context.ts';
import { inChunks } from '../store/in-chunks.ts';
import { observeRecords } from './observe-records.ts';
import { storeVanished } from './verify-absence.ts';

/**
 * Reads records again that are about to be written, by a consistent read. Returns the ids of those that are no longer as
 * they were known: their writes have to be decided anew.
 */
export async function renewReads(
  context: CycleContext,
  plan: ObjectPlan,
  ids: readonly string[],
  /** Ids of the association fields that are read with them. */
  associations: readonly string[],
): Promise<ReadonlySet<string>> {
  const { store, clock, normalizers } = context;
  const outdated = new Set<string>();
  for (const chunk of inChunks(ids, plan.end.capabilities.batchLimits.read)) {
    const answers = await plan.end.app.readRecords(
      {
        object: plan.end.object.id,
        ids: chunk,
        fields: [...plan.fields.keys()],
        associations,
      },
      { signal: context.signal },
    );
    await store.transaction(async (database) => {
      for (const id of await storeVanished(database, plan, answers)) outdated.add(id);
      const there = answers.flatMap(({ record }) => (record ? [record] : []));
      const { changed } = await observeRecords(database, plan, there, { at: clock.now(), normalizers });
      for (const id of changed) outdated.add(id);
    });
  }
  return outdated;
}
