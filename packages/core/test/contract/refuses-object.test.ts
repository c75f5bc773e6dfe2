import { expect, it } from 'vitest';
import { AuthenticationError, ConfigurationError, isConnectorError, refusesObject } from '../../src/index.ts';

const error = (options: { missingScopes?: readonly string[]; reach?: 'connection' | 'object' } = {}) =>
  new AuthenticationError('No.', { code: 'access-denied', remedy: 'Grant it.', ...options });

/** As another version of this package, or a connector that is not typed, may hand it over. */
const handedOver = (fields: object): Error =>
  Object.defineProperties(error(), Object.getOwnPropertyDescriptors(fields));

it('a refusal is of the whole connection, unless it is said otherwise or scopes are missing', () => {
  expect(refusesObject(error())).toBe(false);
  expect(refusesObject(error({ reach: 'object' }))).toBe(true);
  expect(refusesObject(error({ missingScopes: ['tickets'] }))).toBe(true);
  expect(refusesObject(error({ missingScopes: ['tickets'], reach: 'connection' }))).toBe(false);
  expect(refusesObject(new ConfigurationError('No.', { code: 'not-found', remedy: 'Look.' }))).toBe(false);
  expect(refusesObject(new Error('No.'))).toBe(false);
});

it('an error of a version that knows no reach is read by its scopes, and one with a reach of its own is none', () => {
  expect(refusesObject(handedOver({ reach: undefined, missingScopes: undefined }))).toBe(false);
  expect(refusesObject(handedOver({ reach: undefined, missingScopes: ['tickets'] }))).toBe(true);
  expect(isConnectorError(handedOver({ reach: undefined, missingScopes: undefined }))).toBe(true);
  expect(isConnectorError(handedOver({ reach: 'table' }))).toBe(false);
  expect(isConnectorError(handedOver({ missingScopes: 'tickets' }))).toBe(false);
});
