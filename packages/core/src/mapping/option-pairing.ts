import type { FieldOption, FieldSchema } from '../contract/object-schema.ts';
import { nearest } from '../text/nearest.ts';

/** Which option of one field stands for which of the other. Map keys and values are option values. */
export interface OptionPairing {
  readonly toRight: ReadonlyMap<string, string>;
  readonly toLeft: ReadonlyMap<string, string>;
  readonly unpairedLeft: readonly FieldOption[];
  readonly unpairedRight: readonly FieldOption[];
  /** Faults of the mapping's explicit options, each a sentence for a person. */
  readonly problems: readonly string[];
  /** Values of right options that several left ones lead to: a fault in a two-way mapping only. */
  readonly ambiguousRight: readonly string[];
  /** Values of left options that several right ones lead to: a fault in a two-way mapping only. */
  readonly ambiguousLeft: readonly string[];
}

/** What a yes or no may be, where it is paired with the options of another field. */
const booleanOptions: readonly FieldOption[] = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** Can these two fields be paired option by option? Of a yes or no, each answer is one. */
export function havePairedOptions(left: FieldSchema, right: FieldSchema): boolean {
  const isOption = ({ type }: FieldSchema): boolean => type === 'option' || type === 'options';
  const isAnswer = (field: FieldSchema): boolean => isOption(field) || field.type === 'boolean';
  return (isOption(left) && isAnswer(right)) || (isAnswer(left) && isOption(right));
}

const optionsOf = (field: FieldSchema): readonly FieldOption[] =>
  field.type === 'boolean' ? booleanOptions : (field.options ?? []);

/**
 * Pairs what the mapping says, then options of the same label (without case), then of the same value. `explicit` goes
 * from left to right; its keys and values name an option by value or label.
 */
export function pairOptions(
  left: FieldSchema,
  right: FieldSchema,
  explicit: Readonly<Record<string, string>>,
): OptionPairing {
  const leftOptions = optionsOf(left);
  const rightOptions = optionsOf(right);
  const toRight = new Map<string, string>();
  const toLeft = new Map<string, string>();
  const problems: string[] = [];

  for (const [leftName, rightName] of Object.entries(explicit)) {
    const leftOption = findOption(leftOptions, leftName);
    const rightOption = findOption(rightOptions, rightName);
    if (leftOption === undefined) problems.push(unknownOption(left, leftName));
    if (rightOption === undefined) problems.push(unknownOption(right, rightName));
    if (leftOption === undefined || rightOption === undefined) continue;
    const earlier = toRight.get(leftOption.value);
    if (earlier !== undefined && earlier !== rightOption.value) {
      problems.push(
        `"${leftName}" is paired twice, with "${earlier}" and with "${rightOption.value}"; keep one of them.`,
      );
      continue;
    }
    toRight.set(leftOption.value, rightOption.value);
    if (!toLeft.has(rightOption.value)) toLeft.set(rightOption.value, leftOption.value);
  }

  // Where a label repeats, the option that agrees in its value too is meant.
  pairBy((option) => `${option.value}\n${fold(option.label)}`, leftOptions, rightOptions, toRight, toLeft);
  pairBy((option) => fold(option.label), leftOptions, rightOptions, toRight, toLeft);
  pairBy((option) => option.value, leftOptions, rightOptions, toRight, toLeft);
  joinLeftOvers(leftOptions, rightOptions, toRight);
  joinLeftOvers(rightOptions, leftOptions, toLeft);

  return {
    toRight,
    toLeft,
    unpairedLeft: leftOptions.filter(({ value }) => !toRight.has(value)),
    unpairedRight: rightOptions.filter(({ value }) => !toLeft.has(value)),
    problems,
    ambiguousRight: sharedTargets(toRight),
    ambiguousLeft: sharedTargets(toLeft),
  };
}

/** Pairs options that are free on both sides, one to one. */
function pairBy(
  nameOf: (option: FieldOption) => string,
  leftOptions: readonly FieldOption[],
  rightOptions: readonly FieldOption[],
  toRight: Map<string, string>,
  toLeft: Map<string, string>,
): void {
  const free = new Map<string, FieldOption[]>();
  for (const option of rightOptions) {
    if (toLeft.has(option.value)) continue;
    const sameName = free.get(nameOf(option));
    if (sameName === undefined) free.set(nameOf(option), [option]);
    else sameName.push(option);
  }
  for (const option of leftOptions) {
    if (toRight.has(option.value)) continue;
    const match = free.get(nameOf(option))?.shift();
    if (match === undefined) continue;
    toRight.set(option.value, match.value);
    toLeft.set(match.value, option.value);
  }
}

/** An option whose namesake is taken still leads there: enough for one way, ambiguous for two. */
function joinLeftOvers(
  options: readonly FieldOption[],
  others: readonly FieldOption[],
  pairs: Map<string, string>,
): void {
  for (const option of options) {
    if (pairs.has(option.value)) continue;
    const match =
      others.find((other) => fold(other.label) === fold(option.label)) ??
      others.find((other) => other.value === option.value);
    if (match !== undefined) pairs.set(option.value, match.value);
  }
}

function sharedTargets(pairs: ReadonlyMap<string, string>): readonly string[] {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const target of pairs.values()) (seen.has(target) ? shared : seen).add(target);
  return [...shared];
}

function findOption(options: readonly FieldOption[], name: string): FieldOption | undefined {
  return (
    options.find(({ value }) => value === name) ??
    options.find(({ label }) => label === name) ??
    options.find(({ label }) => fold(label) === fold(name)) ??
    options.find(({ value }) => fold(value) === fold(name))
  );
}

function unknownOption(field: FieldSchema, name: string): string {
  const options = optionsOf(field);
  if (options.length === 0) return `"${field.name}" has no options, so "${name}" names none of them.`;
  const suggestion = nearest(name, [...options.map(({ label }) => label), ...options.map(({ value }) => value)]);
  return suggestion === null
    ? `"${field.name}" has no option "${name}". It has: ${options.map(({ label }) => label).join(', ')}.`
    : `"${field.name}" has no option "${name}". Did you mean "${suggestion}"?`;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
