import { type FieldSchema, type NormalizerName, normalizerForTypes, type ObjectSchema } from '@linkwright/core';
import { eachFieldOnce, type FieldSuggestion, likeFields } from './suggest-fields.ts';
import { fieldMeanings } from './usual-names.ts';

/** A pair of fields that could tell which records of the two sides are the same. */
export interface MatchSuggestion extends Pick<FieldSuggestion, 'left' | 'right' | 'reason'> {
  /** How much the fields look like a key, 0 and up. */
  readonly strength: number;
  /** Where the types alone would compare the two as plain texts. */
  readonly normalize?: NormalizerName;
}

/** Below this a field is a guess that nobody should make: two people of one first name are nothing unusual. */
const enough = 15;

/** The likeliest keys first; of one strength the surest pair. */
export function suggestMatch(left: ObjectSchema, right: ObjectSchema): readonly MatchSuggestion[] {
  const keys = likeFields(left, right)
    .filter((pair) => normalizerForTypes(pair.left.type, pair.right.type) !== null)
    .map((pair) => ({ ...pair, strength: strengthOf(pair.left, left) + strengthOf(pair.right, right) }))
    .filter(({ strength }) => strength >= enough)
    .sort((a, b) => b.strength - a.strength || b.score - a.score);
  return eachFieldOnce(keys).map((pair) => ({
    left: pair.left,
    right: pair.right,
    reason: pair.reason,
    strength: pair.strength,
    ...meantNormalizer(pair.left, pair.right),
  }));
}

/** Apps whose texts are all of one type say by the name of a field what it holds. */
export function meantNormalizer(left: FieldSchema, right: FieldSchema): { readonly normalize?: NormalizerName } {
  if (normalizerForTypes(left.type, right.type) !== 'text') return {};
  const meanings = fieldMeanings(right);
  const shared = fieldMeanings(left).filter((one) => meanings.includes(one));
  const normalize = shared.map((one) => normalizers[one]).find((one) => one !== undefined);
  return normalize === undefined ? {} : { normalize };
}

const normalizers: Readonly<Record<string, NormalizerName>> = { email: 'email', url: 'domain', telephone: 'phone' };

function strengthOf(field: FieldSchema, object: ObjectSchema): number {
  if (field.type === 'multiline') return 0;
  const meanings = fieldMeanings(field);
  const isCode = /(^|[^a-z])(id|code|key|sku|number|no)([^a-z]|$)|[a-z](Id|Code|Key|Number)$/i.test(field.name);
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  if (isNumber && !isCode && !field.unique) return 0;
  return (
    (field.unique ? 40 : 0) +
    (object.defaultMatch?.includes(field.id) ? 20 : 0) +
    (field.type === 'email' || meanings.includes('email') ? 30 : 0) +
    (field.type === 'url' || meanings.includes('url') ? 25 : 0) +
    (isCode && !meanings.includes('telephone') && !meanings.includes('faxNumber') ? 15 : 0) +
    (meanings.includes('name') ? 8 : 0) +
    (field.id === object.displayField ? 7 : 0)
  );
}
