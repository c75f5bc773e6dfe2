import type { RunWrite } from './write-run.ts';

/**
 * Writes of one kind, at most `size` at a time, in order within a kind. Apps name the field of an upsert once per request,
 * so only creates with the same one travel together.
 */
export function writeBatches<Write extends RunWrite>(
  writes: readonly Write[],
  size: number,
): readonly (readonly Write[])[] {
  const groups = Map.groupBy(writes, ({ change }) =>
    change.kind === 'create' ? `create ${change.upsertOn ?? ''}` : change.kind,
  );
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / size) }, (_, place) => group.slice(place * size, (place + 1) * size)),
  );
}

/**
 * Nothing can be found by an empty value: a create that would be found by one is a plain create. `isKey`: can records
 * be found by this field?
 */
export function withoutEmptyUpsert<Write extends RunWrite>(write: Write, isKey: (field: string) => boolean): Write {
  const { change } = write;
  if (change.kind !== 'create' || change.upsertOn === undefined) return write;
  if ((change.fields[change.upsertOn] ?? null) !== null && isKey(change.upsertOn)) return write;
  const { upsertOn: _, ...plain } = change;
  return { ...write, change: plain };
}
