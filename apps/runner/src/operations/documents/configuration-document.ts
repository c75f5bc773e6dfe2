import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { list, momentSchema } from './document-parts.ts';

/** The file of a workspace. */
export const configurationDocumentSchema = z.strictObject({
  /** Without its folder. */
  file: z.string(),
  /** Without secrets. */
  text: z.string(),
  /** Changes with the text. */
  hash: z.string(),
  /** Secrets stand in the text itself: it can be changed by single edits alone. */
  holdsSecrets: z.boolean(),
  problems: list(problemDocumentSchema),
  /** What a service has found wrong in it, while the file before goes on. */
  rejected: z.strictObject({ at: momentSchema, problems: list(z.string()) }).nullable(),
});
export type ConfigurationDocument = z.output<typeof configurationDocumentSchema>;

/** What a change makes of it. */
export const configurationDifferenceSchema = z.strictObject({
  /** As `diff -u` shows it; empty: nothing changes. */
  difference: z.string(),
  /** Of the text that it is made from, or, once it is written, of the one that is there. */
  hash: z.string(),
  /** What would be wrong that is not already. */
  problems: list(problemDocumentSchema),
});
export type ConfigurationDifference = z.output<typeof configurationDifferenceSchema>;
