import { ContractError, isLinkwrightError, RecordError, RetryableError } from '@linkwright/core';
import { z } from 'zod';

/** What `node:sqlite` throws. */
const sqliteSchema = z.object({ code: z.literal('ERR_SQLITE_ERROR'), errcode: z.number(), message: z.string() });

const [busy, locked, constraint] = [5, 6, 19];

/** The column whose value another row has. `null`: that is not what is wrong. */
export function takenColumn(error: unknown): string | null {
  const { data } = sqliteSchema.safeParse(error);
  return /^UNIQUE constraint failed: [^.,]+\.([^.,]+)$/.exec(data?.message ?? '')?.[1] ?? null;
}

/** An error of the database as the one that it means to Linkwright. */
export function connectorError(error: unknown): Error {
  if (isLinkwrightError(error)) return error;
  const { data } = sqliteSchema.safeParse(error);
  if (data === undefined) return error instanceof Error ? error : new Error(String(error));
  // The lower byte is the code, the others say more.
  const kind = data.errcode & 0xff;
  if (kind === busy || kind === locked) {
    return new RetryableError('Another program writes to the database.', { code: 'database-locked', cause: error });
  }
  if (kind !== constraint) return new ContractError(`SQLite: ${data.message}`, { code: 'sqlite-error', cause: error });
  const column = /constraint failed: (?:[^.]+\.)?(\w+)/.exec(data.message)?.[1];
  return new RecordError(`The database refuses the record: ${data.message}`, {
    ...{ code: 'constraint-failed', category: /NOT NULL/.test(data.message) ? 'missing-required' : 'invalid-value' },
    ...(column !== undefined && { field: column }),
    remedy: 'Correct the value in the other app, or the constraint of the table.',
    cause: error,
  });
}
