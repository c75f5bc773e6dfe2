import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/client/http-transport.ts';
import { readNetworkFailure } from '../../src/client/network-failure.ts';
import { readRateLimitPolicies } from '../../src/client/rate-limit-policy.ts';
import { createRedactor } from '../../src/client/redact.ts';
import { readRetryAfter } from '../../src/client/retry-after.ts';

describe('createRedactor', () => {
  it('leaves texts alone where there is no secret', () => {
    expect(createRedactor([''])('abc')).toBe('abc');
  });

  it('replaces a short secret only where it stands alone', () => {
    const redact = createRedactor(['ab']);
    expect(redact('ab cab "ab"')).toBe('[redacted] cab "[redacted]"');
  });

  it('replaces the longest form first', () => {
    const redact = createRedactor(['token-1', 'token-1-extended']);
    expect(redact('x token-1-extended y token-1')).toBe('x [redacted] y [redacted]');
  });

  it('takes characters of a pattern literally', () => {
    expect(createRedactor(['a.b*c(d'])('a.b*c(d axbxcxd')).toBe('[redacted] axbxcxd');
  });
});

describe('readRetryAfter', () => {
  const now = Date.parse('2026-02-03T04:05:06Z');
  it.each([
    [{}, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': 'Tue, 03 Feb 2026 04:05:16 GMT' }, 10_000],
    [{ 'retry-after': 'Tue, 03 Feb 2026 04:00:00 GMT' }, 0],
  ])('%j → %j', (headers, expected) => {
    expect(readRetryAfter(headers, now)).toBe(expected);
  });
});

describe('readRateLimitPolicies', () => {
  it('reads quota and window, and leaves out what has none', () => {
    const policies = readRateLimitPolicies('"default";q=100;w=10, "search";w=1;q=5;pk=:eA==:, "odd";q=3, broken');
    expect([...policies]).toEqual([
      ['default', { requests: 100, perMs: 10_000 }],
      ['search', { requests: 5, perMs: 1000 }],
    ]);
    expect(readRateLimitPolicies(undefined).size).toBe(0);
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['api.localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['api.hubapi.com', false],
    ['127.example.com', false],
  ])('%s → %j', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('readNetworkFailure', () => {
  it.each([
    ['ENOTFOUND', 'unreachable', true],
    ['EAI_AGAIN', 'unreachable', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted', true],
    ['ECONNRESET', 'broken', false],
  ])('%s → %s', (code, kind, notSent) => {
    expect(readNetworkFailure(Object.assign(new Error('x'), { code }), false)).toMatchObject({ kind, notSent });
  });

  it('knows a connection attempt that got no answer', () => {
    const cause = Object.assign(new Error('x'), { syscall: 'connect' });
    const error = Object.assign(new Error('x', { cause }), { code: 'ETIMEDOUT' });
    expect(readNetworkFailure(error, false)).toMatchObject({ kind: 'unreachable', notSent: true });
  });
});
