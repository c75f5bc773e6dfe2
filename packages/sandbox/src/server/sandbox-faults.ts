import type { SandboxApp, SandboxResponse } from '../sandbox-app.ts';
import { createDraw } from './create-draw.ts';

/**
 * What can go wrong with a request:
 *
 * - `lose-answer`: the app does what it was asked to, and the connection drops before the answer;
 * - `gateway-error`: the app does what it was asked to, and a gateway on the way answers 502, 503 or 504 in its place;
 * - `drop-request`: the connection drops, and the app never sees the request;
 * - `status-429`, `status-503`: the app answers so without having done anything;
 * - `slow`: the answer takes a second longer (divided by the speed).
 */
export const faultNames = ['lose-answer', 'gateway-error', 'drop-request', 'status-429', 'status-503', 'slow'] as const;

export type FaultName = (typeof faultNames)[number];

/** Draws for each request which fault it meets; undefined for none. */
export type FaultDraw = () => FaultName | undefined;

/** What is about to be served, before it meets a fault. */
export interface FacingRequest {
  readonly app: SandboxApp['name'];
  readonly method: string;
  /** Behind the app's prefix, without the query. */
  readonly path: string;
  readonly body: Buffer;
}

/** `shares` gives for each fault the share of requests that meet it, from 0 to 1. */
export const createFaultDraw = (shares: Readonly<Record<string, number>>, random: () => number): FaultDraw =>
  createDraw(faultNames, shares, random);

const gatewayErrors: readonly SandboxResponse[] = [
  { status: 502, title: 'Bad Gateway' },
  { status: 503, title: 'Service Temporarily Unavailable' },
  { status: 504, title: 'Gateway Time-out' },
].map(({ status, title }) => ({
  status,
  headers: { 'Content-Type': 'text/html' },
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body><center><h1>${status} ${title}</h1></center></body>\r\n</html>\r\n`,
}));

/** What a gateway says in the app's place: nothing that the app's own error format would tell. */
export function gatewayError(random: () => number): SandboxResponse {
  const drawn = gatewayErrors[Math.floor(random() * gatewayErrors.length)];
  if (drawn === undefined) throw new RangeError('random() has to be in [0, 1)');
  return drawn;
}

/** An answer of "later" that names how long, which the vendors give too seldom to be drawn. */
export interface Refusal {
  readonly status: 429 | 503;
  readonly retryAfterSeconds: number;
}

/** The request is taken as if it bore this token: one that begins with `expired` lets a key end in the middle of a run. */
export interface OtherToken {
  readonly token: string;
}

/** What a certain request meets. */
export type ChosenFault = FaultName | Refusal | OtherToken;

/** Such an answer as this vendor gives it. */
export function refusalResponse(app: SandboxApp['name'], { status, retryAfterSeconds }: Refusal): SandboxResponse {
  const response = faultResponse(app, status);
  return { ...response, headers: { ...response.headers, 'Retry-After': String(retryAfterSeconds) } };
}

/** The same without a time. */
export function faultResponse(app: SandboxApp['name'], status: 429 | 503): SandboxResponse {
  const overloaded = status === 429;
  switch (app) {
    case 'hubspot':
      return {
        status,
        body: overloaded
          ? {
              status: 'error',
              message: 'You have reached your ten_secondly_rolling limit.',
              errorType: 'RATE_LIMIT',
              category: 'RATE_LIMITS',
              policyName: 'TEN_SECONDLY_ROLLING',
            }
          : { status: 'error', message: 'Service temporarily unavailable' },
      };
    case 'airtable':
      return {
        status,
        body: overloaded
          ? { errors: [{ error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' }] }
          : { error: { type: 'SERVICE_UNAVAILABLE', message: 'Service temporarily unavailable' } },
      };
    case 'kintone':
      // Maintenance and outages are not told in JSON.
      if (!overloaded) return { status, body: 'Service Unavailable' };
      return {
        status,
        headers: { 'X-Cybozu-Error': 'GAIA_TO04' },
        body: {
          code: 'GAIA_TO04',
          id: '00000000-0000-4000-a000-000000000000',
          message: 'The number of concurrent API requests exceeds the limit.',
        },
      };
  }
}
