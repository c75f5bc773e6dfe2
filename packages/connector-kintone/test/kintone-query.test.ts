import { nastyTexts } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  anyOf,
  fieldEquals,
  fieldIn,
  minuteOf,
  seekQuery,
  textLiteral,
  updatedSince,
} from '../src/kintone-query.ts';

/** Reads one literal from the beginning of a query, by Kintone's rules. `rest`: what stands behind it. */
function readLiteral(query: string): { text: string; rest: string } {
  expect(query[0]).toBe('"');
  let text = '';
  for (let place = 1; place < query.length; place += 1) {
    const sign = query.charAt(place);
    if (sign === '"') return { text, rest: query.slice(place + 1) };
    if (sign === '\\') place += 1;
    text += sign === '\\' ? query.charAt(place) : sign;
  }
  throw new Error(`The literal does not end: ${query}`);
}

describe('textLiteral', () => {
  it('escapes quotes, backslashes and what a query cannot hold raw', () => {
    expect(textLiteral('say "hi"')).toBe(String.raw`"say \"hi\""`);
    expect(textLiteral(String.raw`a\"`)).toBe(String.raw`"a\\\""`);
    expect(textLiteral('a\tb\r\nc\nd')).toBe(String.raw`"a\tb\nc\nd"`);
  });

  it('never lets a text out of its quotes', () => {
    for (const text of nastyTexts(2000, 7)) {
      expect(readLiteral(`${textLiteral(text)}) or (1 = 1`)).toEqual({ text, rest: ') or (1 = 1' });
    }
  });
});

describe('queries', () => {
  it('compare and join', () => {
    expect(fieldIn('Name', ['a', 'b"'])).toBe(String.raw`Name in ("a","b\"")`);
    expect(fieldEquals('Born', '1815-12-10')).toBe('Born = "1815-12-10"');
    expect(anyOf(['a', 'b'])).toBe('(a) or (b)');
    expect(allOf(['a', 'b'])).toBe('(a) and (b)');
    expect(allOf(['a'])).toBe('a');
  });

  it('go behind an id, with the condition kept together', () => {
    expect(seekQuery(null, '0')).toBe('$id > 0 order by $id asc limit 500');
    expect(seekQuery('a or b', '17')).toBe('(a or b) and $id > 17 order by $id asc limit 500');
  });

  it('know minutes only', () => {
    expect(minuteOf(Date.parse('2026-02-05T10:00:59.999Z'))).toBe('2026-02-05T10:00:00Z');
    expect(updatedSince('更新日時', '2026-02-05T10:00:00Z')).toBe('更新日時 >= "2026-02-05T10:00:00Z"');
  });
});
