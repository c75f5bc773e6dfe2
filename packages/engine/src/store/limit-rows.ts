import { z } from 'zod';
import { type SharedLimits, sharedForMs, type TakenTurns } from './shared-limits.ts';

/** A statement in pieces, and what stands between them. */
export type Ask = (pieces: readonly string[], values: readonly (string | number)[]) => Promise<readonly unknown[]>;

/** One row for each group of calls of an account. Times are milliseconds since 1970. */
export const limitsTable = `
  create table if not exists call_limits (
    account text not null, bucket text not null, holder text not null default '',
    starts_at double precision not null default 0, free_at double precision not null default 0,
    paused_until double precision not null default 0, shared_until double precision not null default 0,
    requests double precision, per_ms double precision, primary key (account, bucket))`;

/** PostgreSQL's driver gives numbers with a fraction as texts. */
const number = z.coerce.number();
const numberOrNone = z.union([z.null(), number]);

const rowSchema = z
  .object({
    starts_in: number,
    paused_for: number,
    is_shared: number,
    requests: numberOrNone,
    per_ms: numberOrNone,
  })
  .transform(({ starts_in, paused_for, is_shared, requests, per_ms }) => {
    const limit = requests === null || per_ms === null ? null : { requests, perMs: per_ms };
    const startsInMs = Math.max(0, starts_in);
    return { startsInMs, pausedForMs: paused_for, isShared: is_shared === 1, limit } satisfies TakenTurns;
  });
const rowsSchema = z.array(rowSchema);

/**
 * Limits in a table of a database. `ask` carries out one statement at a time, in a transaction of its own; `now` is the database's
 * word for milliseconds since 1970, and `greatest` its function for the largest of several.
 */
export function limitsInRows(ask: Ask, { now, greatest }: { readonly now: string; readonly greatest: string }) {
  const free = `${greatest}(one.free_at, one.paused_until, ${now})`;
  const shown = `starts_at - ${now} as starts_in, paused_until - ${now} as paused_for,
    case when shared_until > ${now} then 1 else 0 end as is_shared, requests, per_ms`;
  return {
    async take({ account, bucket }, { turns, spacingMs, holder }) {
      const lengthMs = turns * spacingMs;
      const rows = await ask(
        [
          'insert into call_limits as one (account, bucket, holder, starts_at, free_at) values (',
          ', ',
          ', ',
          `, ${now}, ${now} + `,
          `) on conflict (account, bucket) do update set starts_at = ${free}, free_at = ${free} + `,
          `, holder = excluded.holder, shared_until = case when one.holder <> excluded.holder
             and one.free_at > ${now} - ${sharedForMs} then ${now} + ${sharedForMs} else one.shared_until end returning ${shown}`,
        ],
        [account, bucket, holder, lengthMs, lengthMs],
      );
      const [row] = rowsSchema.parse(rows);
      if (row === undefined) throw new TypeError('The row of a limit was not given back.');
      return row;
    },
    async pause({ account, bucket }, ms) {
      await ask(
        [
          'insert into call_limits as one (account, bucket, paused_until) values (',
          ', ',
          `, ${now} + `,
          `) on conflict (account, bucket) do update set paused_until = ${greatest}(one.paused_until, excluded.paused_until)`,
        ],
        [account, bucket, ms],
      );
    },
    async learn({ account, bucket }, { requests, perMs }) {
      await ask(
        [
          'insert into call_limits (account, bucket, requests, per_ms) values (',
          ', ',
          ', ',
          ', ',
          ') on conflict (account, bucket) do update set requests = excluded.requests, per_ms = excluded.per_ms',
        ],
        [account, bucket, requests, perMs],
      );
    },
  } satisfies Omit<SharedLimits, 'close'>;
}
