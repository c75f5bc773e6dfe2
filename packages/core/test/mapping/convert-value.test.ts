import {
  areEquivalent,
  type CanonicalValue,
  canonicalNumber,
  convertValue,
  type FieldSchema,
  type FieldType,
  fieldTypes,
  pairOptions,
  roundNumber,
  typeCompatibility,
} from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, optionField } from '../fields.ts';

function convert(value: CanonicalValue, from: FieldSchema, to: FieldSchema, options?: ReadonlyMap<string, string>) {
  const result = convertValue(value, from, to, options ?? null);
  return result.ok ? result.value : `refused: ${result.reason}`;
}

const sector = optionField('option', 'Sector', ['Software:sel1', 'Toys:sel2']);
const tags = optionField('options', 'Tags', ['Red:r', 'Blue:b']);

describe('convertValue', () => {
  it.each([
    [true, field('boolean'), field('text'), 'true'],
    [false, field('boolean'), field('boolean'), false],
    ['2026-01-02T10:20:30.123Z', field('datetime'), field('date'), '2026-01-02'],
    ['2026-01-02', field('date'), field('datetime'), '2026-01-02T00:00:00.000Z'],
    [
      '2026-01-02T10:20:30.123Z',
      field('datetime'),
      field('datetime', { precision: 'minute' }),
      '2026-01-02T10:20:00.000Z',
    ],
    ['1.005', field('decimal'), field('decimal', { precision: 2 }), '1.01'],
    ['-2.5', field('decimal'), field('decimal', { precision: 0 }), '-3'],
    // What a double adds below the source's own precision is nobody's digit.
    ['0.30000000000000004', field('decimal', { precision: 2 }), field('decimal'), '0.3'],
    ['0.30000000000000004', field('decimal', { precision: 2 }), field('text'), '0.3'],
    ['1234.56789', field('decimal'), field('decimal', { precision: 4, digits: 16 }), '1234.5679'],
    ['12345678901234.5678', field('decimal'), field('decimal', { precision: 4, digits: 16 }), '12345678901234.57'],
    ['12345678901234500', field('decimal'), field('decimal', { digits: 15 }), '12345678901234500'],
    ['12345678901234567890', field('integer'), field('decimal'), '12345678901234567890'],
    ['5', field('integer'), field('text'), '5'],
    ['sel1', sector, field('text'), 'Software'],
    ['gone', sector, field('text'), 'gone'],
    [['r', 'b'], tags, field('text'), 'Red, Blue'],
    ['sel1', sector, sector, 'sel1'],
    ['', field('text'), field('email'), null],
    [[], tags, tags, null],
    ['ada@acme.example', field('user'), field('email'), 'ada@acme.example'],
  ])('%j of %o → %o: %j', (value, from, to, expected) => expect(convert(value, from, to)).toEqual(expected));

  it('refuses a number with more digits than are kept, and says how many that are', () => {
    const converted = convertValue('1234567890123456', field('integer'), field('decimal', { digits: 15 }), null);
    expect(converted).toMatchObject({ ok: false, reason: expect.stringContaining('15') });
  });

  it('leads options through the map and names one without a partner', () => {
    const map = new Map([['r', 'x']]);
    const target = optionField('options', 'Colours', ['X:x']);
    expect(convert(['r'], tags, target, map)).toEqual(['x']);
    expect(convert('r', { ...tags, type: 'option' }, target, map)).toEqual(['x']);
    expect(convert(['r', 'b'], tags, target, map)).toBe('refused: the option "Blue" has no partner in "Colours"');
  });

  it('refuses decimal places where a whole number belongs', () => {
    expect(convert('5.0', field('decimal'), field('integer'))).toBe('5');
    expect(convert('2.5', field('decimal'), field('integer'))).toBe('refused: "2.5" is not a whole number');
  });

  it('refuses incompatible types and values of another shape', () => {
    expect(convert('5', field('text'), field('integer'))).toBe('refused: not every text is a whole number');
    expect(convert(['a'], field('text'), field('text'))).toBe('refused: "text" is of type text but holds a list');
    expect(convert('true', field('boolean'), field('boolean'))).toBe(
      'refused: "boolean" is of type boolean but holds a text',
    );
    expect(convert(true, field('text'), field('text'))).toBe('refused: "text" is of type text but holds a yes or no');
    expect(convert('soon', field('date'), field('datetime'))).toBe('refused: "soon" is no date and time');
  });

  it('leaves an empty value empty, between any two types', () => {
    for (const from of fieldTypes)
      for (const to of fieldTypes) expect(convert(null, field(from), field(to))).toBeNull();
  });
});

describe('there and back', () => {
  const text = fc.string({ minLength: 1 });
  const moment = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const values: Readonly<Record<FieldType, fc.Arbitrary<CanonicalValue>>> = {
    text,
    multiline: fc.string({ minLength: 1, unit: fc.constantFrom('a', '\n', ' ') }),
    email: fc.emailAddress(),
    url: fc.webUrl(),
    phone: text,
    integer: fc.bigInt().map(String),
    decimal: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => canonicalNumber(number)),
    boolean: fc.boolean(),
    date: moment.map((iso) => iso.slice(0, 10)),
    datetime: moment,
    option: fc.constantFrom('a', 'b', 'c'),
    options: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    user: fc.emailAddress(),
    json: fc.json(),
  };
  // A time of day is lost in a date, and decimal places are refused by a whole number: those two-way pairs are not the
  // identity from both ends.
  const pairs = fieldTypes.flatMap((from) =>
    fieldTypes
      .filter((to) => typeCompatibility(from, to).compatible && typeCompatibility(to, from).compatible)
      .filter((to) => !(from === 'datetime' && to === 'date') && !(from === 'decimal' && to === 'integer'))
      .map((to) => [from, to] as const),
  );

  it.each(pairs)('%s → %s → the same', (fromType, toType) => {
    const from = fromType.startsWith('option')
      ? { ...optionField('options', 'l', ['A:a', 'B:b', 'C:c']), type: fromType }
      : field(fromType);
    const to = toType.startsWith('option')
      ? { ...optionField('options', 'r', ['c:1', 'b:2', 'a:3']), type: toType }
      : field(toType);
    const { toRight, toLeft } = pairOptions(from, to, {});
    fc.assert(
      fc.property(values[fromType], (value) => {
        const there = convertValue(value, from, to, toRight);
        if (!there.ok) throw new Error(there.reason);
        const back = convertValue(there.value, to, from, toLeft);
        if (!back.ok) throw new Error(back.reason);
        expect(back.value).toEqual(value);
        expect(areEquivalent(from, back.value, value)).toBe(true);
      }),
    );
  });

  it('a rounded number comes back as the app keeps it, and does not move again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(6), (number, places) => {
        const coarse = field('decimal', { precision: places });
        const value = canonicalNumber(number) ?? '';
        const kept = convert(value, field('decimal'), coarse);
        expect(kept).toBe(roundNumber(value, places));
        expect(convert(kept, coarse, coarse)).toBe(kept);
        expect(areEquivalent(coarse, kept, value)).toBe(true);
      }),
    );
  });
});

describe('a yes or no and two options', () => {
  const vip = field('boolean');
  const both = (
    type: 'option' | 'options',
    names: readonly string[],
    explicit: Readonly<Record<string, string>> = {},
  ) => {
    const choice = optionField(type, 'choice', names);
    const { toRight, toLeft, problems } = pairOptions(vip, choice, explicit);
    const there = [true, false].map((value) => convertValue(value, vip, choice, toRight));
    const back = there.map((one) => (one.ok ? convertValue(one.value, choice, vip, toLeft) : one));
    return { problems, there: there.map((one) => one.ok && one.value), back: back.map((one) => one.ok && one.value) };
  };

  it('are paired by their labels, by true and false, or as the mapping says', () => {
    expect(both('option', ['Yes', 'No'])).toEqual({ problems: [], there: ['Yes', 'No'], back: [true, false] });
    expect(both('option', ['false', 'true']).there).toEqual(['true', 'false']);
    expect(both('options', ['yes', 'no'])).toMatchObject({ there: [['yes'], ['no']], back: [true, false] });
    const explicit = { true: 'Ja', false: 'Nein' };
    expect(both('option', ['Nein', 'Ja', 'Vielleicht'], explicit)).toMatchObject({
      there: ['Ja', 'Nein'],
      back: [true, false],
    });
    expect(both('option', ['Ja', 'Nein'], { yes: 'Ja', no: 'Nein' }).there).toEqual(['Ja', 'Nein']);
  });

  it('are refused where there is no partner, and nothing stays nothing', () => {
    const choice = optionField('options', 'choice', ['Yes', 'No', 'Maybe']);
    const { toLeft, toRight } = pairOptions(vip, choice, {});
    for (const value of [['Maybe'], ['No', 'Yes']]) expect(convertValue(value, choice, vip, toLeft).ok).toBe(false);
    expect(convertValue(null, choice, vip, toLeft)).toEqual({ ok: true, value: null });
    expect(convertValue(null, vip, choice, toRight)).toEqual({ ok: true, value: null });
  });
});
