import type { FieldSchema } from '@linkwright/core';
import { visible } from '../output/visible.ts';
import type { Questions } from '../prompt/questions.ts';
import { fieldCompatibility } from '../suggest/field-compatibility.ts';
import { fieldsBesides, tellZoneless, withoutZoneless } from '../suggest/propose-sync.ts';
import type { FieldSuggestion } from '../suggest/suggest-fields.ts';
import { fieldChoice } from './choose-match.ts';
import { chooseTimeZone } from './choose-time-zone.ts';
import { placeOf, type SetupContext, type SetupEnd, type SetupPair } from './setup-context.ts';

export type ChosenField = Pick<FieldSuggestion, 'left' | 'right' | 'direction' | 'needsTimeZone'>;

export interface ChosenFields {
  readonly fields: readonly ChosenField[];
  /** Where a side must not create records, because a field that it requires is not mapped. */
  readonly create: 'both' | 'left' | 'right' | 'none';
  /** That of the sync, which a chosen field needs. `null`: none does. */
  readonly timeZone: string | null;
}

interface Taken {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Which fields are kept in step besides: what looks alike is offered, and only what is compatible. */
export async function chooseFields(
  context: SetupContext,
  pair: SetupPair,
  keys: readonly Pick<ChosenField, 'left' | 'right'>[],
  taken: Taken = { left: [], right: [] },
): Promise<ChosenFields> {
  const { ask } = context;
  const offered = fieldsBesides(pair.left.object, pair.right.object, keys).filter(
    ({ left, right }) => !taken.left.includes(left.id) && !taken.right.includes(right.id),
  );
  if (ask === null) {
    const { fields, zoneless } = withoutZoneless(offered);
    for (const one of zoneless) context.command.output.note(tellZoneless(pair.left.object.name, one));
    return { fields, create: 'both', timeZone: null };
  }
  const fields: ChosenField[] =
    offered.length === 0
      ? []
      : await ask.chooseSome<ChosenField>(
          'Which fields are kept in step?',
          offered.map((field) => ({ value: field, label: fieldName(field), hint: typesOf(field) })),
          offered,
        );
  while (
    await ask.confirm(
      fields.length === 0 ? 'Map a pair of fields?' : 'Map another pair of fields?',
      fields.length === 0,
    )
  ) {
    const isTaken = (side: 'left' | 'right', field: FieldSchema): boolean =>
      taken[side].includes(field.id) || fields.some((one) => one[side].id === field.id);
    const chosen = await choosePair(context, ask, pair, isTaken, null);
    if (chosen === null) break;
    fields.push(chosen);
  }
  const create = await settleRequired(context, ask, pair, fields, taken);
  return { fields, create, timeZone: await chooseTimeZone(ask, fields) };
}

async function choosePair(
  context: SetupContext,
  ask: Questions,
  { left, right }: SetupPair,
  isTaken: (side: 'left' | 'right', field: FieldSchema) => boolean,
  given: { readonly side: 'left' | 'right'; readonly field: FieldSchema } | null,
): Promise<ChosenField | null> {
  const first = given?.side === 'right' ? right : left;
  const second = first === left ? right : left;
  const direction = (a: FieldSchema, b: FieldSchema) =>
    first === left ? fieldCompatibility(a, b) : fieldCompatibility(b, a);
  const partners = (field: FieldSchema): readonly FieldSchema[] =>
    second.object.fields.filter((other) => !isTaken(second.side, other) && direction(field, other).compatible);
  const own = first.object.fields.filter((field) => !isTaken(first.side, field) && partners(field).length > 0);
  if (own.length === 0) {
    ask.tell('No compatible fields are left.');
    return null;
  }
  const a = given?.field ?? (await ask.choose(`The field of ${placeOf(context, first)}`, own.map(fieldChoice)));
  const offered = partners(a);
  if (offered.length === 0) {
    ask.tell(`No field of ${placeOf(context, second)} is compatible with ${visible(a.name)} (${a.type}).`, 'warn');
    return null;
  }
  const b = await ask.choose(
    `The field of ${placeOf(context, second)} for ${visible(a.name)} (${a.type})`,
    offered.map(fieldChoice),
  );
  const compatibility = direction(a, b);
  if (!compatibility.compatible) return null;
  const [leftField, rightField] = first === left ? [a, b] : [b, a];
  const { direction: way, needsTimeZone } = compatibility;
  return { left: leftField, right: rightField, direction: way, needsTimeZone };
}

/** An app refuses to create a record without a field that it requires: map it, or create none there. */
async function settleRequired(
  context: SetupContext,
  ask: Questions,
  pair: SetupPair,
  fields: ChosenField[],
  taken: Taken,
): Promise<ChosenFields['create']> {
  const closed = new Set<'left' | 'right'>();
  for (const end of [pair.left, pair.right]) {
    for (;;) {
      const [lacking] = lackingFields(end, fields, taken);
      if (lacking === undefined || closed.has(end.side)) break;
      const place = placeOf(context, end);
      const answer = await ask.choose(
        `${place} needs ${visible(lacking.name)} for a new record, and it is not mapped.`,
        [
          { value: 'map', label: `Map ${lacking.name}` },
          { value: 'close', label: `Create no records in ${place}`, hint: 'existing ones are kept in step' },
        ],
      );
      const isTaken = (side: 'left' | 'right', field: FieldSchema): boolean =>
        taken[side].includes(field.id) || fields.some((one) => one[side].id === field.id);
      const mapped =
        answer === 'map' ? await choosePair(context, ask, pair, isTaken, { side: end.side, field: lacking }) : null;
      if (mapped !== null) fields.push(mapped);
      else if (answer === 'close') closed.add(end.side);
    }
  }
  return closed.size === 2 ? 'none' : closed.has('left') ? 'right' : closed.has('right') ? 'left' : 'both';
}

function lackingFields(end: SetupEnd, fields: readonly ChosenField[], taken: Taken): readonly FieldSchema[] {
  const away = end.side === 'left' ? 'left-to-right' : 'right-to-left';
  return end.object.fields.filter(
    (field) =>
      field.required &&
      !field.readOnly &&
      !taken[end.side].includes(field.id) &&
      !fields.some((one) => one[end.side].id === field.id && one.direction !== away),
  );
}

const arrows = { 'two-way': '↔', 'left-to-right': '→', 'right-to-left': '←' } as const;

const fieldName = ({ left, right, direction }: ChosenField): string =>
  `${left.name} ${arrows[direction]} ${right.name}`;

const typesOf = ({ left, right, needsTimeZone }: ChosenField): string =>
  left.type === right.type ? left.type : `${left.type}, ${right.type}${needsTimeZone ? ', asks for a time zone' : ''}`;
