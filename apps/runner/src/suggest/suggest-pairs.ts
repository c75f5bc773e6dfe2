import type { ObjectSummary } from '@linkwright/core';
import { bareName, objectMeanings } from './usual-names.ts';

export interface PairSuggestion {
  readonly left: ObjectSummary;
  readonly right: ObjectSummary;
  readonly reason: string;
  readonly score: number;
}

/** Objects of two apps that look alike by their names, the surest first; each object once. */
export function suggestPairs(
  left: readonly ObjectSummary[],
  right: readonly ObjectSummary[],
): readonly PairSuggestion[] {
  const candidates = left.flatMap((a) => right.flatMap((b) => likenessOf(a, b))).sort((a, b) => b.score - a.score);
  const used = new Set<string>();
  return candidates.filter((pair) => {
    const ends = [`left ${pair.left.id}`, `right ${pair.right.id}`];
    if (ends.some((end) => used.has(end))) return false;
    for (const end of ends) used.add(end);
    return true;
  });
}

/** The objects of one side, those that look like the given one first. */
export function likestFirst<Summary extends ObjectSummary>(
  object: ObjectSummary,
  others: readonly Summary[],
): readonly Summary[] {
  const score = (other: Summary): number => likenessOf(object, other)[0]?.score ?? 0;
  return [...others].sort((a, b) => score(b) - score(a));
}

function likenessOf(left: ObjectSummary, right: ObjectSummary): readonly PairSuggestion[] {
  const names = (object: ObjectSummary): readonly string[] => [object.name, object.label].map(singular);
  if (names(left).some((name) => name !== '' && names(right).includes(name))) {
    return [{ left, right, reason: 'same name', score: 90 }];
  }
  const meaning = objectMeanings(left).find((one) => objectMeanings(right).includes(one));
  return meaning === undefined
    ? []
    : [{ left, right, reason: `both usually hold ${texts[meaning] ?? meaning}`, score: 80 }];
}

const singular = (name: string): string => bareName(name).replace(/s$/, '');

const texts: Readonly<Record<string, string>> = {
  Person: 'people',
  Organization: 'companies',
  Deal: 'deals',
  Ticket: 'tickets',
};
