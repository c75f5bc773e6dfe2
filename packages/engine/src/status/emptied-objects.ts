import { sql } from 'kysely';
import type { CompiledSync } from '../context/compiled-sync.ts';
import { numberSyncs } from '../cycle/number-syncs.ts';
import { sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** An object of which its app shows no record any more, while there were some. */
export interface EmptiedObject {
  readonly sync: string;
  readonly connection: string;
  readonly object: string;
}

/** What was read as empty where there was something: a view that was narrowed, a right that was taken, or a real end. */
export async function emptiedObjects(store: Store, syncs: readonly CompiledSync[]): Promise<readonly EmptiedObject[]> {
  const { pairs } = await numberSyncs(store, syncs);
  const found: EmptiedObject[] = [];
  for (const pair of pairs) {
    for (const side of sides) {
      const { object } = pair[side];
      const { rows } = await sql<{ emptied: number }>`
        select 1 as emptied
        where exists (select 1 from records where object_id = ${object} and gone = 1)
          and not exists (select 1 from records where object_id = ${object} and gone = 0)
      `.execute(store.database);
      const { connection, object: schema } = pair.sync[side];
      if (rows.length > 0) found.push({ sync: pair.sync.name, connection, object: schema.name });
    }
  }
  return found;
}
