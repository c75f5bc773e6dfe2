import {
  type Direction,
  type FieldMapping,
  type FieldSchema,
  havePairedOptions,
  type OptionPairing,
  pairOptions,
} from '@linkwright/core';
import type { CompilationNote } from './compilation.ts';
import type { Problem } from './problem.ts';
import { place } from './resolve-field.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/** `null`: the mapping is not one of two option fields, nor of one and a yes or no. */
export function compileOptions(
  sync: ResolvedSync,
  mapping: FieldMapping,
  left: FieldSchema,
  right: FieldSchema,
  direction: Direction,
  path: readonly (string | number)[],
  output: { readonly problems: Problem[]; readonly notes: CompilationNote[] },
): OptionPairing | null | 'refused' {
  if (!havePairedOptions(left, right)) {
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
  if (pairing.toRight.size === 0 && (left.type === 'boolean' || (left.options?.length ?? 0) > 0)) {
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
