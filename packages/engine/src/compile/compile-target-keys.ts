import type { CompiledAssociationMapping, CompiledTargetKey } from '../context/compiled-sync.ts';
import type { ReferenceField } from '../reference/reference-field.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import type { TargetPair } from './target-pairs.ts';

/** How each side names its targets. An app's own key is compared as it stands; a person's spelling is forgiven more. */
export function compileTargetKeys(
  { left, right, path }: ResolvedMapping,
  target: TargetPair,
  references: readonly ReferenceField[],
  problems: Problem[],
): CompiledAssociationMapping['keys'] | null {
  const keys: Record<Side, CompiledTargetKey | null> = { left: null, right: null };
  for (const [side, association] of [
    ['left', left],
    ['right', right],
  ] as const) {
    const { refersBy } = association;
    if (refersBy === undefined) continue;
    const end = target.via[target.reversed ? otherSide(side) : side];
    const reference = references.find(({ schema }) => schema === association);
    const field = end.object.fields.find(({ id }) => id === refersBy);
    if (!field) {
      problems.push({
        code: 'association-key-unknown',
        path: [...path, side],
        message: `"${association.name}" names its targets by "${refersBy}", but ${place(end)} shows no such field.`,
        remedy: `Give the credentials access to that field of ${place(end)}, or remove this mapping.`,
      });
      return null;
    }
    const isNumber = field.type === 'integer' || field.type === 'decimal';
    keys[side] = reference?.key ?? { field, normalize: isNumber ? 'number' : 'exact', separator: null };
  }
  return keys;
}
