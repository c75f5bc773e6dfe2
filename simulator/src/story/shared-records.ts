import type { CanonicalValue } from '@linkwright/core';
import { type Edit, type ObjectName, sides } from './story.ts';

/** The same record on both sides, found by whatever key a configuration names. */
export function sharedRecord(
  object: ObjectName,
  word: string,
  more: Readonly<Record<string, CanonicalValue>> = {},
): readonly Edit[] {
  const key = object === 'company' ? { domain: `${word}.example` } : { email: `${word}@shared.example` };
  return sides.map((side) => ({ do: 'create', side, object, fields: { ...key, name: word, ...more } }));
}
