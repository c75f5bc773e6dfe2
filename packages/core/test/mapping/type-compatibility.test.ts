import { type FieldType, fieldTypes, typeCompatibility } from '@linkwright/core';
import { describe, expect, it } from 'vitest';

function isTwoWay(a: FieldType, b: FieldType): boolean {
  return typeCompatibility(a, b).compatible && typeCompatibility(b, a).compatible;
}

describe('typeCompatibility', () => {
  it.each([
    ['text', 'text'],
    ['text', 'email'],
    ['text', 'url'],
    ['text', 'phone'],
    ['text', 'multiline'],
    ['integer', 'integer'],
    ['decimal', 'decimal'],
    ['decimal', 'integer'],
    ['boolean', 'boolean'],
    ['date', 'date'],
    ['datetime', 'datetime'],
    ['date', 'datetime'],
    ['option', 'option'],
    ['options', 'options'],
    ['user', 'email'],
    ['json', 'json'],
  ] as const)('%s ↔ %s', (a, b) => expect(isTwoWay(a, b)).toBe(true));

  it.each([
    ['integer', 'text', 'not every text is a whole number'],
    ['option', 'text', 'not every text is one of the options of the field'],
    ['option', 'options', 'several options may be chosen, and the field holds one'],
    ['boolean', 'text', 'not every text is a yes or no'],
    ['user', 'text', 'not every text is the e-mail address of a user'],
    ['json', 'text', 'not every text is JSON'],
    ['date', 'text', 'not every text is a date'],
  ] as const)('%s → %s only', (from, to, reason) => {
    expect(typeCompatibility(from, to)).toEqual({ compatible: true });
    expect(typeCompatibility(to, from)).toEqual({ compatible: false, reason });
  });

  it.each([
    ['decimal', 'option', 'a number is not one of the options of the field'],
    ['boolean', 'date', 'a yes or no is not a date'],
    ['email', 'phone', 'not every e-mail address is a telephone number'],
    ['date', 'integer', 'a date is not a whole number'],
  ] as const)('never %s → %s', (from, to, reason) => {
    expect(typeCompatibility(from, to)).toEqual({ compatible: false, reason });
  });

  it('every type goes to itself and to a text of several lines', () => {
    for (const type of fieldTypes) {
      expect(typeCompatibility(type, type)).toEqual({ compatible: true });
      expect(typeCompatibility(type, 'multiline')).toEqual({ compatible: true });
    }
  });
});
