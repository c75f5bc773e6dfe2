import { areEquivalent, type CanonicalValue, type Fields } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { Side } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';

interface Versioned {
  readonly revision?: string | null;
  readonly createdAt?: string | null;
  readonly modifiedAt?: string | null;
}

/** The version of a record that was made, where the answer tells none. */
const asCreated = 'as created';

/** Which version of a record a write has made: the app's revision of it, else its time. `null`: not told. */
export const versionOfWrite = (record: Versioned, kind: 'create' | 'update'): string | null =>
  record.revision ?? record.modifiedAt ?? (kind === 'create' ? asCreated : null);

/** A write, and whether the read came right after its answer: not in a later cycle, as the process died or the read failed. */
interface WriteThatIsRead {
  readonly sent: Fields;
  readonly version: string | null;
  readonly isReadAtOnce: boolean;
}

/** Does a read show the version that was written? Where none was told, only a read that came at once is taken to. */
function isUntouched({ version, isReadAtOnce }: WriteThatIsRead, read: Versioned): boolean {
  if (version === null) return isReadAtOnce;
  if (version !== asCreated) return version === (read.revision ?? read.modifiedAt ?? null);
  const { createdAt, modifiedAt } = read;
  // Whatever has been done to it since it was made has given it another time.
  return typeof createdAt !== 'string' || typeof modifiedAt !== 'string' || createdAt === modifiedAt;
}

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
  write: WriteThatIsRead,
  read: Versioned & { readonly fields: Fields },
): Base {
  const untouched = isUntouched(write, read);
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
