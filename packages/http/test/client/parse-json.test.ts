import { expect, it } from 'vitest';
import { parseJson } from '../../src/client/parse-json.ts';

it('keeps every digit of a whole number beyond 2^53, so that neighbours stay apart', () => {
  const text = '{"records":[{"id":9007199254740993},{"id":9007199254740992},{"id":-9007199254740993},{"id":7}]}';
  expect(parseJson(text)).toEqual({
    records: [{ id: '9007199254740993' }, { id: '9007199254740992' }, { id: '-9007199254740993' }, { id: 7 }],
  });
});

it('leaves other numbers and long texts as they are', () => {
  const text = '{"a":0.30000000000000004,"b":1e300,"c":"9007199254740993","d":9007199254740991,"e":1.0000000000000000}';
  expect(parseJson(text)).toEqual({
    a: 0.30000000000000004,
    b: 1e300,
    c: '9007199254740993',
    d: 9007199254740991,
    e: 1,
  });
});
