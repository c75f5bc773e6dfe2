import { areEquivalent, type CanonicalValue, type FieldSchema, type FieldType } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOperand } from '../../src/compile/canonical-operand.ts';
import { compareValues } from '../../src/condition/compare-values.ts';
import { holds, judgeRecord } from '../../src/condition/judge-record.ts';
import '../support/fixed-seeds.ts';

const field = (type: FieldType, more: Partial<FieldSchema> = {}): FieldSchema => ({
  id: 'f',
  name: 'Field',
  label: 'Field',
  type,
  required: false,
  readOnly: false,
  unique: false,
  lookup: 'none',
  ...more,
});

const stages = [
  { value: 'lead', label: 'Lead' },
  { value: 'customer', label: 'Customer' },
];

const rows: readonly [string, FieldSchema, Omit<Parameters<typeof holds>[0], 'field'>, CanonicalValue, boolean][] = [
  ['a text is compared as it is', field('text'), { in: ['Acme'] }, 'Acme', true],
  ['a text is compared as it is', field('text'), { in: ['Acme'] }, 'acme', false],
  ['the case of an e-mail means nothing', field('email'), { in: ['a@x.example'] }, 'A@X.example', true],
  ['a telephone number by its digits', field('phone'), { in: ['+1 555 0100'] }, '+15550100', true],
  ['one of several', field('text'), { in: ['a', 'b'] }, 'b', true],
  ['none of several', field('text'), { in: ['a', 'b'] }, 'c', false],
  ['an empty field is none of them', field('text'), { in: ['a'] }, null, false],
  ['not: another value', field('text'), { not: ['a'] }, 'b', true],
  ['not: the value', field('text'), { not: ['a', 'b'] }, 'b', false],
  ['not: an empty field', field('text'), { not: ['a'] }, null, true],
  ['exists', field('text'), { exists: true }, 'a', true],
  ['exists, empty', field('text'), { exists: true }, null, false],
  ['exists, empty text', field('text'), { exists: true }, '', false],
  ['exists: false', field('options'), { exists: false }, [], true],
  ['exists: false, filled', field('options'), { exists: false }, ['lead'], false],
  ['numbers by value', field('integer'), { in: ['5'] }, '5.0', true],
  ['above', field('integer'), { above: '9' }, '10', true],
  ['above, the bound itself', field('integer'), { above: '9' }, '9', false],
  ['above, empty', field('integer'), { above: '9' }, null, false],
  ['below, negative', field('decimal'), { below: '-1.5' }, '-1.50000000000000000001', true],
  ['long decimals keep every digit', field('decimal'), { above: '0.1' }, '0.10000000000000000000001', true],
  ['what the field keeps counts', field('decimal', { precision: 2 }), { above: '0.1' }, '0.101', false],
  ['between', field('decimal'), { above: '1', below: '2' }, '1.5', true],
  ['between, beyond', field('decimal'), { above: '1', below: '2' }, '2.5', false],
  ['a later day', field('date'), { above: '2026-01-31' }, '2026-02-01', true],
  ['an earlier moment', field('datetime'), { below: '2026-01-31T08:00:00.000Z' }, '2026-01-31T07:59:59.999Z', true],
  [
    'a moment within the minute that the app keeps',
    field('datetime', { precision: 'minute' }),
    { above: '2026-01-31T08:00:00.000Z' },
    '2026-01-31T08:00:30.000Z',
    false,
  ],
  ['a checked box', field('boolean'), { in: [true] }, true, true],
  ['no answer is no "no"', field('boolean'), { in: [false] }, null, false],
  ['an unchecked box is an empty one', field('boolean', { blankIsFalse: true }), { in: [false] }, null, true],
  ['any of the chosen options', field('options'), { in: ['lead'] }, ['customer', 'lead'], true],
  ['none of the chosen options', field('options'), { not: ['lead'] }, ['customer', 'lead'], false],
  ['all tests at once', field('text'), { in: ['a', 'b'], not: ['b'], exists: true }, 'b', false],
];

describe('a condition', () => {
  test.each(rows)('%s', (_, schema, tests, value, expected) => {
    expect(holds({ field: schema, ...tests }, value)).toBe(expected);
  });

  test('the first that fails gives the reason; a field that was not read proves nothing', () => {
    const filter = [
      { field: field('option', { id: 's', name: 'Stage', options: stages }), in: ['customer'] },
      { field: field('integer', { id: 'n', name: 'Score' }), above: '3' },
    ];
    expect(judgeRecord(filter, { s: 'lead', n: '9' })).toEqual({
      kind: 'fails',
      text: 'Stage is Lead, wanted is Customer',
    });
    expect(judgeRecord(filter, { s: 'customer', n: null })).toEqual({
      kind: 'fails',
      text: 'Score is empty, wanted is above 3',
    });
    expect(judgeRecord(filter, { s: 'customer' })).toEqual({ kind: 'unknown', text: 'Score could not be read' });
    expect(judgeRecord(filter, { n: '1' })).toMatchObject({ kind: 'fails' });
    expect(judgeRecord(filter, { s: 'customer', n: '4' })).toEqual({ kind: 'passes' });
    expect(judgeRecord([], {})).toEqual({ kind: 'passes' });
  });
});

const typed: fc.Arbitrary<readonly [FieldSchema, fc.Arbitrary<CanonicalValue>]> = fc.constantFrom(
  [field('text'), fc.constantFrom<CanonicalValue>(null, '', 'a', 'A', 'b')] as const,
  [field('email'), fc.constantFrom<CanonicalValue>(null, 'a@x.example', 'A@x.example')] as const,
  [field('integer'), fc.oneof(fc.constant(null), fc.integer().map(String))] as const,
  [field('decimal', { precision: 1 }), fc.constantFrom<CanonicalValue>(null, '0', '0.04', '0.1', '-3')] as const,
  [field('boolean'), fc.constantFrom<CanonicalValue>(null, true, false)] as const,
  [
    field('options', { options: stages }),
    fc.constantFrom<CanonicalValue>(null, ['lead'], ['lead', 'customer']),
  ] as const,
);

describe('whatever the values', () => {
  test('equivalent values are judged alike, and in and not of one value are opposites', () => {
    fc.assert(
      fc.property(
        typed.chain(([schema, value]) => fc.tuple(fc.constant(schema), value, value, value)),
        ([schema, a, b, operand]) => {
          const wanted = Array.isArray(operand) ? (operand[0] ?? null) : operand;
          const is = holds({ field: schema, in: [wanted] }, a);
          expect(holds({ field: schema, not: [wanted] }, a)).toBe(!is);
          expect(holds({ field: schema, exists: true }, a)).toBe(!holds({ field: schema, exists: false }, a));
          if (areEquivalent(schema, a, b)) expect(holds({ field: schema, in: [wanted] }, b)).toBe(is);
          if (schema.type !== 'options') expect(is).toBe(areEquivalent(schema, a, wanted));
        },
      ),
    );
  });

  test('of two numbers, one is above, below or the same, as in arithmetic', () => {
    const schema = field('decimal');
    const decimal = fc
      .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 999 }))
      .map(([whole, part]) => ({
        text: `${whole}.${String(part).padStart(3, '0')}`,
        thousandths: whole * 1000 + (whole < 0 ? -part : part),
      }));
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(Math.sign(compareValues(schema, a.text, b.text) ?? Number.NaN)).toBe(
          Math.sign(a.thousandths - b.thousandths),
        );
        expect(holds({ field: schema, above: b.text }, a.text)).toBe(a.thousandths > b.thousandths);
        expect(holds({ field: schema, below: b.text }, a.text)).toBe(a.thousandths < b.thousandths);
      }),
    );
  });
});

describe('an operand', () => {
  const option = field('option', {
    options: [
      ...stages,
      { value: 'Lead', label: 'Old lead' },
      { value: 'x', label: 'Twin' },
      { value: 'y', label: 'Twin' },
    ],
  });
  test.each([
    ['an option by its label', option, 'Customer', ['customer']],
    ['by its label without case, before a value', option, 'lead', ['lead']],
    ['by its value', option, 'x', ['x']],
    ['by a label that repeats', option, 'twin', ['x', 'y']],
    ['a field without options takes any', field('option'), 'anything', ['anything']],
    ['a number', field('decimal'), 1.5, ['1.5']],
    ['a number as text', field('integer'), '007', ['7']],
    ['a day', field('date'), '2026-01-31', ['2026-01-31']],
    ['a moment', field('datetime'), '2026-01-31T10:00+02:00', ['2026-01-31T08:00:00.000Z']],
    ['a box', field('boolean'), false, [false]],
  ] as const)('%s', (_, schema, operand, expected) => {
    expect(canonicalOperand(schema, operand)).toEqual({ ok: true, values: expected });
  });

  test.each([
    ['text', 5],
    ['text', true],
    ['integer', 'many'],
    ['decimal', true],
    ['date', 2026],
    ['date', '2026-02-30'],
    ['datetime', 'soon'],
    ['boolean', 'yes'],
  ] as const)('of a %s field is not %s', (type, operand) => {
    expect(canonicalOperand(field(type), operand)).toMatchObject({ ok: false, code: 'filter-operand-unsuitable' });
  });

  test('an unknown option names the nearest', () => {
    expect(canonicalOperand(option, 'Custmer')).toMatchObject({
      ok: false,
      code: 'unknown-option',
      remedy: 'Did you mean "Customer"?',
    });
  });
});
