import type { HttpRequest, HttpResponse } from '@linkwright/http';
import { describe, expect, it } from 'vitest';
import {
  classifyAnswer,
  isNotFound,
  readConflict,
  readInvalidAssociations,
  readWireError,
  retryDelayOf,
  toRecordError,
} from '../src/hubspot-errors.ts';

const request: HttpRequest = {
  kind: 'list',
  method: 'GET',
  path: '/crm/objects/2026-09/contacts',
  safe: true,
  signal: new AbortController().signal,
};
const response = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: {},
  body,
  sentAt: 0,
  receivedAt: 0,
});

describe('classifyAnswer', () => {
  it.each([
    [
      401,
      { category: 'INVALID_AUTHENTICATION', message: 'Authentication credentials not found.' },
      'credentials-refused',
    ],
    [401, { category: 'EXPIRED_AUTHENTICATION', message: 'The OAuth token …' }, 'credentials-expired'],
    [403, { message: 'no' }, 'access-denied'],
    [429, { policyName: 'DAILY', message: 'You have reached your daily limit.' }, 'quota-used-up'],
    [400, { message: 'Unable to infer object type from: widgets' }, 'unknown-object'],
    [414, '<html><h1>414 Request-URI Too Large</h1></html>', 'unexpected-answer'],
  ])('%i %j → %s', (status, body, code) => {
    expect(classifyAnswer(response(status, body), request)?.code).toBe(code);
  });

  it('names the missing scopes and what to do', () => {
    const error = classifyAnswer(
      response(403, {
        category: 'MISSING_SCOPES',
        message: "This app hasn't been granted all required scopes to make this call.",
        errors: [
          {
            message: 'One or more of the following scopes are required.',
            context: { requiredGranularScopes: ['crm.objects.deals.read'] },
          },
        ],
      }),
      request,
    );
    expect(error).toMatchObject({
      kind: 'authentication',
      code: 'scope-missing',
      missingScopes: ['crm.objects.deals.read'],
      remedy: expect.stringContaining('Service keys'),
    });
  });

  it('tells a token that is not accepted from one that may not do something', () => {
    const body = { status: 'error', message: 'No.', category: 'BANNED' };
    expect(classifyAnswer(response(401, body), request)).toMatchObject({ reach: 'connection' });
    expect(classifyAnswer(response(403, body), request)).toMatchObject({ code: 'access-denied', reach: 'object' });
  });

  it('leaves outages to the HTTP client', () => {
    expect(classifyAnswer(response(502, '<html>'), request)).toBeNull();
  });
});

describe('retryDelayOf', () => {
  it.each([
    [429, { policyName: 'TEN_SECONDLY_ROLLING' }, 20_000],
    [429, { message: 'You have reached your secondly limit.' }, 2000],
    [429, { policyName: 'DAILY' }, 'never'],
    [429, {}, null],
    [423, {}, 2000],
    [503, {}, null],
  ])('%i %j → %j', (status, body, delay) => {
    expect(retryDelayOf(response(status, body), 2)).toBe(delay);
  });
});

describe('refusals of a record', () => {
  it('reads the properties from the errors', () => {
    const error = readWireError({
      message: 'Property values were not valid: [{"name":"nope"}]',
      category: 'VALIDATION_ERROR',
      errors: [
        {
          message: 'Property "nope" does not exist',
          code: 'PROPERTY_DOESNT_EXIST',
          context: { propertyName: ['nope'] },
        },
      ],
    });
    expect(toRecordError(error)).toMatchObject({ code: 'field-unknown', field: 'nope' });
  });

  it('reads them from the message where there are none', () => {
    const message =
      'Property values were not valid: [{"isValid":false,"message":"Email address abc is invalid","error":"INVALID_EMAIL","name":"email"}]';
    expect(toRecordError(readWireError({ message }))).toMatchObject({
      category: 'invalid-value',
      field: 'email',
      message: 'HubSpot refuses email: Email address abc is invalid',
    });
  });

  it.each([
    [
      { errors: [{ code: 'READ_ONLY_VALUE', message: 'read only', context: { propertyName: ['createdate'] } }] },
      'read-only',
    ],
    [
      { message: 'Error creating DEAL. Some required properties were not set.', context: { properties: ['dealname'] } },
      'missing-required',
    ],
    [{ message: 'One or more associations are invalid' }, 'association-target'],
    [{ message: 'Something about a maximum of 50 associations: limit exceeded' }, 'association-limit'],
    [{}, 'other'],
    ['<html>no</html>', 'other'],
  ])('%j is %s', (body, category) => {
    expect(toRecordError(readWireError(body))).toMatchObject({ kind: 'record', category });
  });

  it('shortens a list of all options', () => {
    const message = `x was not one of the allowed options: ${'[label: "A"] '.repeat(100)}`;
    const error = { errors: [{ message, code: 'INVALID_OPTION', context: { propertyName: ['industry'] } }] };
    expect(toRecordError(readWireError(error)).message.length).toBeLessThan(300);
  });
});

describe('texts that name records', () => {
  it.each([
    [{ message: 'Contact already exists. Existing ID: 37765128953', category: 'CONFLICT' }, { id: '37765128953' }],
    [
      {
        message:
          'Cannot set PropertyValueCoordinates{portalId=1, propertyName=ext_id, value=A-1} on 900. 800 already has that value.',
      },
      { id: '800' },
    ],
    [{ category: 'CONFLICT', message: 'conflict' }, { id: null }],
    [{ message: 'Some other error' }, null],
  ])('readConflict %j → %j', (body, expected) => {
    expect(readConflict(readWireError(body))).toEqual(expected);
  });

  it('finds the targets that an association may not have', () => {
    const error = readWireError({
      message: 'One or more associations are invalid',
      context: { INVALID_OBJECT_IDS: ['DEAL=115 is not valid', 'COMPANY=7 is not valid'] },
    });
    expect(readInvalidAssociations(error)).toEqual({ ids: ['115', '7'] });
    expect(readInvalidAssociations(readWireError({ message: 'x' }))).toBeNull();
  });

  it('knows a record that is not there', () => {
    expect(isNotFound(readWireError({ message: 'resource not found' }))).toBe(true);
    expect(isNotFound(readWireError({ category: 'OBJECT_NOT_FOUND' }))).toBe(true);
    expect(isNotFound(readWireError({ message: 'x' }))).toBe(false);
  });
});
