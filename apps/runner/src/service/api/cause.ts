import { z } from '@hono/zod-openapi';
import type { FailureCause } from '@linkwright/engine';
import { cursorOf, encodeCursor } from './cursor.ts';

/** What failing records have in common, as whoever asks hands it back. */
export const causeText = ({ category, code, field }: FailureCause): string => encodeCursor({ category, code, field });

export const causeParameter = cursorOf(
  z.strictObject({ category: z.string(), code: z.string(), field: z.string().nullable() }),
);
