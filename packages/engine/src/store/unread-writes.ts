import type { Fields } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import type { Link } from './links.ts';
import { withShapes } from './shapes.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { readFields, readHalves } from './stored-json.ts';

/** An answered write whose record has not been read back. */
export interface UnreadWrite {
  readonly link: number;
  readonly side: Side;
  /** By mapping key: what was sent. */
  readonly sent: Fields;
  /** Of the record that the write made, as `versionOfWrite` tells it. `null`: it is not known. */
  readonly version: string | null;
}

export async function putUnreadWrites(database: Kysely<Database>, writes: readonly UnreadWrite[]): Promise<void> {
  const rows = writes.map(({ link, side, sent, version }) => ({
    link_id: link,
    side: sideNumber(side),
    sent: JSON.stringify(sent),
    version,
  }));
  await insertRows(database, 'unread_writes', rows, (chunk) =>
    database
      .insertInto('unread_writes')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['link_id', 'side']).doUpdateSet((row) => ({
          sent: row.ref('excluded.sent'),
          version: row.ref('excluded.version'),
        })),
      ),
  );
}

/** Those of links that stand, with their links. */
export async function loadUnreadWrites(
  database: Kysely<Database>,
  pair: number,
): Promise<readonly { readonly write: UnreadWrite; readonly link: Pick<Link, 'id' | Side | 'base'> }[]> {
  // Asked for both at once, SQLite walks through all links.
  const unread = await database.selectFrom('unread_writes').select('link_id').execute();
  if (unread.length === 0) return [];
  const ids = unread.map(({ link_id: id }) => id);
  const rows = await database
    .selectFrom('unread_writes')
    .innerJoin('links', 'links.id', 'unread_writes.link_id')
    .innerJoin('records as left_end', 'left_end.number', 'links.left_record')
    .innerJoin('records as right_end', 'right_end.number', 'links.right_record')
    .select(['links.id', 'left_end.id as left', 'right_end.id as right', 'links.base'])
    .select(['unread_writes.side', 'unread_writes.sent', 'unread_writes.version'])
    .where('links.pair_id', '=', pair)
    .where('links.state', '=', 'linked')
    .where(among('links.id', ids))
    .orderBy('links.id')
    .execute();
  return withShapes(database, rows, (row, shapes) => ({
    write: {
      link: row.id,
      side: sideOf(row.side),
      sent: readFields(row.sent, `the unread write of link ${row.id}`),
      version: row.version,
    },
    link: { id: row.id, left: row.left, right: row.right, base: shapes.unpack(row.base, `link ${row.id}`, readHalves) },
  }));
}

export async function dropUnreadWrites(
  database: Kysely<Database>,
  side: Side,
  links: readonly number[],
): Promise<void> {
  if (links.length === 0) return;
  await database
    .deleteFrom('unread_writes')
    .where('side', '=', sideNumber(side))
    .where(among('link_id', links))
    .execute();
}
