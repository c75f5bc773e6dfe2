import { areEquivalent, type FieldSchema, fieldTypes } from '@linkwright/core';
import { expect, it } from 'vitest';
import { normalizers } from '../src/match/phone-normalizer.ts';

/** As much as the longest text of an app holds (Airtable). */
const length = 100_000;

/** Milliseconds of a processor, to which other work of the machine adds nothing. Most take some. */
const budget = 5_000;

/** What makes parsers try again and again, grows when it is normalized, or is seen by nobody. */
const pieces = [
  ...['\n', ' ', '.', '-', '+', '(', '@', '0', '9.', 'e9', '/', '"', '[', '%', ';', '٣', '０', 'ß', 'ΑΣ', 'ﷺ'],
  ...['a\u0301', '\u200b', 'xn--', 'http://', '{"a":', 'www.', 'ext. 1 ', '+1 ', 'T00:'],
];

it('no value of a record holds a worker up, whatever an app lets people write', () => {
  const slow: string[] = [];
  const timed = (what: string, work: () => unknown): void => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    if (ms > budget) slow.push(`${what}: ${Math.round(ms)} ms`);
  };
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(length / piece.length));
    for (const value of [text, `x${text}`, `${text}x`, `1${text}1`, `+49${text}`]) {
      const shown = JSON.stringify(value.slice(0, 8));
      for (const [name, normalize] of Object.entries(normalizers)) {
        timed(`${name} ${shown}`, () => normalize(value));
      }
      for (const type of fieldTypes) {
        const field: FieldSchema = {
          id: 'value',
          name: 'value',
          label: 'Value',
          type,
          required: false,
          readOnly: false,
          unique: false,
          lookup: 'consistent',
        };
        const one = type === 'options' ? [value] : value;
        const other = type === 'options' ? [`${value}y`] : `${value}y`;
        timed(`${type} ${shown}`, () => areEquivalent(field, one, other));
      }
    }
  }
  expect(slow).toEqual([]);
});
