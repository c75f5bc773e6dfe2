import { RecordError } from '@linkwright/core';

/** Why the app does not take a record: as it says so, until somebody knows what its refusals look like. */
export function refusalOf(status: number, body: unknown): RecordError {
  const said = (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).slice(0, 300);
  return new RecordError(`The app refuses the record (${status}): ${said}`, {
    code: 'record-refused',
    category: status === 409 ? 'duplicate-value' : 'invalid-value',
    remedy: 'Correct the record in the other app.',
  });
}
