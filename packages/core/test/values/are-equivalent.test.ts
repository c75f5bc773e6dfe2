import { areEquivalent, type CanonicalValue, type FieldSchema, fieldTypes } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field } from '../fields.ts';

const cases: readonly (readonly [FieldSchema, CanonicalValue, CanonicalValue, boolean])[] = [
  [field('text'), 'a', 'a', true],
  [field('text'), 'a', 'A', false],
  [field('text'), 'a', 'a ', false],
  [field('text'), 'a\r\nb', 'a\nb', true],
  [field('text'), 'a\n', 'a', false],
  [field('text'), null, '', true],
  [field('text'), null, 'a', false],
  [field('multiline'), 'a\r\nb\r\n', 'a\nb', true],
  [field('multiline'), '\n', null, true],
  [field('multiline'), '\na', 'a', false],
  [field('email'), ' Ada@ACME.example', 'ada@acme.example', true],
  [field('email'), 'ada@acme.example', 'adb@acme.example', false],
  [field('user'), 'Ada@acme.example', 'ada@acme.example', true],
  [field('phone'), '+1 (555) 010-2030', '+15550102030', true],
  [field('phone'), '+15550102030', '15550102030', false],
  [field('phone'), '030 12 (home)', '030 12 (work)', false],
  [field('phone'), '030 12', '030 12 x5', false],
  [field('phone'), '030 12 x5', '(030) 12-x5', true],
  [field('phone'), '１２', '12', false],
  [field('phone'), 'ask reception', 'call Ada', false],
  [field('phone'), 'ask reception', null, false],
  [field('url'), 'https://acme.example', 'https://acme.example/', true],
  [field('url'), 'https://www.Acme.example/', 'acme.example', true],
  [field('url'), 'http://acme.example', 'https://acme.example', true],
  [field('url'), 'https://acme.example/a', 'https://acme.example/A', false],
  [field('url'), 'https://acme.example/a', 'acme.example', false],
  [field('decimal'), '1.50', '1.5', true],
  [field('decimal', { precision: 2 }), '1.005', '1.01', true],
  [field('decimal', { precision: 2 }), '1.004', '1.01', false],
  [field('integer'), '5', '5.0', true],
  [field('boolean'), true, false, false],
  [field('boolean'), false, null, false],
  [field('boolean', { blankIsFalse: true }), false, null, true],
  [field('boolean', { blankIsFalse: true }), true, false, false],
  [field('boolean'), true, null, false],
  [field('date'), '2026-01-01', '2026-01-01', true],
  [field('date'), '2026-01-01', '2026-01-02', false],
  [field('datetime', { precision: 'minute' }), '2026-01-01T10:20:00.000Z', '2026-01-01T10:20:59.999Z', true],
  [field('datetime', { precision: 'second' }), '2026-01-01T10:20:30.000Z', '2026-01-01T10:20:30.999Z', true],
  [field('datetime', { precision: 'second' }), '2026-01-01T10:20:30.000Z', '2026-01-01T10:20:31.000Z', false],
  [field('datetime', { precision: 'millisecond' }), '2026-01-01T10:20:30.001Z', '2026-01-01T10:20:30.002Z', false],
  [field('option'), 'a', 'A', false],
  [field('options'), ['b', 'a'], ['a', 'b', 'a'], true],
  [field('options'), ['a'], ['a', 'b'], false],
  [field('options'), ['a,b'], ['a', 'b'], false],
  [field('options'), [], null, true],
  [field('options'), 'a', ['a'], true],
  [field('json'), '{"a":1,"b":[1,2]}', '{ "b": [1, 2], "a": 1 }', true],
  [field('json'), '{"b":[2,1]}', '{"b":[1,2]}', false],
  [field('json'), '{broken', '{broken ', false],
];

describe('areEquivalent', () => {
  it.each(cases)('$type: %2$j and %3$j', (schema, a, b, expected) => {
    expect(areEquivalent(schema, a, b)).toBe(expected);
    expect(areEquivalent(schema, b, a)).toBe(expected);
  });

  it('holds between a value and itself, and between all ways of being empty', () => {
    const values = fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string()), fc.constant(null));
    fc.assert(
      fc.property(fc.constantFrom(...fieldTypes), values, (type, value) => {
        const copy = typeof value === 'object' && value !== null ? [...value] : value;
        expect(areEquivalent(field(type), value, copy)).toBe(true);
      }),
    );
    for (const type of fieldTypes) {
      expect(areEquivalent(field(type), null, '')).toBe(true);
      expect(areEquivalent(field(type), '', [])).toBe(true);
    }
  });
});
