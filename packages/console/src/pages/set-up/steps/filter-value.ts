import type { Side } from './sides.ts';

export type ConditionTest = 'is' | 'not' | 'above' | 'below' | 'exists' | 'missing';

/** What must hold of a field for its record to take part. `value`: empty where the test needs none. */
export interface Condition {
  readonly side: Side;
  readonly field: string;
  readonly test: ConditionTest;
  readonly value: string;
}

type Operand = string | number | boolean;
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
  // `007` is no number: what is written back would differ.
  const isNumber = /^-?\d+(\.\d+)?$/.test(value) && String(Number(value)) === value;
  const plain = isNumber ? Number(value) : value === 'true' ? true : value === 'false' ? false : value;
  if (test === 'is') return { ...tests, in: [...(Array.isArray(tests.in) ? tests.in : []), plain] };
  if (test === 'exists' || test === 'missing') return { ...tests, exists: test === 'exists' };
  return { ...tests, [test]: plain };
}

function shortForm(tests: Tests): Operand | Tests {
  const [only, ...others] = Array.isArray(tests.in) ? tests.in : [];
  return Object.keys(tests).length === 1 && only !== undefined && others.length === 0 ? only : tests;
}
