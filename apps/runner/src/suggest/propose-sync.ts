import type { ObjectSchema } from '@linkwright/core';
import type { SyncDraft } from '../configuration/edit/configuration-edit.ts';
import { fieldCompatibility } from './field-compatibility.ts';
import { type FieldSuggestion, suggestFields, sureFields } from './suggest-fields.ts';
import { type MatchSuggestion, suggestMatch } from './suggest-match.ts';

export interface ProposedEnd {
  readonly connection: string;
  readonly object: ObjectSchema;
}

export interface ProposedSync {
  readonly draft: SyncDraft;
  readonly match: readonly MatchSuggestion[];
  readonly fields: readonly FieldSuggestion[];
  /** Dates that look alike, which nobody could map before the sync says in which time zone. */
  readonly zoneless: readonly FieldSuggestion[];
}

/** So many keys are tried in order: a third one hardly ever decides anything but mistakes. */
const keysTried = 2;

/** An object sync from nothing but two schemas. `null`: no two fields look like a key of both. */
export function proposeSync(left: ProposedEnd, right: ProposedEnd): ProposedSync | null {
  const match = suggestMatch(left.object, right.object).slice(0, keysTried);
  if (match.length === 0) return null;
  const { fields, zoneless } = withoutZoneless(fieldsBesides(left.object, right.object, match));
  return {
    match,
    fields,
    zoneless,
    draft: {
      left: { connection: left.connection, object: left.object.name },
      right: { connection: right.connection, object: right.object.name },
      match: match.map(matchKeyOf),
      fields: fields.map(mappingOf),
    },
  };
}

/** The fields of the keys first: a record that is created without its key is not recognized again. */
export function fieldsBesides(
  left: ObjectSchema,
  right: ObjectSchema,
  keys: readonly Pick<MatchSuggestion, 'left' | 'right'>[],
): readonly FieldSuggestion[] {
  const ofKeys = keys.flatMap((key): readonly FieldSuggestion[] => {
    const compatibility = fieldCompatibility(key.left, key.right);
    if (!compatibility.compatible) return [];
    const { direction, needsTimeZone } = compatibility;
    const { left, right } = key;
    return [{ left, right, direction, needsTimeZone, reason: 'records are matched on it', score: 100 }];
  });
  const taken = { left: keys.map((key) => key.left.id), right: keys.map((key) => key.right.id) };
  return [...ofKeys, ...sureFields(suggestFields(left, right, taken), left, right)];
}

/** Parts what a sync could map only in a time zone that it does not name. */
export function withoutZoneless(suggestions: readonly FieldSuggestion[]): {
  readonly fields: readonly FieldSuggestion[];
  readonly zoneless: readonly FieldSuggestion[];
} {
  return {
    fields: suggestions.filter(({ needsTimeZone }) => !needsTimeZone),
    zoneless: suggestions.filter(({ needsTimeZone }) => needsTimeZone),
  };
}

/** Why a date that looks like one of the other app is not proposed, and what has to be done first. */
export const tellZoneless = (sync: string, { left, right }: Pick<FieldSuggestion, 'left' | 'right'>): string =>
  `${sync}: ${left.name} and ${right.name} look alike, but one holds moments and the other days, and neither app tells in which time zone. Add timeZone: Europe/Berlin (with your own zone) to the sync, then map them.`;

export function matchKeyOf({
  left,
  right,
  normalize,
}: Omit<MatchSuggestion, 'reason' | 'strength'>): Readonly<Record<string, string>> {
  return { left: left.name, right: right.name, ...(normalize !== undefined && { normalize }) };
}

export function mappingOf({
  left,
  right,
  direction,
}: Pick<FieldSuggestion, 'left' | 'right' | 'direction'>): Readonly<Record<string, string>> {
  return { left: left.name, right: right.name, ...(direction !== 'two-way' && { direction }) };
}
