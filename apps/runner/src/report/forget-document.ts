import { z } from 'zod';

/** What `forget --json` tells: documented in docs/operations.md. */
export const forgetDocumentSchema = z.strictObject({
  forgotten: z.boolean(),
  records: z.array(
    z.strictObject({
      connection: z.string(),
      object: z.string(),
      id: z.string(),
      remains: z.boolean(),
    }),
  ),
});
