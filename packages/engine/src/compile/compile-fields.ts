import {
  type Direction,
  type FieldMapping,
  type FieldSchema,
  type OptionPairing,
  pairOptions,
  typeCompatibility,
} from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { CompilationNote, CompiledFieldMapping } from './compiled-sync.ts';
import { pausedBy } from './former-names.ts';
import type { Problem } from './problem.ts';
import type { ResolvedSync } from './resolve-ends.ts';
import { place, resolveField } from './resolve-field.ts';

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
  if (duplicate(sync, left, right, direction, seen, place, output.problems)) return [];
  const writable = checkWritable(sync, left, right, direction, place, output.problems);
  if (!writable) return [];
  const options = compileOptions(sync, mapping, left, right, direction, place, output);
  if (options === 'refused' || !checkTypes(sync, left, right, direction, options, place, output.problems)) return [];
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

/** In one direction the source decides; in both, the conflict rule of the field, else of the sync. */
export function winnerOf(sync: ResolvedSync, names: readonly string[], direction: Direction): Side {
  if (direction === 'left-to-right') return 'left';
  if (direction === 'right-to-left') return 'right';
  const own = names.map((name) => sync.settings.conflicts.fields[name]).find((winner) => winner !== undefined);
  return own ?? sync.settings.conflicts.winner;
}

/** A mapping's direction narrows its sync's, never widens it. */
export function mappingDirection(
  sync: ResolvedSync,
  own: Direction | undefined,
  path: readonly (string | number)[],
  problems: Problem[],
): Direction | null {
  const whole = sync.settings.direction;
  if (own === undefined || own === whole) return whole;
  if (whole === 'two-way') return own;
  problems.push({
    code: 'direction-impossible',
    path: [...path, 'direction'],
    message: `This mapping goes ${own}, but its sync goes ${whole} only.`,
    remedy: `Leave the direction out, or make the sync two-way.`,
  });
  return null;
}

function defaultFields(sync: ResolvedSync): readonly FieldMapping[] {
  const pairs: FieldMapping[] = [];
  for (const left of sync.left.object.fields) {
    if (left.standard === undefined) continue;
    const right = sync.right.object.fields.find((field) => field.standard === left.standard);
    if (!right || (left.readOnly && right.readOnly)) continue;
    const only: Direction | null = right.readOnly ? 'right-to-left' : left.readOnly ? 'left-to-right' : null;
    pairs.push({ left: left.name, right: right.name, ...(only && { direction: only }) });
  }
  return pairs;
}

function duplicate(
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

function checkWritable(
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

function checkTypes(
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

const optionTypes = ['option', 'options'];

function compileOptions(
  sync: ResolvedSync,
  mapping: FieldMapping,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
  path: readonly (string | number)[],
  output: Output,
): OptionPairing | null | 'refused' {
  if (!optionTypes.includes(left.type) || !optionTypes.includes(right.type)) {
    if (!mapping.options) return null;
    output.problems.push({
      code: 'options-not-applicable',
      path: [...path, 'options'],
      message: `\`options\` pairs the options of two option fields; ${left.type} ↔ ${right.type} has none.`,
      remedy: 'Remove `options` here.',
    });
    return 'refused';
  }
  const pairing = pairOptions(left, right, mapping.options ?? {});
  const refuse = (message: string, remedy: string): 'refused' => {
    const where = mapping.options ? [...path, 'options'] : path;
    output.problems.push({ code: 'options-without-partner', path: where, message, remedy });
    return 'refused';
  };
  const names = `"${left.name}" and "${right.name}"`;
  let refused = false;
  for (const problem of pairing.problems) {
    refuse(problem, 'Name options as the apps do, by label or value.');
    refused = true;
  }
  for (const [many, one, shared, away] of [
    [sync.left, sync.right, pairing.ambiguousRight, 'left-to-right'],
    [sync.right, sync.left, pairing.ambiguousLeft, 'right-to-left'],
  ] as const) {
    if (direction !== 'two-way' || shared.length === 0) continue;
    refuse(
      `Several options of ${place(many)} share one of ${place(one)} (${shorten(shared.map((value) => optionLabel(one === sync.left ? left : right, value)))}), so the way back is not clear.`,
      `Pair them one to one, or add \`direction: ${away}\`.`,
    );
    refused = true;
  }
  if (refused) return 'refused';
  if (pairing.toRight.size === 0 && (left.options?.length ?? 0) > 0) {
    return refuse(
      `No option of ${names} has a partner.`,
      `Add \`options: { <option of ${left.name}>: <option of ${right.name}> }\`, or give the apps equal options.`,
    );
  }
  const leftOver = [
    ...(direction !== 'right-to-left'
      ? pairing.unpairedLeft.map((option) => `${option.label} (${place(sync.left)})`)
      : []),
    ...(direction !== 'left-to-right'
      ? pairing.unpairedRight.map((option) => `${option.label} (${place(sync.right)})`)
      : []),
  ];
  if (leftOver.length > 0) {
    output.notes.push({
      sync: sync.name,
      text: `options of ${names} without a partner, not carried over: ${shorten(leftOver)}`,
    });
  }
  return pairing;
}

const optionLabel = (field: FieldSchema, value: string): string =>
  field.options?.find((option) => option.value === value)?.label ?? value;

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
