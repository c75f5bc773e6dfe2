import { ConfigurationError, type FieldSchema, type Filter, type FilterCondition, nearest } from '@linkwright/core';
import type { ConfigurationEdit, PlainValue } from '../configuration/edit/configuration-edit.ts';
import { visible } from '../output/visible.ts';
import { fieldChoice } from './choose-match.ts';
import { placeOf, type SetupContext, type SetupEnd, type SetupPair } from './setup-context.ts';
import type { FilterFlag } from './setup-flags.ts';

/** Which records take part: conditions, one after the other, until nothing more is to be added. */
export async function chooseFilter(
  context: SetupContext,
  pair: SetupPair,
  sync: string,
): Promise<readonly ConfigurationEdit[]> {
  const { ask, draft } = context;
  if (ask === null) return [];
  const former = draft.loaded().configuration.syncs[sync]?.filter;
  const task = await ask.choose<'left' | 'right' | 'none' | 'back'>('Which records take part?', [
    { value: 'left', label: `Only those of ${visible(placeOf(context, pair.left))} that meet a condition` },
    { value: 'right', label: `Only those of ${visible(placeOf(context, pair.right))} that meet a condition` },
    ...(former === undefined ? [] : [{ value: 'none' as const, label: 'All: remove the filter' }]),
    { value: 'back', label: 'Leave it as it is' },
  ]);
  if (task === 'back') return [];
  if (task === 'none') return filterEdits(sync, pair, former, [null]);
  return filterEdits(sync, pair, former, [await chooseCondition(context, pair[task])]);
}

async function chooseCondition(context: SetupContext, end: SetupEnd): Promise<FilterFlag | null> {
  const { ask } = context;
  if (ask === null) return null;
  const field = await ask.choose(`Which field of ${placeOf(context, end)}?`, end.object.fields.map(fieldChoice));
  const isOrdered = ['integer', 'decimal', 'date', 'datetime'].includes(field.type);
  const test = await ask.choose<FilterFlag['test']>(`What must hold of ${visible(field.name)}?`, [
    { value: 'is', label: 'It is …' },
    { value: 'not', label: 'It is not …' },
    { value: 'exists', label: 'It is filled in' },
    { value: 'missing', label: 'It is empty' },
    ...(isOrdered
      ? [
          { value: 'above' as const, label: 'It is above, or later than …' },
          { value: 'below' as const, label: 'It is below, or earlier than …' },
        ]
      : []),
  ]);
  const value = test === 'exists' || test === 'missing' ? '' : await chooseOperand(context, field);
  return { side: end.side, field: field.name, test, value };
}

async function chooseOperand({ ask }: SetupContext, field: FieldSchema): Promise<string> {
  const options =
    field.type === 'boolean'
      ? [
          { value: 'true', label: 'true' },
          { value: 'false', label: 'false' },
        ]
      : field.options;
  if (options !== undefined && options.length > 0) {
    const labels = options.map(({ label }) => ({ value: label, label }));
    return (await ask?.choose(`Which value of ${visible(field.name)}?`, labels)) ?? '';
  }
  const check = (answer: string): string | undefined => (answer === '' ? 'Write a value.' : undefined);
  return (await ask?.text({ message: `Which value of ${visible(field.name)}?`, check })) ?? '';
}

/** The filter with these conditions added; `null` among them takes out what was there before. */
export function filterEdits(
  sync: string,
  pair: SetupPair,
  former: Filter | undefined,
  added: readonly (FilterFlag | null)[],
): readonly ConfigurationEdit[] {
  if (added.length === 0) return [];
  const start = added.lastIndexOf(null);
  const kept = start < 0 ? former : undefined;
  const conditions = added.slice(start + 1).flatMap((one) => one ?? []);
  if (conditions.length === 0) return [{ kind: 'remove', sync, key: 'filter' }];
  const ofSide = (side: 'left' | 'right'): Readonly<Record<string, PlainValue>> => {
    const tests = new Map(Object.entries(kept?.[side] ?? {}).map(([field, one]) => [field, testsOf(one)]));
    for (const one of conditions)
      if (one.side === side)
        tests.set(one.field, withTest(tests.get(one.field) ?? {}, one, operandOf(pair[side], one)));
    return Object.fromEntries([...tests].map(([field, one]) => [field, shortForm(one)]));
  };
  const [left, right] = [ofSide('left'), ofSide('right')];
  const value = {
    ...(Object.keys(left).length > 0 && { left }),
    ...(Object.keys(right).length > 0 && { right }),
    ...(kept !== undefined && kept.onExit !== 'keep' && { onExit: kept.onExit }),
  };
  return [{ kind: 'set', sync, key: 'filter', value }];
}

type Tests = Readonly<Record<string, PlainValue>>;

function testsOf(condition: FilterCondition): Tests {
  if (typeof condition !== 'object') return { in: [condition] };
  return Object.fromEntries(
    Object.entries(condition).flatMap(([test, value]) => (value === undefined ? [] : [[test, value]])),
  );
}

/** A second value of one field is another that is let through; other tests of a field hold together. */
function withTest(tests: Tests, { test }: FilterFlag, operand: string | number | boolean): Tests {
  if (test === 'is') return { ...tests, in: [...(Array.isArray(tests.in) ? tests.in : []), operand] };
  if (test === 'exists' || test === 'missing') return { ...tests, exists: test === 'exists' };
  return { ...tests, [test]: operand };
}

/** A text that looks like a number stays text: the type of the field says what is meant. */
function operandOf({ object }: SetupEnd, { field, value }: FilterFlag): string | number | boolean {
  const type = object.fields.find(({ name }) => name === field)?.type;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  const isNumber = (type === 'integer' || type === 'decimal') && String(Number(value)) === value;
  return isNumber ? Number(value) : value;
}

/** One value that a field must have is written as that. */
function shortForm(tests: Tests): PlainValue {
  const [only, ...others] = Array.isArray(tests.in) ? tests.in : [];
  return Object.keys(tests).length === 1 && only !== undefined && others.length === 0 ? only : tests;
}

/** A field that a flag names must be there. */
export function refuseUnknownFields(
  context: SetupContext,
  pair: SetupPair,
  flags: readonly (FilterFlag | null)[],
): void {
  for (const flag of flags) {
    if (flag === null) continue;
    const names = pair[flag.side].object.fields.map(({ name }) => name);
    if (names.includes(flag.field)) continue;
    const near = nearest(flag.field, names);
    throw new ConfigurationError(`${placeOf(context, pair[flag.side])} has no field "${flag.field}".`, {
      code: 'unknown-field',
      remedy: near === null ? 'linkwright objects lists the fields.' : `Did you mean "${near}"?`,
    });
  }
}
