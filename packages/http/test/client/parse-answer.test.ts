import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRepeatGuard, parseAnswer } from '../../src/index.ts';

const schema = z.looseObject({ records: z.array(z.looseObject({ id: z.string() })) });
const parse = (body: unknown) => parseAnswer(schema, body, { appName: 'Example', what: 'with a list of records' });

describe('an answer', () => {
  test('passes with what nobody asked for', () => {
    const body = { records: [{ id: '1', colour: 'red' }], more: true };
    expect(parse(body)).toEqual(body);
  });

  test.each([
    [{ records: [{ id: '1' }, { id: 2 }] }, 'at "records.1.id": Invalid input: expected string, received number'],
    [{}, 'at "records": Invalid input: expected array, received undefined'],
    [[], 'at the top: Invalid input: expected object, received array'],
    [null, 'it is empty, not JSON'],
    ['{"records":[', 'it is not JSON'],
    ['<!doctype html><title>Sign in</title>', 'it is a web page, not JSON'],
  ])('%j is refused with place and fault', (body, fault) => {
    const refused = { kind: 'contract', code: 'unexpected-answer', remedy: expect.stringContaining('base URL') };
    const message = `Example's answer with a list of records is not as documented (${fault}).`;
    expect(() => parse(body)).toThrow(expect.objectContaining({ ...refused, message }));
  });

  test('of millions of empty records is refused before anybody looks into it', () => {
    const seen = () => expect.unreachable('A record was looked into.');
    const record = new Proxy({}, { get: seen, has: seen, ownKeys: seen, getPrototypeOf: seen });
    const records = new Array(2_000_000).fill(record);
    expect(() => parse({ records })).toThrow('is larger than any answer can be (a list of 2000000');
    const list = Array.from({ length: 10_000 }, () => ({}));
    const nested = { records: Array.from({ length: 1000 }, () => ({ id: '1', of: list })) };
    expect(() => parse(nested)).toThrow('more than 5000000 values');
  });

  test('is refused without its values, which are the user’s', () => {
    expect(() => parse({ records: ['secret value'] })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret value') }),
    );
  });
});

test('a next page that has been named before ends the read', () => {
  const guard = createRepeatGuard('Example', 'contacts');
  guard('a');
  guard('b');
  expect(() => guard('a')).toThrow(
    expect.objectContaining({
      kind: 'contract',
      code: 'endless-pages',
      message: 'Example gives the same page of contacts again and again.',
    }),
  );
});
