import { areEquivalent, type CanonicalValue, type Fields } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { Side } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';

/** Which version of a record was written, or read: the app's revision of it, else its time. `null`: not told. */
export const versionOf = (record: {
  readonly revision?: string | null;
  readonly modifiedAt?: string | null;
}): string | null => record.revision ?? record.modifiedAt ?? null;

/**
 * The base once a read has shown what an app holds of what was sent to it.
 *
 * A value that is not what was sent is the app's own rewriting as long as nobody has touched the record since, which its
 * version proves: then it is the half of the base. Once somebody has, it may as well be an edit, and what was sent stays the
 * half, so that the value travels: a rewriting that does is seen and logged, an edit that does not is lost.
 */
export function baseOfHeld(
  mappings: readonly CompiledFieldMapping[],
  side: Side,
  base: Base,
  write: { readonly sent: Fields; readonly version: string | null },
  read: { readonly fields: Fields; readonly version: string | null },
): Base {
  const untouched = write.version === null || write.version === read.version;
  const next: Record<string, readonly [CanonicalValue, CanonicalValue]> = { ...base };
  for (const mapping of mappings) {
    const sent = write.sent[mapping.key];
    const held = read.fields[mapping[side].id];
    const halves = base[mapping.key];
    if (sent === undefined || held === undefined || halves === undefined) continue;
    if (!untouched && !areEquivalent(mapping[side], sent, held)) continue;
    next[mapping.key] = side === 'left' ? [held, halves[1]] : [halves[0], held];
  }
  return next;
}
