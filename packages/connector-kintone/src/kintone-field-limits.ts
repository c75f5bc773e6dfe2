import { canonicalNumber, type FieldLimits } from '@linkwright/core';
import type { WireProperty } from './kintone-wire.ts';

/** The lengths and the range that the form sets. `undefined`: none. */
export function limitsOf({ minLength, maxLength, minValue, maxValue }: WireProperty): FieldLimits | undefined {
  const [shortest, longest] = [lengthOf(minLength), lengthOf(maxLength)];
  const [lowest, highest] = [canonicalNumber(minValue), canonicalNumber(maxValue)];
  const limits = {
    ...(shortest !== null && { shortest }),
    ...(longest !== null && { longest }),
    ...(lowest !== null && { lowest }),
    ...(highest !== null && { highest }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

const lengthOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
