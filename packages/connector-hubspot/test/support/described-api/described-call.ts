import { z } from 'zod';

/**
 * A call as HubSpot's published descriptions of its API, release 2026-09, have it (read in August 2026; the files themselves are
 * not at hand here). Written from these and from nothing of the connector or the sandbox, so that it is a witness of both:
 * a member that is not described fails, as does one that is missing.
 */
export interface DescribedCall {
  readonly method: string;
  readonly path: RegExp;
  /** Names of the parameters. */
  readonly query: readonly string[];
  /** Absent: without a body. */
  readonly request?: z.ZodType;
  /** By status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
}

export const version = '2026-09';

/** `:name` stands for one segment. */
export function describedPath(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/:[A-Za-z]+/g, '[^/]+').replaceAll('{version}', version)}$`);
}

export const moment = z.iso.datetime();
export const int32 = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);
export const texts = z.record(z.string(), z.string());
export const nothing = z.literal('');

export const nextPage = z.strictObject({
  next: z.strictObject({ after: z.string(), link: z.string().optional() }).optional(),
});
export const bothPages = nextPage.extend({
  prev: z.strictObject({ before: z.string(), link: z.string().optional() }).optional(),
});

const context = z.record(z.string(), z.array(z.string()));
const detail = z.strictObject({
  message: z.string(),
  code: z.string().optional(),
  subCategory: z.string().optional(),
  in: z.string().optional(),
  context: context.optional(),
});

/**
 * Of an answer that refuses. Described as required and yet left out by live answers: `category` (a plain 404, a body that is no
 * JSON). Not described and yet there in every recorded one: `status`.
 */
export const refusal = z.strictObject({
  status: z.literal('error'),
  message: z.string(),
  correlationId: z.string(),
  category: z.string().optional(),
  subCategory: z.string().optional(),
  context: context.optional(),
  links: texts.optional(),
  errors: z.array(detail).optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
  groupName: z.string().optional(),
});

/** One error of a batch. `errors` and `links` are described as required, and absent from documented examples. */
const batchError = z.strictObject({
  status: z.string(),
  category: z.string(),
  message: z.string(),
  context: context.optional(),
  errors: z.array(detail).optional(),
  links: texts.optional(),
  id: z.string().optional(),
  // Described as an object; a text in documented examples.
  subCategory: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

/** 207 is documented for the same calls where single inputs fail, though the descriptions name it no more. */
export function batchAnswers(status: number, result: z.ZodType): Readonly<Record<number, z.ZodType>> {
  const answer = z.strictObject({
    status: z.enum(['CANCELED', 'COMPLETE', 'PENDING', 'PROCESSING']),
    results: z.array(result),
    startedAt: moment,
    completedAt: moment,
    requestedAt: moment.optional(),
    links: texts.optional(),
    numErrors: int32.optional(),
    errors: z.array(batchError).optional(),
  });
  return { [status]: answer, 207: answer };
}
