import { type ObjectSchema, RecordError } from '@linkwright/core';
import { z } from 'zod';

const refusalSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    /** Of `taken` the record that has the value, of `unknown_reference` the target that is not there. */
    id: z.string().optional(),
  }),
});

export type Refusal = z.infer<typeof refusalSchema>['error'];

/** Why the app does not take a record. */
export function refusalOf(body: unknown): Refusal {
  const { data } = refusalSchema.safeParse(body);
  return data?.error ?? { code: 'unknown', message: 'no reason given' };
}

export function recordError({ fields, label }: ObjectSchema, { code, message, field }: Refusal): RecordError {
  const named = fields.find(({ id }) => id === field);
  const isTarget = code === 'unknown_reference';
  return new RecordError(`The app refuses "${named?.label ?? field ?? label}": ${message}`, {
    code: `refused-${code.replaceAll('_', '-')}`,
    category: isTarget ? 'association-target' : 'invalid-value',
    ...(field === undefined ? {} : { field }),
    remedy: isTarget ? 'Check that the record it points at is still there.' : 'Correct the value in the other app.',
  });
}
