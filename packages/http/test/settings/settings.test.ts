import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  allowPlainHttpSchema,
  baseUrlSchema,
  bearerToken,
  headerKey,
  refusePlainHttp,
  secretSchema,
} from '../../src/index.ts';

const settings = z
  .strictObject({
    accessToken: secretSchema('expected a token'),
    baseUrl: baseUrlSchema().default('https://api.example.com'),
    allowPlainHttp: allowPlainHttpSchema,
  })
  .superRefine(refusePlainHttp);

test('settings of a usual connector', () => {
  expect(settings.parse({ accessToken: 't' })).toEqual({ accessToken: 't', baseUrl: 'https://api.example.com' });
  expect(settings.safeParse({}).error?.issues[0]?.message).toBe('expected a token');
  expect(settings.safeParse({ accessToken: '' }).error?.issues[0]?.message).toBe('expected a token');
  const other = { accessToken: 't', baseUrl: 'ftp://api.example.com' };
  expect(settings.safeParse(other).error?.issues[0]?.message).toBe('expected an http or https URL');
  const plain = { accessToken: 't', baseUrl: 'http://api.example.com' };
  expect(settings.safeParse(plain).error?.issues[0]?.message).toContain('allowPlainHttp: true');
});

test('a secret is marked as one, so that nobody shows it', () => {
  expect(z.toJSONSchema(secretSchema('expected a token'))).toMatchObject({ writeOnly: true });
});

test('credentials are headers, and what is secret of them', () => {
  expect(bearerToken('abc')).toEqual({ headers: { authorization: 'Bearer abc' }, secrets: ['abc'] });
  expect(headerKey('x-api-key', 'a', 'b')).toEqual({ headers: { 'x-api-key': 'a,b' }, secrets: ['a', 'b'] });
});
