import { brakeNames } from '@linkwright/core';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { parseStored } from './stored-json.ts';

const kindSchema = z.enum(brakeNames);

const detailSchema = z.object({
  /** Name of the field or association field on that side. `null`: whole records are concerned. */
  field: z.string().nullable(),
  count: z.int(),
  of: z.int(),
  /** One of the records on that side. `null`: none can be named. */
  example: z.object({ id: z.string(), label: z.string() }).nullable(),
  /** What has changed, how often, and where. */
  text: z.string(),
  cause: z.string(),
  /** What puts it right, other than to allow it. */
  remedy: z.string(),
});

/** Something that changes on one side in such numbers that somebody is asked first. */
export interface PulledBrake extends z.output<typeof detailSchema> {
  readonly kind: z.output<typeof kindSchema>;
  /** Where the change was seen. */
  readonly side: Side;
  /** Names what has changed, in the state alone. */
  readonly subject: string;
}

export interface StandingBrake extends PulledBrake {
  /** When it pulled first, in milliseconds since 1970. */
  readonly since: number;
}

/** Of a sync, the widest first. */
export async function loadPulledBrakes(
  database: Kysely<Database>,
  pair: number,
  sync: string,
): Promise<readonly StandingBrake[]> {
  const rows = await database
    .selectFrom('pulled_brakes')
    .selectAll()
    .where('pair_id', '=', pair)
    .where('sync', '=', sync)
    .execute();
  return rows
    .map(({ kind, side, subject, detail, since }) => ({
      ...parseStored(detailSchema, detail, 'a pulled brake'),
      kind: parseStored(kindSchema, JSON.stringify(kind), 'a pulled brake'),
      side: sideOf(side),
      subject,
      since,
    }))
    .sort((one, other) => other.count - one.count);
}

/** Whether there is anything to look at: dirty records, and brakes that were pulled when the pair was last looked at. */
export async function brakeOutlook(
  database: Kysely<Database>,
  pair: number,
): Promise<{ readonly dirty: number; readonly pulled: number }> {
  const { rows } = await sql<{ dirty: number; pulled: number }>`
    select (select count(*) from dirty where pair_id = ${pair}) as dirty,
      (select count(*) from pulled_brakes where pair_id = ${pair}) as pulled
  `.execute(database);
  return { dirty: Number(rows[0]?.dirty ?? 0), pulled: Number(rows[0]?.pulled ?? 0) };
}

/** In the place of what stood there. What goes on being pulled keeps its time. */
export async function savePulledBrakes(
  database: Kysely<Database>,
  { pair, sync }: { readonly pair: number; readonly sync: string },
  pulled: readonly PulledBrake[],
  at: number,
): Promise<void> {
  const before = await loadPulledBrakes(database, pair, sync);
  if (before.length + pulled.length === 0) return;
  await database.deleteFrom('pulled_brakes').where('pair_id', '=', pair).where('sync', '=', sync).execute();
  for (const { kind, side, subject, ...detail } of pulled) {
    const known = before.find((one) => one.kind === kind && one.side === side && one.subject === subject);
    const row = { pair_id: pair, sync, kind, side: sideNumber(side), subject };
    const since = known?.since ?? at;
    await database
      .insertInto('pulled_brakes')
      .values({ ...row, detail: JSON.stringify(detailSchema.parse(detail)), since })
      .execute();
  }
}

/** What stopped syncs of the pair that the file no longer has under these names. */
export async function forgetPulledBrakes(
  database: Kysely<Database>,
  pair: number,
  syncs: readonly string[],
): Promise<void> {
  await database.deleteFrom('pulled_brakes').where('pair_id', '=', pair).where('sync', 'not in', syncs).execute();
}
