import { type FieldSchema, type NormalizerName, normalizerForTypes } from '@linkwright/core';
import { normalizers } from '@linkwright/engine';
import { count, formatNumber } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import type { Questions } from '../prompt/questions.ts';
import { countRepeats, type KeyCount } from '../suggest/count-repeats.ts';
import { type MatchSuggestion, meantNormalizer, suggestMatch } from '../suggest/suggest-match.ts';
import { placeOf, type SetupContext, type SetupEnd, type SetupPair } from './setup-context.ts';

type Key = Pick<MatchSuggestion, 'left' | 'right' | 'normalize'>;

/** More keys than these hardly ever decide anything but mistakes. */
const mostKeys = 3;

/** The fields by which records that are on both sides already are recognized, in the order in which they are tried. */
export async function chooseMatch(context: SetupContext, pair: SetupPair): Promise<readonly Key[]> {
  const { ask } = context;
  const suggestions = suggestMatch(pair.left.object, pair.right.object);
  if (ask === null) return suggestions.slice(0, 2);
  const keys: Key[] = [];
  while (keys.length < mostKeys) {
    const isFree = (key: Key): boolean =>
      !keys.some(({ left, right }) => left.id === key.left.id || right.id === key.right.id);
    const chosen = await chooseKey(context, ask, pair, suggestions.filter(isFree), keys.length);
    if (chosen === null) break;
    if (await isGoodEnough(context, ask, pair, chosen)) keys.push(chosen);
  }
  return keys;
}

async function chooseKey(
  context: SetupContext,
  ask: Questions,
  pair: SetupPair,
  suggestions: readonly MatchSuggestion[],
  before: number,
): Promise<Key | null> {
  const question =
    before === 0
      ? 'By which field are records recognized as the same?'
      : 'Another field, tried where that one is empty?';
  const chosen = await ask.choose<MatchSuggestion | 'none' | 'other'>(question, [
    ...(before === 0 ? [] : [{ value: 'none' as const, label: 'No' }]),
    ...suggestions.map((key) => ({ value: key, label: keyName(key), hint: key.reason })),
    { value: 'other', label: before === 0 && suggestions.length === 0 ? 'Choose two fields' : 'Two other fields' },
  ]);
  if (chosen === 'none') return null;
  return chosen === 'other' ? chooseTwo(context, ask, pair) : chosen;
}

async function chooseTwo(context: SetupContext, ask: Questions, { left, right }: SetupPair): Promise<Key | null> {
  const comparable = (field: FieldSchema): readonly FieldSchema[] =>
    right.object.fields.filter((other) => normalizerForTypes(field.type, other.type) !== null);
  const first = await ask.choose(
    `The field of ${placeOf(context, left)}`,
    left.object.fields.filter((field) => comparable(field).length > 0).map(fieldChoice),
  );
  const second = await ask.choose(
    `The field of ${placeOf(context, right)} that holds the same as ${visible(first.name)}`,
    comparable(first).map(fieldChoice),
  );
  return { left: first, right: second, ...meantNormalizer(first, second) };
}

export const fieldChoice = (field: FieldSchema) => ({
  value: field,
  label: field.label === field.name ? field.name : `${field.name} (${field.label})`,
  hint: field.readOnly ? `${field.type}, read-only` : field.type,
});

const keyName = ({ left, right }: Key): string => `${left.name} ↔ ${right.name}`;

/** Reads what the apps hold: a key that repeats leaves records aside, and nobody sees that from a schema. */
async function isGoodEnough(context: SetupContext, ask: Questions, pair: SetupPair, key: Key): Promise<boolean> {
  const counted = await countBoth(context, pair, key);
  context.command.output.progress(null);
  const shared = [...counted.left.bearers.keys()].filter((value) => counted.right.bearers.has(value)).length;
  const lines = [
    tellCount(placeOf(context, pair.left), counted.left, key.left),
    tellCount(placeOf(context, pair.right), counted.right, key.right),
    `On both sides: ${count(shared, 'value')}.`,
  ];
  const repeats = counted.left.repeated.length + counted.right.repeated.length;
  ask.tell(lines.join('\n'), repeats > 0 ? 'warn' : 'info');
  if (repeats === 0) return true;
  return ask.confirm(
    `Records that share a value cannot be told apart: they are listed and left alone.\nMatch on ${keyName(key)} all the same?`,
  );
}

async function countBoth(
  { command, catalogue, counted }: SetupContext,
  { left, right }: SetupPair,
  key: Key,
): Promise<{ readonly left: KeyCount; readonly right: KeyCount }> {
  const normalizer: NormalizerName = key.normalize ?? normalizerForTypes(key.left.type, key.right.type) ?? 'exact';
  const countEnd = (end: SetupEnd, field: FieldSchema): Promise<KeyCount> => {
    const connection = catalogue.connection(end.connection);
    const what = JSON.stringify([connection.account, end.object.id, field.id, normalizer]);
    const known = counted.get(what);
    if (known !== undefined) return known;
    command.output.progress(`reading ${end.connection} ${end.object.name} …`);
    const { signal } = command;
    const counting = countRepeats(connection, end.object.id, { field: field.id }, normalizers[normalizer], { signal });
    counted.set(what, counting);
    return counting;
  };
  const [ofLeft, ofRight] = await Promise.all([countEnd(left, key.left), countEnd(right, key.right)]);
  return { left: ofLeft, right: ofRight };
}

const shownRepeats = 3;

/** `HubSpot contacts: 412 records, 6 without email, 2 values repeat: info@acme.example (3 records), …` */
export function tellCount(place: string, counted: KeyCount, field: Pick<FieldSchema, 'name'>): string {
  const { records, complete, empty, repeated } = counted;
  const shown = repeated
    .slice(0, shownRepeats)
    .map(({ value, records: bearers }) => `${visible(value)} (${formatNumber(bearers)} records)`);
  const more = repeated.length > shownRepeats ? ', …' : '';
  return [
    `${place}: ${complete ? count(records, 'record') : `the first ${count(records, 'record')}`}`,
    ...(empty > 0 ? [`${formatNumber(empty)} without ${visible(field.name)}`] : []),
    repeated.length === 0
      ? 'no value repeats'
      : `${count(repeated.length, 'value repeats', 'values repeat')}: ${shown.join(', ')}${more}`,
  ].join(', ');
}
