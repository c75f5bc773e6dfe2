import { type FieldSchema, type NormalizerName, normalizerForTypes, type ObjectSchema } from '@linkwright/core';
import { eachFieldOnce, type FieldSuggestion, likeFields } from './suggest-fields.ts';
import { fieldMeanings, objectMeanings } from './usual-names.ts';

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
    // What is a key on one side alone is none: the other side's records share it.
    .map((pair) => ({ ...pair, sides: [strengthOf(pair.left, left), strengthOf(pair.right, right)] as const }))
    .filter(({ sides }) => sides.every((strength) => strength > 0))
    .map((pair) => ({ ...pair, strength: pair.sides[0] + pair.sides[1] }))
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

/** What several records of a kind share as a rule, by what they are: a key of it would join strangers. */
const shared: Readonly<Record<string, readonly string[]>> = {
  Person: ['url', 'name', 'telephone', 'faxNumber'],
  Deal: ['url', 'email', 'telephone', 'faxNumber'],
  Ticket: ['url', 'email', 'telephone', 'faxNumber'],
};

/** Words beside which a number or a code describes a record and does not name it. */
const describing =
  /(^|[^a-z])(zip|postal|post|country|area|region|state|currency|language|locale|house|room|street|floor|building|phone|mobile|telephone|fax|of|colou?r|dress|tax|tariff)([^a-z]|$)/i;

/** A code of another kind of record: a company's number in a table of people. */
function namesAnother(field: FieldSchema, object: ObjectSchema): boolean {
  const own = objectMeanings(object);
  const words = `${field.name} ${field.label}`.split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u);
  return words.some((word) => {
    const meant = objectMeanings({ name: word, label: word });
    return meant.length > 0 && !meant.some((meaning) => own.includes(meaning));
  });
}

function strengthOf(field: FieldSchema, object: ObjectSchema): number {
  if (field.type === 'multiline') return 0;
  const meanings = fieldMeanings(field);
  const kinds = objectMeanings(object);
  const isShared = (meaning: string): boolean => kinds.some((kind) => shared[kind]?.includes(meaning) ?? false);
  const isMeant = (meaning: string): boolean => meanings.includes(meaning) && !isShared(meaning);
  const isCode =
    /(^|[^a-z])(id|code|key|sku|number|no)([^a-z]|$)|[a-z](Id|Code|Key|Number)$/i.test(field.name) &&
    !describing.test(field.name) &&
    !namesAnother(field, object);
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  if (isNumber && !isCode && !field.unique) return 0;
  return (
    (field.unique ? 40 : 0) +
    (object.defaultMatch?.includes(field.id) ? 20 : 0) +
    (isMeant('email') || (field.type === 'email' && !isShared('email')) ? 30 : 0) +
    (isMeant('url') || (field.type === 'url' && !isShared('url')) ? 25 : 0) +
    (isCode && !meanings.includes('telephone') && !meanings.includes('faxNumber') ? 15 : 0) +
    (isMeant('name') ? 8 : 0) +
    (field.id === object.displayField && !meanings.some(isShared) ? 7 : 0)
  );
}
