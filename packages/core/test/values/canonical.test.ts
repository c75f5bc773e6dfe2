import {
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  canonicalText,
  roundNumber,
} from '@linkwright/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('canonicalText', () => {
  it.each([
    ['', null],
    [' a ', ' a '],
    [5, '5'],
    [1e21, '1000000000000000000000'],
    [true, 'true'],
    [null, null],
    [undefined, null],
    [{ a: 1 }, null],
    [['a'], null],
  ])('%j → %j', (value, text) => expect(canonicalText(value)).toBe(text));
});

describe('canonicalNumber', () => {
  it.each([
    ['5', '5'],
    [5, '5'],
    [5n, '5'],
    ['005.500', '5.5'],
    ['-0', '0'],
    [-0, '0'],
    ['-0.000', '0'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 12 ', '12'],
    ['1.50e3', '1500'],
    ['1.5E-3', '0.0015'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['12345678901234567890.123456789012345678901', '12345678901234567890.123456789012345678901'],
    ['', null],
    ['.', null],
    ['-', null],
    ['e5', null],
    ['1,000', null],
    ['0x10', null],
    ['abc', null],
    ['1e999999', null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [true, null],
    [null, null],
  ])('%s → %s', (value, text) => expect(canonicalNumber(value)).toBe(text));

  it('is the same number, in plain notation and stable', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = canonicalNumber(number) ?? '';
        expect(text).toMatch(/^(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(Number(text)).toBe(number === 0 ? 0 : number);
        expect(canonicalNumber(text)).toBe(text);
      }),
    );
  });

  it('keeps every digit of a whole number, however it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.nat(40), (number, zeros) => {
        expect(canonicalNumber(`${number}.${'0'.repeat(zeros)}`)).toBe(String(number));
        expect(canonicalNumber(`${number}e${zeros}`)).toBe(String(number * 10n ** BigInt(zeros)));
      }),
    );
  });
});

describe('roundNumber', () => {
  it.each([
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['0.4', 0, '0'],
    ['-0.4', 0, '0'],
    ['9.995', 2, '10'],
    ['0.049', 1, '0'],
    ['0.05', 1, '0.1'],
    ['1.2', 5, '1.2'],
    ['99999999999999999999.5', 0, '100000000000000000000'],
    ['x', 2, null],
  ])('%s to %i places → %s', (value, places, text) => expect(roundNumber(value, places)).toBe(text));

  it('moves a number by at most half of its last place', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 8 }), (scaled, places) => {
        const unit = 10n ** BigInt(10 - places);
        const rounded = roundNumber(`${scaled}e-10`, places) ?? '';
        const [whole = '', fraction = ''] = rounded.split('.');
        const back = BigInt(whole + fraction.padEnd(10, '0'));
        const distance = back > scaled ? back - scaled : scaled - back;
        expect(distance * 2n <= unit).toBe(true);
        expect(fraction.length <= places).toBe(true);
      }),
    );
  });
});

describe('canonicalDatetime', () => {
  it.each([
    ['2026-03-01T10:20:30.123Z', '2026-03-01T10:20:30.123Z'],
    ['2026-03-01T10:20:30.123456Z', '2026-03-01T10:20:30.123Z'],
    ['2026-03-01T10:20Z', '2026-03-01T10:20:00.000Z'],
    ['2026-03-01 10:20:30', '2026-03-01T10:20:30.000Z'],
    ['2026-03-01T01:00:00+09:00', '2026-02-28T16:00:00.000Z'],
    ['2026-03-01T23:00:00-0330', '2026-03-02T02:30:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['1772360430123', '2026-03-01T10:20:30.123Z'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    ['2026-02-30T00:00:00Z', null],
    ['2026-13-01', null],
    ['2026-01-01T25:00:00Z', null],
    ['2026-01-01T24:00:00Z', null],
    ['2026-01-01T10:00:00+25:00', null],
    ['0000-01-01T00:00:00+10:00', null],
    ['2026', null],
    ['', null],
    ['soon', null],
    [Number.NaN, null],
    [8.64e15, null],
    [true, null],
    [null, null],
  ])('%j → %j', (value, text) => expect(canonicalDatetime(value)).toBe(text));

  it('is stable and names the same moment', () => {
    const moments = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(canonicalDatetime(moment.toISOString())).toBe(moment.toISOString());
        expect(canonicalDatetime(moment.getTime())).toBe(moment.toISOString());
        expect(canonicalDate(moment.getTime())).toBe(moment.toISOString().slice(0, 10));
      }),
    );
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => canonicalDatetime(text) === null || /^\d{4}-/.test(text) || /\d{11}/.test(text),
      ),
    );
  });
});

describe('canonicalDate', () => {
  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01T01:00:00+09:00', '2026-02-28'],
    [1772323200000, '2026-03-01'],
    ['1772323200000', '2026-03-01'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', null],
    ['01/02/2026', null],
    [null, null],
  ])('%j → %j', (value, text) => expect(canonicalDate(value)).toBe(text));
});

describe('canonicalList', () => {
  it.each([
    [
      ['b', 'a', 'b', ''],
      ['b', 'a'],
    ],
    [[], null],
    [['', ''], null],
  ])('%j → %j', (values, list) => expect(canonicalList(values)).toEqual(list));
});
