import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { list } from './document-parts.ts';

const endSchema = z.strictObject({ connection: z.string(), object: z.string() });
const mappingSchema = z.record(z.string(), z.string());

const fixEditSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add-sync'),
    name: z.string(),
    sync: z.strictObject({
      left: endSchema,
      right: endSchema,
      match: list(mappingSchema),
      fields: list(mappingSchema),
    }),
  }),
  z.strictObject({ kind: z.literal('set'), sync: z.string(), key: z.literal('enabled'), value: z.literal(true) }),
]);
/** What `check --fix` may do to a file. */
export type FixEdit = z.output<typeof fixEditSchema>;

/** What `check --fix --json` prints: the fixes that two schemas can decide, and what is left for a person. */
export const fixDocumentSchema = z.strictObject({
  file: z.string(),
  /** They stand in the file. */
  written: z.boolean(),
  /** Of the text that the edits are made from. */
  hash: z.string(),
  edits: list(fixEditSchema),
  /** The same as `diff -u` shows it; empty: nothing changes. */
  difference: z.string(),
  /** One sentence an edit: what was taken for granted. */
  assumed: list(z.string()),
  /** Syncs that were not added, since they would pair things of two kinds, with what fits instead. */
  declined: list(z.string()),
  /** What is wrong all the same, at its place in the text with the fixes. */
  problems: list(problemDocumentSchema),
});
export type FixDocument = z.output<typeof fixDocumentSchema>;
