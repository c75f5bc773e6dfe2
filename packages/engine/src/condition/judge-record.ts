import { areEquivalent, type CanonicalValue, type FieldSchema, type Fields } from '@linkwright/core';
import type { CompiledFilter, FilterCondition } from '../context/compiled-filter.ts';
import { compareValues } from './compare-values.ts';
import { tellCondition, tellValue } from './tell-condition.ts';

export type FilterVerdict =
  | { readonly kind: 'passes' }
  | { readonly kind: 'fails'; readonly text: string }
  /** A field that the filter asks for was not readable, which is no blank: nothing can be said. */
  | { readonly kind: 'unknown'; readonly text: string };

/** Does a record pass a filter? Pure. The first condition that does not hold gives the reason. */
export function judgeRecord(filter: CompiledFilter, fields: Fields): FilterVerdict {
  let unknown: FilterVerdict | null = null;
  for (const condition of filter) {
    const value = fields[condition.field.id];
    if (value === undefined) unknown ??= { kind: 'unknown', text: `${condition.field.name} could not be read` };
    else if (!holds(condition, value)) {
      const text = `${condition.field.name} is ${tellValue(condition.field, value)}, wanted is ${tellCondition(condition)}`;
      return { kind: 'fails', text };
    }
  }
  return unknown ?? { kind: 'passes' };
}

/** Values are compared as their field's users would: the case of an e-mail, digits of a number, a field's precision. */
export function holds(condition: FilterCondition, value: CanonicalValue): boolean {
  const { field, in: wanted, not: unwanted, exists, above, below } = condition;
  const is = (operand: CanonicalValue): boolean => bears(field, value, operand);
  return (
    (wanted === undefined || wanted.some(is)) &&
    (unwanted === undefined || !unwanted.some(is)) &&
    (exists === undefined || exists !== areEquivalent(field, value, null)) &&
    (above === undefined || isBeyond(field, value, above, 1)) &&
    (below === undefined || isBeyond(field, value, below, -1))
  );
}

/** Of a choice of several options, any of the chosen ones counts. */
function bears(field: FieldSchema, value: CanonicalValue, operand: CanonicalValue): boolean {
  const chosen = field.type === 'options' && value !== null && typeof value === 'object' ? value : [value];
  return chosen.some((one) => areEquivalent(field, one, operand));
}

function isBeyond(field: FieldSchema, value: CanonicalValue, bound: string, direction: 1 | -1): boolean {
  if (typeof value !== 'string' || value === '' || areEquivalent(field, value, bound)) return false;
  return compareValues(field, value, bound) === direction;
}
