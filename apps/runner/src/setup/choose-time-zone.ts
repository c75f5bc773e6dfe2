import { nearestTimeZone, timeZoneOf } from '@linkwright/core';
import { visible } from '../output/visible.ts';
import type { Questions } from '../prompt/questions.ts';
import type { FieldSuggestion } from '../suggest/suggest-fields.ts';

/** The zone in which moments are of a day, where a field needs one that neither app tells. `null`: none does. */
export async function chooseTimeZone(
  ask: Questions,
  fields: readonly Pick<FieldSuggestion, 'left' | 'right' | 'needsTimeZone'>[],
): Promise<string | null> {
  const field = fields.find(({ needsTimeZone }) => needsTimeZone);
  if (field === undefined) return null;
  const { left, right } = field;
  const names = `${visible(left.name)} ↔ ${visible(right.name)}`;
  return ask.text({
    message: `The time zone of the people who use these dates (${names}: what day it is at a moment depends on it)`,
    placeholder: 'Europe/Berlin',
    check: wrongWith,
  });
}

function wrongWith(answer: string): string | undefined {
  if (timeZoneOf(answer) !== null) return undefined;
  const near = nearestTimeZone(answer);
  return near === null ? 'A zone such as Europe/Berlin or America/Phoenix.' : `Did you mean ${near}?`;
}
