import { nearest } from '@linkwright/core';
import { describe, expect, it } from 'vitest';

describe('nearest', () => {
  it.each([
    ['Emial', ['Name', 'Email', 'Phone'], 'Email'],
    ['EMAIL', ['Name', 'Email'], 'Email'],
    ['lifecycle', ['life', 'lifecyclestage'], null],
    ['nmae', ['Names', 'Name'], 'Name'],
    ['n', ['x'], null],
    ['Nam', ['Name', 'Names'], 'Name'],
    ['x', [], null],
  ])('%s among %j → %s', (name, known, expected) => expect(nearest(name, known)).toBe(expected));
});
