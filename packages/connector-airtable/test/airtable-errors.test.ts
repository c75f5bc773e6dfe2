import { AuthenticationError, ConfigurationError, ContractError, RetryableError } from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import {
  isAboutData,
  mayMeanGone,
  namedChoice,
  namedField,
  namedRecord,
  readRefusal,
  recordError,
  requestError,
} from '../src/airtable-errors.ts';

describe('readRefusal', () => {
  it.each([
    [{ error: { type: 'A', message: 'b' } }, 'A', 'b'],
    [{ error: { type: 'A' } }, 'A', ''],
    [{ error: 'NOT_FOUND' }, 'NOT_FOUND', ''],
    [{ error: 'invalid_grant', error_description: 'expired' }, 'invalid_grant', 'expired'],
    [{ errors: [{ error: 'RATE_LIMIT_REACHED', message: 'later' }] }, 'RATE_LIMIT_REACHED', 'later'],
    ['<html>Bad Gateway</html>', '', ''],
    [null, '', ''],
    [{ error: 7 }, '', ''],
    [{ errors: [] }, '', ''],
  ])('%o', (body, type, message) => {
    expect(readRefusal(400, body)).toEqual({ status: 400, type, message });
  });
});

describe('requestError', () => {
  const errorOf = (status: number, type = '', message = '') =>
    requestError({ status, type, message }, 'GET /v0/app/tbl');

  it('says what to do, by what the runner does next', () => {
    expect(errorOf(401, 'UNAUTHORIZED', 'Invalid authentication token')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(403, 'INVALID_PERMISSIONS', 'You are not permitted')).toBeInstanceOf(AuthenticationError);
    expect(errorOf(401, 'UNAUTHORIZED')).toMatchObject({ reach: 'connection' });
    expect(errorOf(403, 'INVALID_PERMISSIONS')).toMatchObject({ reach: 'object' });
    expect(errorOf(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND')).toMatchObject({ reach: 'object' });
    expect(errorOf(404, 'NOT_FOUND')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(429, 'PUBLIC_API_BILLING_LIMIT_EXCEEDED')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE')).toBeInstanceOf(RetryableError);
    expect(errorOf(422, 'UNKNOWN_FIELD_NAME', 'Unknown field name: "X"')).toBeInstanceOf(ConfigurationError);
    expect(errorOf(422, 'INVALID_FILTER_BY_FORMULA')).toBeInstanceOf(ContractError);
    expect(errorOf(500)).toBeNull();
    expect(errorOf(429, 'RATE_LIMIT_REACHED')).toBeNull();
  });

  it('names the scopes of a token, and admits that a 403 may mean either', () => {
    const error = errorOf(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', '…');
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error?.message).toMatch(/may not do this, or the base, table or record is not there/);
    expect(error).toHaveProperty(
      'remedy',
      expect.stringMatching(/data\.records:read, data\.records:write and schema\.bases:read/),
    );
  });
});

describe('what a refusal names', () => {
  const refusal = (type: string, message: string, status = 422) => ({ status, type, message });

  it.each([
    ['Field "Deal "size"" cannot accept the provided value', 'Deal "size"'],
    ['Field "X" cannot accept a value because the field is computed', 'X'],
    ['Cannot parse value "abc" for field Close date', 'Close date'],
    ['You are not permitted to write cell values in field NAME (fldAAAAAAAAAAAAAA)', 'fldAAAAAAAAAAAAAA'],
    ['Something else', null],
  ])('%s', (message, field) => {
    expect(namedField(refusal('INVALID_VALUE_FOR_COLUMN', message))).toBe(field);
  });

  it('records and choices', () => {
    expect(namedRecord(refusal('ROW_DOES_NOT_EXIST', 'Record ID recAAAAAAAAAAAAAA does not exist in this table'))).toBe(
      'recAAAAAAAAAAAAAA',
    );
    expect(namedRecord(refusal('INVALID_RECORD_ID', 'Value "foo" is not a valid record ID.'))).toBe('foo');
    const message = String.raw`Insufficient permissions to create new select option "\"Gold\""`;
    expect(namedChoice(refusal('INVALID_MULTIPLE_CHOICE_OPTIONS', message))).toBe('Gold');
    expect(namedChoice(refusal('INVALID_MULTIPLE_CHOICE_OPTIONS', 'new select option ""Gold""'))).toBe('Gold');
    expect(namedChoice(refusal('OTHER', message))).toBeNull();
  });

  it('tells the data of a record from the request as a whole', () => {
    expect(isAboutData(refusal('INVALID_VALUE_FOR_COLUMN', ''))).toBe(true);
    expect(isAboutData(refusal('', '', 413))).toBe(true);
    expect(isAboutData(refusal('UNKNOWN_FIELD_NAME', ''))).toBe(false);
    expect(isAboutData(refusal('INVALID_REQUEST_UNKNOWN', ''))).toBe(false);
    expect(isAboutData(refusal('INVALID_PERMISSIONS', 'You are not permitted to perform this operation', 403))).toBe(
      false,
    );
    expect(mayMeanGone(refusal('NOT_FOUND', '', 404))).toBe(true);
    expect(mayMeanGone(refusal('INVALID_VALUE_FOR_COLUMN', ''))).toBe(false);
  });

  it.each([
    ['INVALID_VALUE_FOR_COLUMN', 'Field "X" cannot accept the provided value', 422, 'invalid-value'],
    ['INVALID_VALUE_FOR_COLUMN', 'Field "X" cannot accept a value because the field is computed', 422, 'read-only'],
    ['INVALID_MULTIPLE_CHOICE_OPTIONS', '', 422, 'invalid-value'],
    ['ROW_DOES_NOT_EXIST', '', 422, 'association-target'],
    ['INVALID_PERMISSIONS', 'field X (fldAAAAAAAAAAAAAA)', 403, 'permission'],
    ['', '', 413, 'too-large'],
    ['SOMETHING_NEW', 'whatever', 422, 'other'],
  ])('%s %s is %s %s', (type, message, status, category) => {
    const error = recordError(refusal(type, message, status), { id: 'fld1', name: 'X' });
    expect(error.category).toBe(category);
    expect(error.field).toBe('fld1');
    expect(error.remedy).not.toBe('');
  });
});
