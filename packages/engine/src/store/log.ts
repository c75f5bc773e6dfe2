import type { CanonicalValue } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { inChunks } from './in-chunks.ts';
import { type Side, sideNumber } from './side.ts';

/** A value that lost: it can be brought back from here. */
export interface Conflict {
  readonly link: number;
  readonly mapping: string;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly winner: Side;
}

export async function logConflicts(
  database: Kysely<Database>,
  run: string,
  pair: number,
  conflicts: readonly Conflict[],
  at: number,
): Promise<void> {
  for (const chunk of inChunks(conflicts)) {
    await database
      .insertInto('conflicts')
      .values(
        chunk.map((conflict) => ({
          run,
          pair_id: pair,
          link_id: conflict.link,
          mapping: conflict.mapping,
          left_value: JSON.stringify(conflict.left),
          right_value: JSON.stringify(conflict.right),
          winner: conflict.winner,
          at,
        })),
      )
      .execute();
  }
}

/** Before and after, by field or association id. */
export type WrittenChanges = Readonly<
  Record<string, { readonly before: CanonicalValue; readonly after: CanonicalValue }>
>;

export interface LoggedWrite {
  readonly side: Side;
  readonly record: string;
  readonly kind: 'create' | 'update' | 'associate';
  readonly changes: WrittenChanges;
}

export async function logWrites(
  database: Kysely<Database>,
  run: string,
  pair: number,
  writes: readonly LoggedWrite[],
  at: number,
): Promise<void> {
  for (const chunk of inChunks(writes)) {
    await database
      .insertInto('writes')
      .values(
        chunk.map((write) => ({
          run,
          pair_id: pair,
          side: sideNumber(write.side),
          record_id: write.record,
          kind: write.kind,
          changes: JSON.stringify(write.changes),
          at,
        })),
      )
      .execute();
  }
}
