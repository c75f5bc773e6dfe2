import { type Direction, type FieldSchema, type OptionPairing, typeCompatibility } from '@linkwright/core';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

export function isDuplicate(
  sync: ResolvedSync,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
  seen: Map<string, string>,
  path: readonly (string | number)[],
  problems: Problem[],
): boolean {
  // Two mappings into one field would overwrite each other for ever; one source may feed several fields.
  const into = [
    ...(direction !== 'right-to-left' ? [`right\n${right.id}`] : []),
    ...(direction !== 'left-to-right' ? [`left\n${left.id}`] : []),
  ];
  const earlier = into.map((target) => seen.get(target)).find((found) => found !== undefined);
  if (earlier !== undefined) {
    problems.push({
      code: 'duplicate-mapping',
      path,
      message: `${sync.name} writes one field twice: ${earlier} and ${left.name} ↔ ${right.name}.`,
      remedy: 'Remove one of them, or give each a direction so that only one writes the field.',
    });
    return true;
  }
  for (const target of into) seen.set(target, `${left.name} ↔ ${right.name}`);
  return false;
}

export function checkWritable(
  sync: ResolvedSync,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
  path: readonly (string | number)[],
  problems: Problem[],
): boolean {
  const wrong = [
    { end: sync.right, field: right, side: 'right', written: direction !== 'right-to-left', other: 'right-to-left' },
    { end: sync.left, field: left, side: 'left', written: direction !== 'left-to-right', other: 'left-to-right' },
  ].filter((target) => target.written && target.field.readOnly);
  for (const target of wrong) {
    problems.push({
      code: 'read-only-target',
      path: [...path, target.side],
      message: `"${target.field.name}" of ${place(target.end)} is read-only, so nothing can be written to it.`,
      remedy: `Add \`direction: ${target.other}\` to read from it, or map another field.`,
    });
  }
  return wrong.length === 0;
}

export function checkTypes(
  sync: ResolvedSync,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
  options: OptionPairing | null,
  path: readonly (string | number)[],
  problems: Problem[],
): boolean {
  if (options) return true;
  const toRight = typeCompatibility(left.type, right.type);
  const toLeft = typeCompatibility(right.type, left.type);
  const reasons: string[] = [];
  if (direction !== 'right-to-left' && !toRight.compatible) {
    reasons.push(`${left.type} cannot be written to ${right.type}: ${toRight.reason}`);
  }
  if (direction !== 'left-to-right' && !toLeft.compatible) {
    reasons.push(`${right.type} cannot be written to ${left.type}: ${toLeft.reason}`);
  }
  if (reasons.length === 0) return true;
  const oneWay = toRight.compatible ? 'left-to-right' : toLeft.compatible ? 'right-to-left' : null;
  problems.push({
    code: 'incompatible-types',
    path,
    message: `"${left.name}" of ${place(sync.left)} (${left.type}) and "${right.name}" of ${place(sync.right)} (${right.type}) cannot be mapped ${direction}.`,
    why: reasons.join('; '),
    remedy:
      oneWay && direction === 'two-way'
        ? `Add \`direction: ${oneWay}\`, or map fields of the same type.`
        : 'Map fields of compatible types.',
  });
  return false;
}
