import { z } from 'zod';
import type { DescribedCall } from '../../../../../test/described-api/described-call.ts';

/** Of a file of HubSpot's descriptions of its API, release 2026-09. */
export function describedIn(
  file: string,
  commit: string,
  calls: readonly Omit<DescribedCall, 'source'>[],
): readonly DescribedCall[] {
  const source = { repository: 'HubSpot/HubSpot-public-api-spec-collection', file: `PublicApiSpecs/${file}`, commit };
  return calls.map((call) => ({ ...call, source }));
}

export const version = '2026-09';

/** `:name` stands for one segment, `#name` for a whole number. */
export function describedPath(text: string): RegExp {
  const pattern = text.replaceAll(/:[A-Za-z]+/g, '[^/]+').replaceAll(/#[A-Za-z]+/g, '\\d+');
  return new RegExp(`^${pattern.replaceAll('{version}', version)}$`);
}

export const moment = z.iso.datetime({ offset: true });
export const int32 = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);
export const texts = z.record(z.string(), z.string());
export const nothing = z.literal('');

/** Of an address. */
export const flagText = z.enum(['true', 'false']);
export const numberText = z.string().regex(/^-?\d+$/);

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

export const refusal = z.strictObject({
  category: z.string(),
  correlationId: z.uuid(),
  message: z.string(),
  context: context.optional(),
  errors: z.array(detail).optional(),
  links: texts.optional(),
  subCategory: z.string().optional(),
  // Not described; in every example of the guides.
  status: z.literal('error').optional(),
});

/** Not described: what the guide of limits has. */
export const limited = z.looseObject({ message: z.string(), policyName: z.string() });

/** Of one input of a batch. */
const batchError = z.strictObject({
  category: z.string(),
  context,
  errors: z.array(detail),
  links: texts,
  message: z.string(),
  status: z.string(),
  id: z.string().optional(),
  // Described as an object without members; a text in the guides' examples.
  subCategory: z.union([z.string(), z.strictObject({})]).optional(),
});

const batch = {
  status: z.enum(['CANCELED', 'COMPLETE', 'PENDING', 'PROCESSING']),
  startedAt: moment,
  completedAt: moment,
  requestedAt: moment.optional(),
  links: texts.optional(),
};
const failures = { numErrors: int32.optional(), errors: z.array(batchError).optional() };

/** Of a batch that names the inputs that fail by another status. */
export function batchAnswers(status: number, result: z.ZodType): Readonly<Record<number, z.ZodType>> {
  const results = z.array(result);
  return { [status]: z.strictObject({ ...batch, results }), 207: z.strictObject({ ...batch, ...failures, results }) };
}

/** Of a batch for which one status is described, whether all inputs are done or not. */
export function oneBatchAnswer(status: number, result: z.ZodType): Readonly<Record<number, z.ZodType>> {
  const answer = z.strictObject({ ...batch, ...failures, results: z.array(result) });
  // 207 is not described for these, and is what the guides say of every batch.
  return { [status]: answer, 207: answer };
}
