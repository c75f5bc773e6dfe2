import type { ObjectSync } from '@linkwright/core';
import { isMapped, presetsFor } from '../condition/create-within-filter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import { type Side, sides } from '../store/side.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** A record that is created is given what its app requires: by a mapping, or by the filter of its side. */
export function checkRequired(
  sync: ResolvedSync,
  compiled: Pick<CompiledSync, 'fields' | 'filter' | 'createOn'>,
  problems: Problem[],
): void {
  for (const side of sides) {
    if (!compiled.createOn[side]) continue;
    const end = sync[side];
    const presets = presetsFor(compiled, side);
    for (const field of end.object.fields) {
      if (!field.required || field.readOnly) continue;
      if (isMapped(compiled, side, field.id) || field.id in presets) continue;
      problems.push({
        code: 'required-field-missing',
        path: ['syncs', sync.name, ...(sync.settings.fields ? ['fields'] : [])],
        message: `${place(end)} needs "${field.name}" to create a record, but ${sync.name} does not map it.`,
        remedy: `Map it under fields, or add \`create: ${side === 'left' ? 'right' : 'left'}\` so that no records are created in ${end.displayName}.`,
      });
    }
  }
}

/** On which sides records may be created: `create`, within the direction. */
export function createSides({ create, direction }: ObjectSync): Readonly<Record<Side, boolean>> {
  return {
    left: (create === 'both' || create === 'left') && direction !== 'left-to-right',
    right: (create === 'both' || create === 'right') && direction !== 'right-to-left',
  };
}
