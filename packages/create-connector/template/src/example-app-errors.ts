import { RecordError } from '@linkwright/core';
import { z } from 'zod';

/** `id`: of `taken` the record that has the value, of `unknown_reference` the target that is not there. */
const refusalSchema = z.object({ code: z.string(), message: z.string(), field: z.string(), id: z.string().optional() });
const bodySchema = z.object({ error: refusalSchema });

/** Why the app does not take a record, and what to do about it. */
export function refusalOf(body: unknown) {
  const { data } = bodySchema.safeParse(body);
  const { code, message, field, id } = data?.error ?? { code: 'other', message: 'it gives no reason', field: '' };
  const isTarget = code === 'unknown_reference' && id !== undefined;
  const error = new RecordError(`The app refuses ${field || 'the record'}: ${message}`, {
    code: `refused-${code.replaceAll('_', '-')}`,
    category: isTarget ? 'association-target' : 'invalid-value',
    remedy: isTarget ? 'Check that the record it points at is still there.' : 'Correct the value in the other app.',
    ...(field !== '' && { field }),
  });
  return {
    isTaken: code === 'taken',
    id: id ?? null,
    missing: isTarget ? { field, target: { id }, error } : null,
    error,
  };
}
