import { ContractError, checkpointUnknown } from '@linkwright/core';
import { z } from 'zod';

const checkpointSchema = z.discriminatedUnion('mode', [
  z.object({
    v: z.literal(1),
    mode: z.literal('list'),
    /** Where the next page begins. */
    after: z.string(),
    /** HubSpot's time when the listing began, milliseconds since 1970. */
    startedAt: z.number(),
  }),
  z.object({
    v: z.literal(1),
    mode: z.literal('search'),
    /** Everything modified before it has been read, by HubSpot's clock, milliseconds since 1970. */
    since: z.number(),
  }),
]);

export type HubspotCheckpoint = z.output<typeof checkpointSchema>;

export function writeCheckpoint(checkpoint: HubspotCheckpoint): string {
  return JSON.stringify(checkpoint);
}

export function readCheckpoint(text: string): HubspotCheckpoint {
  const parsed = checkpointSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ContractError('The stored HubSpot checkpoint is not one that this connector can read.', {
    code: checkpointUnknown,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
