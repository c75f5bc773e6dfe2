import { expect, it } from 'vitest';
import { visible, visibleName } from '../src/components/value.tsx';

it('shows what cannot be seen by its number, and leaves line breaks and every script alone', () => {
  expect(visible('a\u202Eb')).toBe('a⟨U+202E⟩b');
  expect(visible('\u0007bell \u200Bzero')).toBe('⟨U+0007⟩bell ⟨U+200B⟩zero');
  expect(visible('Grüße\n長谷川 美穂 남궁 👩‍💻')).toBe('Grüße\n長谷川 美穂 남궁 👩⟨U+200D⟩💻');
});

it('cuts what nobody could read in a line', () => {
  expect(visible('x'.repeat(1_000_000))).toBe(`${'x'.repeat(2_000)}…`);
  expect(visibleName('x'.repeat(1_000_000))).toBe(`${'x'.repeat(200)}…`);
  expect(visible('x'.repeat(3_000), Number.POSITIVE_INFINITY)).toHaveLength(3_000);
});
