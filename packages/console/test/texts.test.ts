import { expect, it } from 'vitest';
import { english } from '../src/texts/english.ts';
import { japanese } from '../src/texts/japanese.ts';

/** The path of every text. */
const pathsOf = (part: object, path = ''): readonly string[] =>
  Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? pathsOf(value, `${path}.${key}`) : [`${path}.${key}`],
  );

it('no text is missing or left over in another language', () => {
  expect(pathsOf(japanese)).toEqual(pathsOf(english));
});

it('numbers and moments are told in their own language', () => {
  expect(english.common.range(1, 100, 48_120)).toBe('1 to 100 of 48,120');
  expect(english.health.needsYou(1)).toBe('1 record needs you');
  expect(english.health.needsYou(2)).toBe('2 records need you');
  expect(japanese.relative(-3, 'minute')).toBe('3 分前');
});
