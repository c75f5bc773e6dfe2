import type { CanonicalValue } from '@linkwright/core';
import type { Store } from '@linkwright/engine';
import type { Side } from '../story/story.ts';

/** A conflict as the log has it. Read straight from its table. */
export interface LoggedConflict {
  readonly id: number;
  readonly link: number;
  /** Left and right field id. */
  readonly fields: readonly string[];
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly isWaiting: boolean;
}

/** Those that wait for a decision first. */
export async function loggedConflicts(store: Store): Promise<readonly LoggedConflict[]> {
  const rows = await store.database
    .selectFrom('conflicts')
    .selectAll()
    .where('state', 'in', ['waiting', 'decided'])
    .orderBy('id')
    .execute();
  const conflicts = rows.map(
    (row): LoggedConflict => ({
      id: row.id,
      link: row.link_id,
      fields: JSON.parse(row.mapping),
      left: JSON.parse(row.left_value),
      right: JSON.parse(row.right_value),
      isWaiting: row.state === 'waiting',
    }),
  );
  return [...conflicts.filter(({ isWaiting }) => isWaiting), ...conflicts.filter(({ isWaiting }) => !isWaiting)];
}

/** Is something still to be done that somebody has decided? */
export async function hasDecisions(store: Store): Promise<boolean> {
  const row = await store.database.selectFrom('decisions').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Records that the log says were merged into others, once for each entry. */
export async function loggedMergers({
  database,
}: Store): Promise<readonly { readonly side: Side; readonly record: string }[]> {
  const rows = await database
    .selectFrom('writes')
    .innerJoin('written_records', 'written_records.write_id', 'writes.id')
    .innerJoin('records', 'records.number', 'written_records.record')
    .select(['writes.side', 'records.id'])
    .where('writes.kind', '=', 'merge')
    .orderBy('writes.id')
    .execute();
  return rows.map(({ side, id }) => ({ side: side === 0 ? 'left' : 'right', record: id }));
}
