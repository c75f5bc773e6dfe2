import {
  AuthenticationError,
  ConfigurationError,
  type ConnectorError,
  ContractError,
  RetryableError,
} from '@linkwright/core';
import type { HttpRequest, HttpResponse } from './http-types.ts';
import type { NetworkFailure } from './network-failure.ts';

/** Where a message says it happened: `GET /crm/v3/objects/contacts`, never the query, which may hold values. */
export function placeOf(request: Pick<HttpRequest, 'method' | 'path'>): string {
  return `${request.method} ${request.path}`;
}

/** The error of an answer that the connector's own `classify` has nothing to say about. */
export function answerError(appName: string, request: HttpRequest, response: HttpResponse): ConnectorError {
  const { status } = response;
  const where = `${appName} answered ${status} to ${placeOf(request)}`;
  if (status === 401 || status === 403) {
    return new AuthenticationError(`${where}.`, {
      code: status === 401 ? 'credentials-refused' : 'access-denied',
      reach: status === 401 ? 'connection' : 'object',
      remedy: `Check the credentials of the ${appName} connection and what they may do.`,
    });
  }
  if (status >= 300 && status < 400) {
    return new ConfigurationError(`${where} and points elsewhere; credentials are not sent on.`, {
      code: 'unexpected-redirect',
      remedy: `Set the connection's base URL to the address that ${appName} really serves its API at.`,
    });
  }
  return new ContractError(`${where}: ${excerpt(response.body)}`, { code: 'unexpected-answer' });
}

/** The error of an answer that says "later", when there is no more repeating. */
export function laterError(
  appName: string,
  request: HttpRequest,
  response: HttpResponse,
  details: { readonly retryAfterMs: number | null; readonly outcomeUnknown: boolean; readonly now: number },
): RetryableError {
  const limited = response.status === 429;
  const what = limited ? 'does not take more requests for the moment' : 'cannot serve the request for the moment';
  return new RetryableError(`${appName} ${what} (${response.status} to ${placeOf(request)}).`, {
    code: limited ? 'rate-limited' : 'app-unavailable',
    outcomeUnknown: details.outcomeUnknown,
    ...(details.retryAfterMs === null ? {} : comeBack(details.retryAfterMs, details.now)),
  });
}

/** When the app takes requests again, for programs and for people. A moment that no calendar has is told as its last. */
function comeBack(retryAfterMs: number, now: number): { readonly retryAfterMs: number; readonly remedy: string } {
  const moment = new Date(Math.min(now + retryAfterMs, 8.64e15)).toISOString().slice(0, 16).replace('T', ' ');
  const remedy = `What was done is kept; the same command goes on from there after ${moment} UTC, when the app takes requests again.`;
  return { retryAfterMs, remedy };
}

/** The error of a request without an answer. One line that names the host, never a stack. */
export function networkError(
  appName: string,
  request: HttpRequest,
  host: string,
  failure: NetworkFailure,
  outcomeUnknown: boolean,
): ConnectorError {
  const cause = new Error(failure.code === null ? failure.reason : `${failure.reason} (${failure.code})`);
  switch (failure.kind) {
    case 'unreachable':
    case 'untrusted':
      return new RetryableError(`${appName} cannot be reached at ${host}: ${failure.reason}.`, {
        code: 'host-unreachable',
        outcomeUnknown,
        cause,
      });
    case 'too-large':
      if (!outcomeUnknown) {
        return new ContractError(`${appName}: the answer to ${placeOf(request)} is larger than allowed.`, {
          code: 'answer-too-large',
        });
      }
      return new RetryableError(`${appName}: the answer to ${placeOf(request)} is larger than allowed.`, {
        code: 'answer-too-large',
        outcomeUnknown,
      });
    default:
      return new RetryableError(`${appName} gave no answer to ${placeOf(request)} at ${host}: ${failure.reason}.`, {
        code: failure.kind === 'timed-out' ? 'answer-timed-out' : 'connection-lost',
        outcomeUnknown,
        cause,
      });
  }
}

function excerpt(body: unknown): string {
  const text = (typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).replace(/\s+/g, ' ').trim();
  if (text === '' || text === 'null') return 'no text';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
