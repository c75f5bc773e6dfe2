import { type RuleKind, withNumber } from './rule-kind.ts';

const types = ['number'];
const decimal = /^-?\d+(\.\d+)?$/;
const mostPlaces = /^(?:1?\d|20)$/;

export const numberRules: Readonly<Record<string, RuleKind>> = {
  MIN_NUMBER: { types, read: withNumber(decimal, (value, least) => Number(value) >= least) },
  MAX_NUMBER: { types, read: withNumber(decimal, (value, most) => Number(value) <= most) },
  DECIMAL: { types, read: withNumber(mostPlaces, (value, most) => placesOf(value) <= most) },
};

/** Zeros at the end say nothing. */
function placesOf(value: string): number {
  const places = value.split('.')[1] ?? '';
  let length = places.length;
  while (length > 0 && places[length - 1] === '0') length -= 1;
  return length;
}
