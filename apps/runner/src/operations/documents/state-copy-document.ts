import { z } from 'zod';
import { list } from './document-parts.ts';

/** What `state copy --json` tells: documented in docs/operations.md. */
export const stateCopyDocumentSchema = z.strictObject({
  /** A folder, or the address of a database without its password. */
  from: z.string(),
  to: z.string(),
  /** Of all tables. */
  rows: z.number(),
  tables: list(z.strictObject({ name: z.string(), rows: z.number() })),
});
export type StateCopyDocument = z.output<typeof stateCopyDocumentSchema>;
