import type { Kysely } from 'kysely';
import { keyChangesOf, objectsNamedByKey } from '../context/key-changes.ts';
import type { Database } from '../store/database.ts';
import { wakeSourcesWithKeys } from '../store/edges.ts';
import type { ChunkContext } from './chunk-context.ts';
import type { Progress } from './chunk-item.ts';

/**
 * A target that was seen for the first time, or renamed, while this chunk was on its way could not wake the records of it:
 * how they name it was not stored yet. They are looked at again.
 */
export async function wakeRenamed(
  { context, plan, keyChanges }: ChunkContext,
  database: Kysely<Database>,
  progress: readonly Progress[],
): Promise<void> {
  const now = keyChangesOf(context, plan);
  const outdated = plan.associations.filter((association) =>
    objectsNamedByKey(association).some((object) => now.get(object) !== keyChanges.get(object)),
  );
  await wakeSourcesWithKeys(
    database,
    outdated.map(({ association }) => association),
    progress.flatMap(({ link }) => link?.id ?? []),
  );
}
