import { z } from 'zod';
import type { CopiedValue, FieldCopy } from '../copy/account-copy.ts';
import { type AirtableState, type JsonValue, userWithEmail } from './airtable-state.ts';

/** The cell that shows a canonical value of this field. `undefined`: an empty one. */
export function heldCell(
  state: AirtableState,
  { type, readOnly }: Pick<FieldCopy, 'type' | 'readOnly'>,
  value: CopiedValue,
): JsonValue | undefined {
  if (value === null || value === false) return undefined;
  switch (type) {
    case 'integer':
    case 'decimal':
      return Number(value);
    case 'user':
      return typeof value === 'string' ? userCell(state, value, readOnly) : undefined;
    case 'json':
      return typeof value === 'string' ? parsed(value) : undefined;
    default:
      return value;
  }
}

/** Of a field that people fill in the id is kept, of another one what it shows. */
function userCell(state: AirtableState, address: string, readOnly: boolean): JsonValue {
  const { id, email, name } = userWithEmail(state, address);
  return readOnly ? { id, email, name } : id;
}

/** A value that is no JSON is shown as the text that it is. */
function parsed(text: string): JsonValue {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}
