import { z } from 'zod';
import { countedCallsSchema, everySchema, list, momentSchema, planSchema } from './document-parts.ts';
import { feedDocumentSchema } from './feed-document.ts';

/** The connections of a workspace, from its state. */
export const connectionsDocumentSchema = z.strictObject({
  connections: list(
    z.strictObject({
      name: z.string(),
      /** The app's own name. */
      app: z.string(),
      connector: z.string(),
      /** `null`: nobody has let Linkwright in yet. */
      account: z.string().nullable(),
      accountName: z.string().nullable(),
      /**
       * `refused`: the app does not take its credentials, so that its syncs rest. `unconnected`: a person has to let Linkwright in, with
       * a browser.
       */
      state: z.enum(['ok', 'refused', 'unconnected']),
      /** A person lets Linkwright in with a browser (OAuth); no key stands in the settings. */
      byBrowser: z.boolean(),
      refused: z
        .strictObject({ at: momentSchema, code: z.string(), message: z.string(), remedy: z.string() })
        .nullable(),
      /** By days and months of UTC, and what the file allows. */
      calls: z.strictObject({
        today: z.number(),
        thisMonth: z.number(),
        callsPerDay: z.number().exactOptional(),
        callsPerMonth: z.number().exactOptional(),
        counted: countedCallsSchema.exactOptional(),
        /** What its syncs need in a month in which nothing changes. Absent: it cannot be told before somebody lets Linkwright in. */
        estimatedPerMonth: z.number().exactOptional(),
        estimatedServedPerMonth: z.number().exactOptional(),
        every: everySchema.nullable(),
        plans: list(planSchema),
      }),
      /** How the app says by itself what changes. Empty: it does not, and what changes is looked for. */
      feeds: list(feedDocumentSchema.omit({ connection: true })),
      /** Names of the syncs that use it. */
      syncs: list(z.string()),
    }),
  ),
});
export type ConnectionsDocument = z.output<typeof connectionsDocumentSchema>;
