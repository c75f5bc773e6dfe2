import type { Store } from '@linkwright/engine';

/** How far an object has been read. Read straight from its table. */
export interface ReadProgress {
  readonly account: string;
  readonly object: string;
  readonly checkpoint: string | null;
}

export const readProgress = ({ database }: Store): Promise<readonly ReadProgress[]> =>
  database
    .selectFrom('reads')
    .innerJoin('objects', 'objects.id', 'reads.object_id')
    .select(['objects.account', 'objects.object', 'reads.checkpoint'])
    .orderBy('objects.id')
    .execute();

/** Records that the state takes for gone: account, object and id. */
export async function goneRecords({ database }: Store): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom('records')
    .innerJoin('objects', 'objects.id', 'records.object_id')
    .select(['objects.account', 'objects.object', 'records.id'])
    .where('records.gone', '=', 1)
    .orderBy('records.number')
    .execute();
  return new Set(rows.map(({ account, object, id }) => `${account} ${object} ${id}`));
}

/** Of the runs that the state keeps. */
export async function runCount({ database }: Store): Promise<number> {
  const { count } = await database
    .selectFrom('runs')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
