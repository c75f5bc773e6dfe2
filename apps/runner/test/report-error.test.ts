import {
  AuthenticationError,
  ConfigurationError,
  ContractError,
  RecordError,
  RetryableError,
  UnsupportedError,
} from '@linkwright/core';
import { describe, expect, it } from 'vitest';
import { reportError } from '../src/command/report-error.ts';
import { ProblemsError } from '../src/configuration/problems-error.ts';
import { createOutput } from '../src/output/output.ts';
import { createRedactor } from '../src/output/redactor.ts';
import { explained } from './support/explained.ts';

function report(
  error: unknown,
  options: { json?: boolean; environment?: Record<string, string>; aborted?: boolean } = {},
) {
  const written = { out: '', error: '' };
  const redactor = createRedactor();
  redactor.add(['sesame-open']);
  const environment = options.environment ?? {};
  const output = createOutput({
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.error += text) },
    environment,
    redactor,
    json: options.json ?? false,
    quiet: false,
    color: true,
    now: () => 0,
  });
  const signal = options.aborted ? AbortSignal.abort() : new AbortController().signal;
  const exitCode = reportError(error, { output, directory: '/here', environment, signal });
  return { exitCode, ...written };
}

describe('an error', () => {
  it.each([
    [
      2,
      new ConfigurationError('The token is wrong.', { code: 'x', remedy: 'Make one.' }),
      `The token is wrong.\nMake one.\n${explained('x')}`,
    ],
    [
      2,
      new AuthenticationError('No scope.', { code: 'x', remedy: 'Add it.' }),
      `No scope.\nAdd it.\n${explained('x')}`,
    ],
    [1, new RetryableError('HubSpot is down.', { code: 'x' }), /^HubSpot is down\.\nRun the same command again later/],
    [
      1,
      new RecordError('Refused.', { code: 'x', category: 'other', remedy: 'Change it.' }),
      `Refused.\nChange it.\n${explained('x')}`,
    ],
    [1, new UnsupportedError('It cannot archive.', { code: 'x' }), `It cannot archive.\n${explained('x')}`],
    [1, new ContractError('A page without checkpoint.', { code: 'x' }), /^A page .*\nThis is a fault in the connector/],
    [
      1,
      new TypeError('x is not a function\nat once'),
      /^This is a fault in linkwright: x is not a function\nPlease report it: https:/,
    ],
    [1, 'thrown text', /^This is a fault in linkwright: thrown text\n/],
  ])('ends with exit code %i and says what to do: %s', (exitCode, error, text) => {
    const result = report(error);
    expect(result).toMatchObject({ exitCode, out: '' });
    if (typeof text === 'string') expect(result.error).toBe(text);
    else expect(result.error).toMatch(text);
    expect(result.error.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });

  it('shows its stack only with LINKWRIGHT_DEBUG', () => {
    expect(report(new TypeError('x')).error).not.toContain('report-error.test.ts');
    expect(report(new TypeError('x'), { environment: { LINKWRIGHT_DEBUG: '1' } }).error).toContain(
      'report-error.test.ts',
    );
  });

  it('never shows a secret, not in its cause either', () => {
    const error = new Error('bad sesame-open', { cause: new Error('Bearer sesame-open') });
    const result = report(error, { environment: { LINKWRIGHT_DEBUG: '1' } });
    expect(result.error).toContain('Bearer [redacted]');
    expect(result.error).not.toContain('sesame-open');
    expect(report(error, { json: true }).out).not.toContain('sesame-open');
  });

  it('is a document with --json', () => {
    const error = new AuthenticationError('No scope.', { code: 'scope-missing', remedy: 'Add it.' });
    const result = report(error, { json: true });
    expect(result).toMatchObject({ exitCode: 2, error: '' });
    expect(JSON.parse(result.out)).toEqual({
      version: 1,
      error: { code: 'scope-missing', message: 'No scope.', remedy: 'Add it.' },
    });
  });

  it('is none when the user has stopped the command', () => {
    const abort = new DOMException('interrupted', 'AbortError');
    expect(report(abort, { aborted: true })).toMatchObject({
      exitCode: 130,
      error: expect.stringMatching(/^Stopped\.\n/),
    });
    expect(report(abort, { aborted: false }).exitCode).toBe(1);
  });

  it('may be the list of problems of the configuration', () => {
    const problem = { code: 'unknown-key', path: ['a'], message: 'What.', remedy: 'Do.' };
    const positionOf = () => ({ line: 3, column: 4 });
    const result = report(new ProblemsError([problem], { file: '/here/linkwright.yaml', positionOf }));
    expect(result).toEqual({
      exitCode: 2,
      out: '',
      error: 'linkwright.yaml:3:4  unknown-key\n  What.\n  Do.\n1 problem, nothing was written.\n',
    });
  });
});
