import type { FieldMapping } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import { checkTypes, checkWritable, isDuplicate } from './check-field-pair.ts';
import type { CompilationNote } from './compilation.ts';
import { compileOptions } from './compile-options.ts';
import { defaultFields } from './default-fields.ts';
import { pausedBy } from './former-names.ts';
import { mappingDirection, winnerOf } from './mapping-direction.ts';
import { noteDigits } from './note-digits.ts';
import type { Problem } from './problem.ts';
import { place, resolveField } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';
import { checkTimeZone } from './time-zones.ts';

interface Output {
  readonly problems: Problem[];
  readonly notes: CompilationNote[];
}

export function compileFields(sync: ResolvedSync, output: Output): readonly CompiledFieldMapping[] {
  const path = ['syncs', sync.name, 'fields'];
  const seen = new Map<string, string>();
  const { fields } = sync.settings;
  return fields
    ? fields.flatMap((mapping, index) => compileWritten(sync, mapping, [...path, index], seen, output))
    : compileDefaults(sync, path, seen, output);
}

/** An id that vanished pauses its mapping: what is gone is no blank, and the other mappings go on. */
function compileWritten(
  sync: ResolvedSync,
  mapping: FieldMapping,
  place: readonly (string | number)[],
  seen: Map<string, string>,
  output: Output,
): readonly CompiledFieldMapping[] {
  const problems: Problem[] = [];
  const compiled = compileField(sync, mapping, place, seen, { problems, notes: output.notes });
  const paused = pausedBy(problems);
  if (paused === null) output.problems.push(...problems);
  else output.notes.push({ sync: sync.name, text: `paused: ${mapping.left} ↔ ${mapping.right}. ${paused}` });
  return compiled;
}

function compileField(
  sync: ResolvedSync,
  mapping: FieldMapping,
  place: readonly (string | number)[],
  seen: Map<string, string>,
  output: Output,
): readonly CompiledFieldMapping[] {
  const left = resolveField(sync.left, mapping.left, [...place, 'left'], output.problems);
  const right = resolveField(sync.right, mapping.right, [...place, 'right'], output.problems);
  if (!left || !right) return [];
  const direction = mappingDirection(sync, mapping.direction, place, output.problems);
  if (!direction) return [];
  if (isDuplicate(sync, left, right, direction, seen, place, output.problems)) return [];
  const writable = checkWritable(sync, left, right, direction, place, output.problems);
  if (!writable) return [];
  const options = compileOptions(sync, mapping, left, right, direction, place, output);
  if (options === 'refused' || !checkTypes(sync, left, right, direction, options, place, output.problems)) return [];
  if (!checkTimeZone(sync, { left, right }, place, output.problems)) return [];
  output.notes.push(...noteDigits(sync, left, right, direction));
  return [
    {
      key: JSON.stringify([left.id, right.id]),
      left,
      right,
      direction,
      toRight: options?.toRight ?? null,
      toLeft: options?.toLeft ?? null,
      winner: winnerOf(sync, [mapping.left, mapping.right], direction),
    },
  ];
}

/** Nobody asked for a default: one that these two apps cannot carry out is left out and told, and is no mistake. */
function compileDefaults(
  sync: ResolvedSync,
  path: readonly (string | number)[],
  seen: Map<string, string>,
  output: Output,
): readonly CompiledFieldMapping[] {
  const mapped: CompiledFieldMapping[] = [];
  const notes: CompilationNote[] = [];
  for (const mapping of defaultFields(sync)) {
    const problems: Problem[] = [];
    mapped.push(...compileField(sync, mapping, path, seen, { problems, notes }));
    const [problem] = problems;
    const names = `${mapping.left} ↔ ${mapping.right}`;
    if (problem) notes.push({ sync: sync.name, text: `not mapped by default: ${names} (${problem.message})` });
  }
  if (mapped.length === 0) {
    output.problems.push({
      code: 'fields-missing',
      path: ['syncs', sync.name],
      message: `${sync.name} maps no fields, and ${place(sync.left)} and ${place(sync.right)} share no standard ones.`,
      remedy: 'Add `fields` with one { left: …, right: … } per pair of fields.',
    });
  } else {
    const names = mapped.map(({ left, right }) => `${left.name} ↔ ${right.name}`).join(', ');
    output.notes.push({ sync: sync.name, text: `fields by default: ${names}` });
  }
  output.notes.push(...notes);
  return mapped;
}
