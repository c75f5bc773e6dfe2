import type { AssociationMapping } from '@linkwright/core';
import type { CompilationNote } from './compilation.ts';
import { defaultAssociations } from './default-associations.ts';
import { pausedBy } from './former-names.ts';
import type { Problem } from './problem.ts';
import { resolveAssociationField } from './resolve-field.ts';
import type { ResolvedMapping } from './resolved-mapping.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** The mappings of a sync with their fields: those that are written, or else the defaults. */
export function resolveMappings(
  sync: ResolvedSync,
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): readonly ResolvedMapping[] {
  const written = sync.settings.associations;
  const resolved: ResolvedMapping[] = [];
  (written ?? defaultAssociations(sync)).forEach((mapping, index) => {
    const path = ['syncs', sync.name, 'associations', index];
    const problems: Problem[] = [];
    const left = resolveAssociationField(sync.left, mapping.left, [...path, 'left'], problems);
    const right = resolveAssociationField(sync.right, mapping.right, [...path, 'right'], problems);
    const paused = pausedBy(problems);
    if (paused === null) output.problems.push(...problems.filter((problem) => !isToldAlready(sync, mapping, problem)));
    else output.notes.push({ sync: sync.name, text: `paused: ${mapping.left} ↔ ${mapping.right}. ${paused}` });
    if (left && right) resolved.push({ sync, mapping, assumed: written === undefined, left, right, path });
  });
  return resolved;
}

/** A field that is declared as a reference and could not be made one: the declaration has been told what is wrong. */
function isToldAlready(sync: ResolvedSync, mapping: AssociationMapping, problem: Problem): boolean {
  const side = problem.path.at(-1);
  if (problem.code !== 'field-mapped-as-association' || (side !== 'left' && side !== 'right')) return false;
  return (sync.settings.references ?? []).some((reference) => reference[side] === mapping[side]);
}
