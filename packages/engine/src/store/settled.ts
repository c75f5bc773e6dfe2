import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';

export interface Settled {
  /** Nothing waits for a run, and nothing of the last ones is left over. */
  readonly isSettled: boolean;
  /** There are records that somebody wants forgotten. */
  readonly hasForgotten: boolean;
}

const look = keptStatement({
  build(database, { pairs, now }: { readonly pairs: readonly number[]; readonly now: number }) {
    const ofPairs = sql`pair_id in (${sql.join(pairs)})`;
    return sql<{ left: number; forgotten: number }>`
      select case when exists (select 1 from dirty where ${ofPairs})
        or exists (select 1 from failures where ${ofPairs} and next_at <= ${now})
        or exists (select 1 from holds where ${ofPairs} and reason in ('in-review', 'to-archive', 'to-merge'))
        or exists (select 1 from intents where ${ofPairs})
        or exists (select 1 from decisions where ${ofPairs})
        or exists (select 1 from pulled_brakes where ${ofPairs})
        or exists (select 1 from unread_writes)
        or exists (select 1 from stand_ins)
        or exists (select 1 from former_keys)
        then 1 else 0 end as "left",
        case when exists (select 1 from forgotten) then 1 else 0 end as forgotten
    `.compile(database);
  },
  parameters: ({ pairs, now }) => [...pairs, ...pairs, now, ...pairs, ...pairs, ...pairs, ...pairs],
  shape: ({ pairs }) => pairs.length,
});

/**
 * Is there nothing to be done for some pairs until an app shows something else? `now`: milliseconds since 1970. Whatever a run would
 * look at without being told by an app has its line here.
 */
export async function lookWhetherSettled(
  { database }: { readonly database: Kysely<Database> },
  pairs: readonly number[],
  now: number,
): Promise<Settled> {
  const [row] = await look(database, { pairs, now });
  return { isSettled: row?.left === 0, hasForgotten: row?.forgotten !== 0 };
}
