import type { Direction, FieldSchema, ObjectSchema } from '@linkwright/core';
import { fieldCompatibility } from './field-compatibility.ts';
import { fieldMeanings, sharedName } from './usual-names.ts';

/** Two fields that look alike. */
export interface FieldSuggestion {
  readonly left: FieldSchema;
  readonly right: FieldSchema;
  readonly direction: Direction;
  /** One holds moments, the other days, and only the sync can say in which time zone. */
  readonly needsTimeZone: boolean;
  /** A half sentence for a person. */
  readonly reason: string;
  /** Higher is surer; 100: both connectors name the same thing of the shared vocabulary. */
  readonly score: number;
}

/** The surest pairs of two objects' fields, each field once. `taken`: fields of either side that are mapped already. */
export function suggestFields(
  left: ObjectSchema,
  right: ObjectSchema,
  taken: { readonly left: readonly string[]; readonly right: readonly string[] } = { left: [], right: [] },
): readonly FieldSuggestion[] {
  const free = likeFields(left, right).filter(
    (pair) => !taken.left.includes(pair.left.id) && !taken.right.includes(pair.right.id),
  );
  return eachFieldOnce(free);
}

/** All pairs of fields that look alike and can be mapped, the surest first; a field may be in several. */
export function likeFields(left: ObjectSchema, right: ObjectSchema): readonly FieldSuggestion[] {
  return left.fields
    .flatMap((a) =>
      right.fields.flatMap((b): readonly FieldSuggestion[] => {
        const likeness = likenessOf(a, b, left, right);
        if (likeness === null) return [];
        const compatibility = fieldCompatibility(a, b);
        if (!compatibility.compatible) return [];
        const { direction, needsTimeZone } = compatibility;
        return [{ left: a, right: b, direction, needsTimeZone, ...likeness }];
      }),
    )
    .sort((a, b) => b.score - a.score || directionRank(a) - directionRank(b));
}

/**
 * What a mapping may take for granted. Where both connectors use the shared vocabulary, only what it names: fields that
 * merely bear one name in two accounts of one app run into hundreds.
 */
export function sureFields(
  suggestions: readonly FieldSuggestion[],
  left: ObjectSchema,
  right: ObjectSchema,
): readonly FieldSuggestion[] {
  const speakAlike = left.standard !== undefined && right.standard !== undefined;
  return speakAlike ? suggestions.filter(({ score }) => score === standardScore) : suggestions;
}

const standardScore = 100;

function likenessOf(
  left: FieldSchema,
  right: FieldSchema,
  leftObject: ObjectSchema,
  rightObject: ObjectSchema,
): Pick<FieldSuggestion, 'score' | 'reason'> | null {
  if (left.standard !== undefined && left.standard === right.standard) {
    return { score: standardScore, reason: `both are ${left.standard}` };
  }
  const name = sharedName(left, right);
  const meanings = fieldMeanings(right);
  const meaning = fieldMeanings(left).find((one) => meanings.includes(one));
  if (name !== null) return { score: meaning === undefined ? 85 : 90, reason: 'same name' };
  // A field that the connector knows the meaning of goes before one that is merely named alike.
  if (meaning !== undefined) {
    const isKnown = left.standard !== undefined || right.standard !== undefined;
    return { score: isKnown ? 88 : 80, reason: `both usually hold ${meaningTexts[meaning] ?? meaning}` };
  }
  if (isOnly(left, leftObject) && isOnly(right, rightObject) && left.type === right.type) {
    return { score: 60, reason: `the only ${typeTexts[left.type]} of each` };
  }
  return null;
}

const typeTexts: Partial<Record<FieldSchema['type'], string>> = {
  email: 'e-mail address',
  phone: 'telephone number',
  url: 'web address',
};

const isOnly = (field: FieldSchema, object: ObjectSchema): boolean =>
  typeTexts[field.type] !== undefined && object.fields.every((one) => one === field || one.type !== field.type);

const meaningTexts: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  givenName: 'a first name',
  familyName: 'a last name',
  name: 'the name',
  telephone: 'a telephone number',
  faxNumber: 'a fax number',
  jobTitle: 'a job title',
  url: 'a web address',
  streetAddress: 'a street address',
  addressLocality: 'a city',
  addressRegion: 'a state or region',
  postalCode: 'a postal code',
  addressCountry: 'a country',
  description: 'a description',
  numberOfEmployees: 'a number of employees',
  stage: 'a stage',
  amount: 'an amount',
  closeDate: 'a closing date',
};

const directionRank = ({ direction }: FieldSuggestion): number => (direction === 'two-way' ? 0 : 1);

/** Of a sorted list, the first pair of each field. */
export function eachFieldOnce<Pair extends Pick<FieldSuggestion, 'left' | 'right'>>(
  sorted: readonly Pair[],
): readonly Pair[] {
  const used = new Set<string>();
  return sorted.filter(({ left, right }) => {
    const ends = [`left ${left.id}`, `right ${right.id}`];
    if (ends.some((end) => used.has(end))) return false;
    for (const end of ends) used.add(end);
    return true;
  });
}
