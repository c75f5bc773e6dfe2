import { type Kysely, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { type PastWrites, readWrites, type WriteKind } from './log.ts';
import { withShapes } from './shapes.ts';
import { type Side, sideNumber } from './side.ts';

/** Which entry of the log, and which of the records in it. */
export interface WritePlace {
  readonly write: number;
  readonly position: number;
}

export interface WritesWanted {
  readonly run: string;
  /** Only what was written to these. Absent: everywhere. */
  readonly to?: readonly { readonly pair: number; readonly side: Side }[];
  readonly kind?: WriteKind;
  /** Numbers. Absent: of all records. */
  readonly records?: readonly number[];
  /** Only what comes after. `null`: from the first on. */
  readonly after: WritePlace | null;
  readonly limit: number;
}

/** What was written to one record, and where that stands in the log. */
export interface PlacedWrite extends PastWrites {
  readonly pair: number;
  readonly place: WritePlace;
}

/** So many calls are read at a time: each may have written a hundred records. */
const together = 10;

/** A page of what a run has written, record by record, in the order it was written. */
export async function writePage(database: Kysely<Database>, wanted: WritesWanted): Promise<readonly PlacedWrite[]> {
  const { after, limit } = wanted;
  const found: PlacedWrite[] = [];
  const meant = wanted.records && new Set(wanted.records);
  let from = after?.write ?? 0;
  for (;;) {
    const rows = await selectPage(database, wanted, from);
    for (const { pair, writes } of await withShapes(database, rows, (row, shapes) => ({
      pair: row.pair_id,
      writes: readWrites(row, shapes),
    }))) {
      for (const [position, write] of writes.entries()) {
        if (write.write === after?.write && position <= after.position) continue;
        if (meant && !meant.has(write.record)) continue;
        found.push({ ...write, pair, place: { write: write.write, position } });
        if (found.length === limit) return found;
      }
    }
    if (rows.length < together) return found;
    from = (rows.at(-1)?.id ?? from) + 1;
  }
}

function selectPage(database: Kysely<Database>, { run, to, kind, records }: WritesWanted, from: number) {
  const places = (to ?? []).map(({ pair, side }) => sql<boolean>`(pair_id = ${pair} and side = ${sideNumber(side)})`);
  return database
    .selectFrom('writes')
    .select(['id', 'run', 'pair_id', 'side', 'kind', 'changes', 'at'])
    .where('run', '=', run)
    .where('id', '>=', from)
    .$if(to !== undefined, (query) =>
      query.where(places.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(places, sql` or `)})`),
    )
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'create'))
    .$if(records !== undefined, (query) =>
      query.where(
        'id',
        'in',
        database
          .selectFrom('written_records')
          .select('write_id')
          .where(among('record', records ?? [])),
      ),
    )
    .orderBy('id')
    .limit(together)
    .execute();
}
