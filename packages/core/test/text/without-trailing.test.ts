import { areEquivalent, withoutTrailing } from '@linkwright/core';
import { expect, it } from 'vitest';
import { field } from '../fields.ts';

it('takes the characters of a set off the end, and none from elsewhere', () => {
  expect(withoutTrailing('//a//b//', '/')).toBe('//a//b');
  expect(withoutTrailing('a"\\"', '"\\')).toBe('a');
  expect(withoutTrailing('////', '/')).toBe('');
  expect(withoutTrailing('', '/')).toBe('');
});

it('a text of a hundred thousand line breaks is compared like any other', () => {
  const breaks = '\n'.repeat(100_000);
  expect(areEquivalent(field('multiline'), `${breaks}a`, `${breaks}b`)).toBe(false);
  expect(areEquivalent(field('multiline'), `a${breaks}`, 'a')).toBe(true);
});
