import { expect, test } from 'vitest';
import { nextLink } from '../../src/index.ts';

const url = 'https://api.example.com/v2/notes?limit=2';
const nextOf = (link?: string) => nextLink({ headers: link === undefined ? {} : { link } }, { appName: 'Notes', url });

test.each([
  ['<https://api.example.com/v2/notes?page=2>; rel="next"', 'page=2'],
  [
    '<https://api.example.com/v2/notes?page=9>; rel="last", <https://api.example.com/v2/notes?page=2>; rel="next"',
    'page=2',
  ],
  ['<https://api.example.com/v2/notes?ids=1,2&page=2>; title="a, b"; rel=next', 'ids=1%2C2&page=2'],
  ['<?page=2>; REL="prev NEXT"', 'page=2'],
  ['</v2/notes?page=2>;rel="next"', 'page=2'],
  ['<https://api.example.com/v2/notes?page=9>; rel="last"', null],
  ['<https://api.example.com/v2/notes?page=9>; title="next"', null],
  ['<https://api.example.com/v2/notes?page=9>; rel="nextish"', null],
  ['next', null],
  ['', null],
  [undefined, null],
])('%s', (link, query) => {
  expect(nextOf(link)).toBe(query);
});

test.each([
  '<https://evil.example/v2/notes?page=2>; rel="next"',
  '<http://api.example.com/v2/notes?page=2>; rel="next"',
  '<//evil.example/v2/notes?page=2>; rel="next"',
  '<https://api.example.com/v2/other?page=2>; rel="next"',
  '<http://[>; rel="next"',
])('a link that leads elsewhere is not followed: %s', (link) => {
  expect(() => nextOf(link)).toThrow("Notes's list goes on at an address that is not the list's");
});

test('a header made to be slow is read at once', () => {
  expect(nextOf(`${'<'.repeat(50_000)}${';rel='.repeat(20_000)}`)).toBeNull();
});
