import { z } from 'zod';
import { feedStates } from '../../hints/feed-pace.ts';
import { hintSourceKinds } from '../../hints/hint-sources.ts';
import { momentSchema } from './document-parts.ts';

/** How the app of a connection says by itself what changes there. */
export const feedDocumentSchema = z.strictObject({
  connection: z.string(),
  /** `pull`: in a feed that a service reads. `push`: it calls an address that somebody gave it. */
  kind: z.enum(hintSourceKinds),
  /**
   * `alive`: it tells what changes. `silent`: it had nothing to say for much longer than usual. `unread`: nobody reads it, or is there to
   * be called. `replaced`: it cannot be had, and what changes is looked for.
   */
  state: z.enum(feedStates),
  /** When the feed was opened, or the address made. */
  since: momentSchema,
  /** `null`: it is not read. */
  readAt: momentSchema.nullable(),
  /** When it last had something to say. */
  hintedAt: momentSchema.nullable(),
  /** The app calls when there is something to read, or to say. */
  isCalled: z.boolean(),
  /** Since when it cannot be had, and why. */
  trouble: z.strictObject({ at: momentSchema, reason: z.string() }).nullable(),
});
export type FeedDocument = z.output<typeof feedDocumentSchema>;
