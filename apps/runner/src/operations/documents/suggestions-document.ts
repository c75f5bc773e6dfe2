import { z } from 'zod';
import { list } from './document-parts.ts';

const endSchema = z.strictObject({ connection: z.string(), object: z.string() });
const reason = z.string();

/** `left` and `right` are names of fields, as the file has them. */
const pairSchema = z.strictObject({ left: z.string(), right: z.string(), reason });
const matchKeySchema = pairSchema.extend({ normalize: z.string().exactOptional() });
const fieldSchema = pairSchema.extend({ direction: z.enum(['left-to-right', 'right-to-left']).exactOptional() });
/** `via`: the sync that pairs the targets, where several could. */
const associationSchema = pairSchema.extend({ via: z.string().exactOptional() });

/** What `check --suggest --json` prints: what looks alike in the apps and is not in the file, each with the reason. */
export const suggestionsDocumentSchema = z.strictObject({
  newSyncs: list(
    z.strictObject({
      name: z.string(),
      reason,
      left: endSchema,
      right: endSchema,
      match: list(matchKeySchema),
      fields: list(fieldSchema),
      associations: list(associationSchema),
    }),
  ),
  /** Of syncs that are there. */
  syncs: list(z.strictObject({ sync: z.string(), fields: list(fieldSchema), associations: list(associationSchema) })),
  /** Objects that look alike and cannot be paired, as sentences. */
  withoutKey: list(z.string()),
  /** Dates that look alike and need the time zone of their sync, as sentences. */
  zoneless: list(z.string()),
});
export type SuggestionsDocument = z.output<typeof suggestionsDocumentSchema>;
