import { z } from 'zod';
import { list, momentSchema } from './document-parts.ts';

/** The connections of a workspace, from its state. */
export const connectionsDocumentSchema = z.strictObject({
  connections: list(
    z.strictObject({
      name: z.string(),
      /** The app's own name. */
      app: z.string(),
      connector: z.string(),
      account: z.string(),
      accountName: z.string(),
      /** `refused`: the app does not take its credentials, so that its syncs rest. */
      state: z.enum(['ok', 'refused']),
      refused: z
        .strictObject({ at: momentSchema, code: z.string(), message: z.string(), remedy: z.string() })
        .nullable(),
      /** By days and months of UTC, and what the file allows. */
      calls: z.strictObject({
        today: z.number(),
        thisMonth: z.number(),
        callsPerDay: z.number().exactOptional(),
        callsPerMonth: z.number().exactOptional(),
      }),
      /** Names of the syncs that use it. */
      syncs: list(z.string()),
    }),
  ),
});
export type ConnectionsDocument = z.output<typeof connectionsDocumentSchema>;
