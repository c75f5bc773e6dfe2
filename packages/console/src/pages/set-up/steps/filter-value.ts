import type { Side } from './sides.ts';

export type ConditionTest = 'is' | 'not' | 'above' | 'below' | 'exists' | 'missing';

export type Operand = string | number | boolean;

/** What must hold of a field for its record to take part. `value`: empty where the test needs none. */
export interface Condition {
  readonly side: Side;
  readonly field: string;
  readonly test: ConditionTest;
  readonly value: Operand;
}

type Tests = Readonly<Record<string, Operand | readonly Operand[]>>;

/** As `filter` of a sync has it, in the words that the set-up of the terminal writes. `null`: every record takes part. */
export function filterValue(conditions: readonly Condition[]) {
  if (conditions.length === 0) return null;
  const ofSide = (side: Side) => {
    const tests = new Map<string, Tests>();
    for (const one of conditions) {
      if (one.side === side) tests.set(one.field, withTest(tests.get(one.field) ?? {}, one));
    }
    return Object.fromEntries([...tests].map(([field, one]) => [field, shortForm(one)]));
  };
  const [left, right] = [ofSide('left'), ofSide('right')];
  return {
    ...(Object.keys(left).length > 0 && { left }),
    ...(Object.keys(right).length > 0 && { right }),
  };
}

/** A second value of one field is another that is let through; other tests of a field hold together. */
function withTest(tests: Tests, { test, value }: Condition): Tests {
  if (test === 'is') return { ...tests, in: [...(Array.isArray(tests.in) ? tests.in : []), value] };
  if (test === 'exists' || test === 'missing') return { ...tests, exists: test === 'exists' };
  return { ...tests, [test]: value };
}

function shortForm(tests: Tests): Operand | Tests {
  const [only, ...others] = Array.isArray(tests.in) ? tests.in : [];
  return Object.keys(tests).length === 1 && only !== undefined && others.length === 0 ? only : tests;
}

/** What somebody wrote, by the type of the field: a text that looks like a number stays text. */
export function operandOf(type: string, value: string): Operand {
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  const isNumber = (type === 'integer' || type === 'decimal') && String(Number(value)) === value;
  return isNumber ? Number(value) : value;
}
