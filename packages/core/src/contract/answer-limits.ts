/**
 * How much one answer of a connector may hold. An answer is a page or a batch, held in memory as a whole; whatever is
 * larger than this is no page of anything, and is refused before anybody looks into it.
 */
export const answerLimits = {
  /** Records, ids or outcomes of one answer; candidates for one key. */
  items: 100_000,
  /** Fields of one record or object, association fields included; options of one field. */
  fields: 100_000,
  /** Targets of one association field of one record; texts of one list. */
  values: 100_000,
  /** UTF-16 units of a checkpoint. */
  checkpoint: 65_536,
} as const;
