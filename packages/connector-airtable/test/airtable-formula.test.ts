import { nastyTexts } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import {
  allOf,
  anyOf,
  modifiedAfter,
  numberMatches,
  recordIdIn,
  textLiteral,
  textMatches,
} from '../src/airtable-formula.ts';

/** Reads one literal from the beginning of a formula, by Airtable's rules. `rest`: what stands behind it. */
function readLiteral(formula: string): { text: string; rest: string } {
  expect(formula[0]).toBe("'");
  let text = '';
  for (let place = 1; place < formula.length; place += 1) {
    const sign = formula.charAt(place);
    if (sign === "'") return { text, rest: formula.slice(place + 1) };
    if (sign === '\\') place += 1;
    text += sign === '\\' ? formula.charAt(place) : sign;
  }
  throw new Error(`The literal does not end: ${formula}`);
}

describe('textLiteral', () => {
  it('escapes quotes and backslashes', () => {
    expect(textLiteral("O'Brien")).toBe(String.raw`'O\'Brien'`);
    expect(textLiteral(String.raw`a\'`)).toBe(String.raw`'a\\\''`);
    expect(textLiteral('say "hi" {x}')).toBe(`'say "hi" {x}'`);
  });

  it('never lets a text out of its quotes', () => {
    for (const text of nastyTexts(2000, 7)) {
      expect(readLiteral(`${textLiteral(text)}=TRUE()`)).toEqual({ text, rest: '=TRUE()' });
    }
  });
});

describe('formulas', () => {
  it('name ids', () => {
    expect(recordIdIn(['recA'])).toBe("RECORD_ID()='recA'");
    expect(recordIdIn(['recA', 'recB'])).toBe("OR(RECORD_ID()='recA',RECORD_ID()='recB')");
  });

  it('join conditions', () => {
    expect(anyOf(['a', 'b'])).toBe('OR(a,b)');
    expect(allOf(['a', 'b'])).toBe('AND(a,b)');
    expect(allOf(['a'])).toBe('a');
  });

  it('look at both times of a record', () => {
    expect(modifiedAfter('2026-01-01T00:00:00.000Z')).toBe(
      "OR(IS_AFTER(LAST_MODIFIED_TIME(),'2026-01-01T00:00:00.000Z'),IS_AFTER(CREATED_TIME(),'2026-01-01T00:00:00.000Z'))",
    );
  });

  it('compare texts without case and outer blanks', () => {
    expect(textMatches('fld1', ' Ada ')).toBe("LOWER(TRIM({fld1}&''))=LOWER('Ada')");
  });

  it('look for the longest piece of a text that a formula cannot spell', () => {
    expect(textMatches('fld1', 'one\nthe second\tx')).toBe("FIND(LOWER('the second'),LOWER(TRIM({fld1}&'')))>0");
  });

  it('compare numbers up to half a unit of the last place, and spell no exponents', () => {
    expect(numberMatches('fld1', 5, 0)).toBe("AND(({fld1}&'')!='',{fld1}>=4.5,{fld1}<=5.5)");
    expect(numberMatches('fld1', 0, 9)).toContain('>=-0.0000000005');
    expect(numberMatches('fld1', 1e-8, 9)).not.toMatch(/e-/);
  });
});
