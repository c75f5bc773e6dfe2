import { z } from '@hono/zod-openapi';

/** Where a page begins, as whoever asks hands it back: a text that means nothing to them. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** `null` stays `null`: there is no next page. */
export const nextCursor = (place: unknown): string | null => (place === null ? null : encodeCursor(place));

/** Reads back what {@link encodeCursor} made; anything else is a bad request. */
export const cursorOf = <Place>(schema: z.ZodType<Place>) =>
  z
    .string()
    .max(2_000)
    .transform((text, context): Place => {
      const found = schema.safeParse(parsed(text));
      if (found.success) return found.data;
      context.addIssue({ code: 'custom', message: 'It is no place in this list.' });
      return z.NEVER;
    });

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
