import { type CompiledMatchKey, createNormalizers, keyOf } from '@linkwright/core';
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
