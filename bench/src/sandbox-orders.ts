import { z } from 'zod';

/** What the parent asks of the sandbox's process. */
export const sandboxOrderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('start'), speed: z.number().positive() }),
  /** The apps' time goes ahead at once. */
  z.object({ order: z.literal('advance'), ms: z.number().nonnegative() }),
  /** Counting begins anew. */
  z.object({ order: z.literal('clear') }),
  z.object({ order: z.literal('count') }),
  z.object({ order: z.literal('close') }),
]);

export type SandboxOrder = z.output<typeof sandboxOrderSchema>;

export const sandboxReportSchema = z.discriminatedUnion('report', [
  z.object({ report: z.literal('started'), hubspot: z.string(), airtable: z.string(), kintone: z.string() }),
  z.object({
    report: z.literal('done'),
    requests: z
      .array(
        z.object({
          app: z.enum(['hubspot', 'airtable', 'kintone']),
          method: z.string(),
          path: z.string(),
          status: z.number(),
          count: z.number(),
        }),
      )
      .readonly(),
  }),
]);

export type SandboxReport = z.output<typeof sandboxReportSchema>;
