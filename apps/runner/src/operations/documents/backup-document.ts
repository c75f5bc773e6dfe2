import { z } from 'zod';
import { momentSchema } from './document-parts.ts';

const contents = {
  /** Pairs of records in the state. */
  links: z.number(),
  /** The start of its latest run. `null`: none has begun. */
  lastRunAt: momentSchema.nullable(),
};

/** What `backup --json` tells: documented in docs/operations.md. */
export const backupDocumentSchema = z.strictObject({
  /** Absolute. */
  file: z.string(),
  ...contents,
});
export type BackupDocument = z.output<typeof backupDocumentSchema>;

/** What `restore --json` tells: documented in docs/operations.md. */
export const restoreDocumentSchema = z.strictObject({
  /** `false`: the backup was only looked at. */
  restored: z.boolean(),
  /** Absolute: the backup. */
  file: z.string(),
  ...contents,
  /** Absolute: the state that was there before. `null`: there was none. */
  kept: z.string().nullable(),
});
export type RestoreDocument = z.output<typeof restoreDocumentSchema>;
