import { createTestRandom } from './test-context.ts';

const signs = [
  "'",
  '"',
  '\\',
  "\\'",
  '{',
  '}',
  '(',
  ')',
  ',',
  '&',
  '%',
  '#',
  '=',
  'a',
  'B',
  ' ',
  '  ',
  'é',
  '株',
  '🙂',
  '0',
];

/** Texts made of signs that break out of quotes, formulas and addresses; the same for the same seed. */
export function nastyTexts(count: number, seed: number): readonly string[] {
  const random = createTestRandom(seed);
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(random() * 12);
    return Array.from({ length }, () => signs[Math.floor(random() * signs.length)] ?? '').join('');
  });
}
