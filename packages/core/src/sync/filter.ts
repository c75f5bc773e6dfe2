import { z } from 'zod';

/** What becomes of a linked record that stops matching its filter. */
export const exitRules = ['keep', 'freeze', 'unlink'] as const;
export type ExitRule = (typeof exitRules)[number];

/** A value as YAML has it; the field's type says what it means. */
const operandSchema = z.union([z.string().min(1), z.number(), z.boolean()]);
const boundSchema = z.union([z.string().min(1), z.number()]);

export const filterConditionSchema = z.union([
  z
    .strictObject({
      in: z.array(operandSchema).min(1).optional().describe('One of these values.'),
      not: z
        .union([operandSchema, z.array(operandSchema).min(1)])
        .optional()
        .describe('Another value than this, or than these. A blank is another value.'),
      exists: z.boolean().optional().describe('true: not blank; false: blank.'),
      above: boundSchema.optional().describe('Greater, or later, than this; the bound itself is out.'),
      below: boundSchema.optional().describe('Less, or earlier, than this; the bound itself is out.'),
    })
    .refine((tests) => Object.keys(tests).length > 0, {
      error: 'expected at least one of in, not, exists, above, below',
      // A misspelled test is told as such.
      when: ({ issues }) => issues.length === 0,
    }),
  operandSchema,
]);

/** By field name; all of them must hold. */
const conditionsSchema = z.record(z.string().min(1), filterConditionSchema);

export const filterSchema = z.strictObject({
  left: conditionsSchema.optional().describe('Conditions on fields of the left object; all of them must hold.'),
  right: conditionsSchema.optional().describe('The same of the right object.'),
  onExit: z
    .enum(exitRules)
    .default('keep')
    .describe(
      'What becomes of a linked record that stops matching: it stays in step, it is left as it is, or it is unlinked.',
    ),
});

export type Filter = z.output<typeof filterSchema>;
export type FilterOperand = z.output<typeof operandSchema>;
export type FilterCondition = z.output<typeof filterConditionSchema>;
