import { describe, expect, test } from 'vitest';
import {
  booleanCodec,
  type CanonicalValue,
  dateCodec,
  datetimeCodec,
  encodeFields,
  type FieldCodec,
  isErrorOfKind,
  jsonCodec,
  numberCodec,
  numberTextCodec,
  optionCodec,
  optionsCodec,
  readOnlyCodec,
  textCodec,
} from '../../src/index.ts';

const choices = [
  { value: 'a', label: 'A' },
  { value: 'b', label: 'B' },
];

const codecs: readonly (readonly [name: string, codec: FieldCodec, value: unknown, canonical: CanonicalValue])[] = [
  ['text', textCodec(), ' Ada  L ', ' Ada  L '],
  ['email', textCodec('email'), 'Ada@Acme.example', 'Ada@Acme.example'],
  ['option', optionCodec(choices), 'a', 'a'],
  ['options', optionsCodec(choices), ['b', 'a'], ['b', 'a']],
  ['integer', numberCodec(0), -12, '-12'],
  ['decimal', numberCodec(2), 0.1, '0.1'],
  ['small number', numberCodec(), 1e-7, '0.0000001'],
  ['number as text', numberTextCodec(), '12345678901234567890.5', '12345678901234567890.5'],
  ['boolean', booleanCodec(), true, true],
  ['date', dateCodec(), '2024-02-29', '2024-02-29'],
  ['datetime', datetimeCodec(), '2024-02-29T10:00:00.500Z', '2024-02-29T10:00:00.500Z'],
];

describe('a codec', () => {
  test.each(codecs)('%s reads what it writes', (_name, codec, value, canonical) => {
    expect(codec.decode(value)).toEqual(canonical);
    expect(codec.encode(canonical)).toEqual({ value });
  });

  test.each(codecs)('%s: null and an empty text are a blank, what is not shown is none', (name, codec) => {
    expect(codec.decode(null)).toBeNull();
    if (name !== 'boolean') expect(codec.decode('')).toBeNull();
    expect(codec.decode(undefined)).toBeUndefined();
  });

  test.each(codecs)('%s: what is of another shape is not readable, and no blank', (_name, codec) => {
    expect(codec.decode({ error: 'no' })).toBeUndefined();
    expect(codec.decode([1, 2])).toBeUndefined();
  });
});

test('what clears a field is the app’s own', () => {
  expect(textCodec('text', '').encode(null)).toEqual({ value: '' });
  expect(numberTextCodec('').encode(null)).toEqual({ value: '' });
  expect(optionsCodec(choices).encode(null)).toEqual({ value: [] });
  expect(booleanCodec().encode(null)).toEqual({ value: null });
  expect(booleanCodec({ blankIsFalse: true }).encode(null)).toEqual({ value: false });
  expect(booleanCodec({ blankIsFalse: true }).decode(null)).toBe(false);
});

test('a moment is written as precisely as the app keeps it', () => {
  const moment = '2024-02-29T10:59:58.500Z';
  expect(datetimeCodec('minute').encode(moment)).toEqual({ value: '2024-02-29T10:59:00Z' });
  expect(datetimeCodec('second').encode(moment)).toEqual({ value: '2024-02-29T10:59:58Z' });
  expect(datetimeCodec('minute').precision).toBe('minute');
});

test.each<[FieldCodec, CanonicalValue, string]>([
  [textCodec(), true, 'a text is needed, not true'],
  [numberCodec(), 'many', 'a number is needed, not "many"'],
  [numberCodec(), ' ', 'a number is needed, not " "'],
  [numberCodec(), '9007199254740993', '"9007199254740993" has more digits than the app keeps'],
  [numberCodec(), '1e999', 'a number is needed, not "1e999"'],
  [numberTextCodec(), ['1'], 'a number is needed, not ["1"]'],
  [booleanCodec(), 'yes', 'true or false is needed, not "yes"'],
  [dateCodec(), '2024-02-30', 'a date is needed, not "2024-02-30"'],
  [datetimeCodec(), 'noon', 'a date with a time is needed, not "noon"'],
  [optionsCodec(choices), false, 'a list of choices is needed, not false'],
  [jsonCodec, '{}', 'the field cannot be written'],
  [readOnlyCodec(textCodec()), 'x', 'the field cannot be written'],
  [numberCodec(), 'x'.repeat(500), `a number is needed, not "${'x'.repeat(59)}…`],
])('a value that the app cannot hold: %#', (codec, value, problem) => {
  expect(codec.encode(value)).toEqual({ problem });
});

test('a number that is a text is none where the app writes numbers', () => {
  expect(numberCodec().decode('12')).toBeUndefined();
  expect(numberTextCodec().decode(12)).toBe('12');
});

test('what has no canonical form is shown as JSON', () => {
  expect(jsonCodec.decode({ a: [1] })).toBe('{"a":[1]}');
  expect(jsonCodec.decode([])).toBeNull();
  expect(jsonCodec.readOnly).toBe(true);
});

describe('the fields of a change', () => {
  const fields = new Map([
    ['name', { name: 'Name', codec: textCodec() }],
    ['pages', { name: 'Pages', codec: numberCodec(0) }],
    ['made', { name: 'Made', codec: readOnlyCodec(datetimeCodec()) }],
  ]);
  const notes = { appName: 'Notes', name: 'Diary', fields };

  test('are encoded by id', () => {
    expect(encodeFields(notes, { pages: '3', name: null })).toEqual({ pages: 3, name: null });
    expect(encodeFields(notes, {})).toEqual({});
  });

  test.each([
    ['other', { other: null }, 'unknown-field', '"Diary" of Notes has no field "other" to write to.'],
    ['made', { made: null }, 'field-read-only', '"Made" of "Diary" cannot be written: Notes fills it itself.'],
    [
      'pages',
      { pages: 'x' },
      'invalid-value',
      '"Pages" of "Diary" does not take the value: a number is needed, not "x".',
    ],
  ])('are refused: %s', (field, values, code, message) => {
    try {
      encodeFields(notes, { name: 'x', ...values });
      expect.unreachable();
    } catch (error) {
      expect(isErrorOfKind(error, 'record')).toBe(true);
      expect(error).toMatchObject({ code, field, message });
    }
  });
});
