import type { FieldSchema, ObjectSchema } from '@linkwright/core';
import { objectMeanings } from './usual-names.ts';

type Named = Pick<FieldSchema, 'name' | 'label'>;

/**
 * How much a plain field looks as if it named a record of another kind, 0 and up: `Account name`, `company_id` and
 * `Employer` of a person do, a job title does not. What a record is called itself names no other one, and neither does a
 * count of others.
 */
export function referenceLikeness(
  field: Pick<FieldSchema, 'id' | 'name' | 'label'>,
  object: Pick<ObjectSchema, 'name' | 'label' | 'displayField' | 'standard'>,
  /** Names of the syncs that a reference could lead to. */
  syncs: readonly string[],
): number {
  const words = wordsOf(field);
  if (field.id === object.displayField || words.some((word) => counting.includes(word))) return 0;
  const things = syncs.flatMap((sync) => [sync.toLowerCase(), singular(sync.toLowerCase())]);
  const others = words.filter((word) => !namesKind(word, object));
  const isThing = others.some((word) => things.includes(word) || usualTargets.includes(word));
  if (!isThing) return 0;
  return words.some((word) => identifying.includes(word)) ? 3 : 2;
}

const wordsOf = ({ name, label }: Named): readonly string[] =>
  `${name} ${label}`
    .replace(/number of/gi, 'count')
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '');

/** Is the word one for records of this object? `Company name` of a company is its own. */
function namesKind(word: string, object: Parameters<typeof referenceLikeness>[1]): boolean {
  const own = objectMeanings(object);
  const meant = objectMeanings({ name: word, label: word });
  return meant.some((meaning) => own.includes(meaning)) || wordsOf(object).map(singular).includes(singular(word));
}

const counting = ['num', 'count', 'total', 'sum'];

const identifying = ['name', 'names', 'id', 'ids', 'code', 'key', 'number'];

const usualTargets = [
  'company',
  'account',
  'organization',
  'organisation',
  'employer',
  'customer',
  'client',
  'parent',
  'partner',
  'partners',
  'vendor',
  'supplier',
  'contact',
  'manager',
];
