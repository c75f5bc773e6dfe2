import { z } from 'zod';
import { list } from './document-parts.ts';

/** What `forget --json` tells: documented in docs/operations.md. */
export const forgetDocumentSchema = z.strictObject({
  /** `false`: what would be erased was only looked at. */
  forgotten: z.boolean(),
  records: list(
    z.strictObject({
      connection: z.string(),
      object: z.string(),
      id: z.string(),
      /** The record is still there in its app. */
      remains: z.boolean(),
    }),
  ),
  /** Other records that name the person by a match key or name; what they say stays. */
  mentioned: list(
    z.strictObject({
      connection: z.string(),
      object: z.string(),
      id: z.string(),
      /** `values`: as its app shows it. `log`: in what is kept of its writes, conflicts and links. */
      places: list(z.enum(['values', 'log'])),
    }),
  ),
});
export type ForgetDocument = z.output<typeof forgetDocumentSchema>;
