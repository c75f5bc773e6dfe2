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
      in: z.array(operandSchema).min(1).optional(),
      not: z.union([operandSchema, z.array(operandSchema).min(1)]).optional(),
      exists: z.boolean().optional(),
      /** Greater, or later, than this; the bound itself is out. */
      above: boundSchema.optional(),
      below: boundSchema.optional(),
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
  left: conditionsSchema.optional(),
  right: conditionsSchema.optional(),
  onExit: z.enum(exitRules).default('keep'),
});

export type Filter = z.output<typeof filterSchema>;
export type FilterOperand = z.output<typeof operandSchema>;
export type FilterCondition = z.output<typeof filterConditionSchema>;
