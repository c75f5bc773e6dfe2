import { createCheckpointCodec } from '@linkwright/core';
import { z } from 'zod';

const progressSchema = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('list'),
    /** Where the next page begins. */
    after: z.string(),
    /** HubSpot's time when the listing began, milliseconds since 1970. */
    startedAt: z.number(),
  }),
  z.object({
    mode: z.literal('search'),
    /** Everything modified before it has been read, by HubSpot's clock, milliseconds since 1970. */
    since: z.number(),
  }),
]);

export const checkpoints = createCheckpointCodec({ appName: 'HubSpot', version: 1, schema: progressSchema });
