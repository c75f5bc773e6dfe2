import { type CompiledMatchKey, createNormalizers, keyOf, keysOf } from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const normalizers = createNormalizers({ phone: (text) => text });
const single: CompiledMatchKey = { parts: [{ left: 'email', right: 'Email', normalize: 'email' }] };
const composite: CompiledMatchKey = {
  parts: [
    { left: 'first', right: 'First', normalize: 'exact' },
    { left: 'last', right: 'Last', normalize: 'exact' },
  ],
};

describe('keyOf', () => {
  it('reads each side by its own field', () => {
    expect(keyOf(single, 'left', { email: 'Ada@acme.example' }, normalizers)).toBe('ada@acme.example');
    expect(keyOf(single, 'right', { Email: 'ADA@acme.example' }, normalizers)).toBe('ada@acme.example');
  });

  it('is empty if any part is empty or was not readable', () => {
    expect(keyOf(single, 'left', {}, normalizers)).toBe('');
    expect(keyOf(composite, 'left', { first: 'Ada', last: null }, normalizers)).toBe('');
    expect(keyOf(composite, 'left', { first: 'Ada' }, normalizers)).toBe('');
  });

  it('is equal for composite keys exactly when all parts are equal', () => {
    const part = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 });
    const ambiguous = fc.oneof(part, fc.constantFrom('a', 'b', 'a b', '","', '\u0000', '[', '"', 'a\u0000b'));
    fc.assert(
      fc.property(ambiguous, ambiguous, ambiguous, ambiguous, (first, last, otherFirst, otherLast) => {
        const left = keyOf(composite, 'left', { first, last }, normalizers);
        const right = keyOf(composite, 'right', { First: otherFirst, Last: otherLast }, normalizers);
        expect(left === right).toBe(first === otherFirst && last === otherLast);
      }),
    );
  });
});

describe('keysOf', () => {
  it('is the key of the fields, and those of the alternate keys behind it, each once', () => {
    const alternateKeys = { email: ['Countess@acme.example', 'ADA@acme.example', 'countess@acme.example'] };
    const record = { fields: { email: 'ada@acme.example' }, alternateKeys };
    expect(keysOf(single, 'left', record, normalizers)).toEqual(['ada@acme.example', 'countess@acme.example']);
    expect(keysOf(single, 'left', { fields: record.fields }, normalizers)).toEqual(['ada@acme.example']);
    expect(
      keysOf(single, 'left', { fields: { email: null }, alternateKeys: { email: ['x@y.example'] } }, normalizers),
    ).toEqual(['x@y.example']);
    expect(keysOf(single, 'left', { fields: {}, alternateKeys: { email: [] } }, normalizers)).toEqual([]);
  });

  it('combines those of several fields, and is empty where one of them has none', () => {
    const record = { fields: { first: 'Ada', last: 'Byron' }, alternateKeys: { last: ['King', 'Lovelace'] } };
    expect(keysOf(composite, 'left', record, normalizers)).toEqual([
      '["Ada","Byron"]',
      '["Ada","King"]',
      '["Ada","Lovelace"]',
    ]);
    expect(keysOf(composite, 'left', { ...record, fields: { last: 'Byron' } }, normalizers)).toEqual([]);
  });
});
