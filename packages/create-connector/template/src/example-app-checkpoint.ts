import { ContractError, checkpointUnknown } from '@linkwright/core';
import { z } from 'zod';

/** `since`: the `updated_at` of the last record that was read; empty where none was. */
const checkpointSchema = z.object({ v: z.literal(1), since: z.string() });

export const checkpointOf = (since: string): string => JSON.stringify({ v: 1, since });

/** Where to go on. `null`: from the beginning. */
export function sinceOf(checkpoint: string | null): string {
  if (checkpoint === null) return '';
  try {
    return checkpointSchema.parse(JSON.parse(checkpoint)).since;
  } catch (cause) {
    throw new ContractError('The checkpoint is of another version.', { code: checkpointUnknown, cause });
  }
}
