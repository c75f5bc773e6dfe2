import type { ConnectorError, RateLimit } from '@linkwright/core';
import type { AnswerSchema } from './parse-answer.ts';

export interface HttpClientOptions {
  /** For people, in messages: `HubSpot`. Absent: the host of `baseUrl`. */
  readonly appName?: string;
  /** May carry a path (`http://localhost:4400/hubspot`); request paths are put behind it. */
  readonly baseUrl: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What requests prove themselves with, where that changes while they are sent. Absent: `headers` hold it. */
  readonly authorizer?: HttpAuthorizer;
  /**
   * Nothing of the connection is sent along: it fetches what an address in an answer of the app points at, wherever that is, such
   * as a file that the app keeps at a provider of storage. Default: false, and hosts that are none of the app's are refused.
   */
  readonly anonymous?: boolean;
  /** Texts that must never be seen: each is redacted as it stands, URL-encoded and in base64. */
  readonly secrets: readonly string[];
  /** From sending to the last byte of the answer. Default 60,000. */
  readonly timeoutMs?: number;
  /** Default 50 MB, after decompression. */
  readonly maxResponseBytes?: number;
  /** Attempts at one request, the first included. Default 6. */
  readonly maxAttempts?: number;
  /** A request is given up rather than waited for longer than this in total. Default 120,000. */
  readonly retryBudgetMs?: number;
  /**
   * Turns an answer that is none of the accepted ones, and that is not repeated (any more), into an error.
   * `null`: the client's own error. The body has been redacted.
   */
  readonly classify?: (response: HttpResponse, request: HttpRequest) => ConnectorError | null;
  /**
   * How long the app wants a refused request to wait, in milliseconds, where the answer has no `Retry-After`.
   * `never`: repeating is useless (a daily quota). `null`: the client's own back-off.
   */
  readonly retryDelay?: (response: HttpResponse, attempt: number) => number | 'never' | null;
  /** What an answer says of the app's limits. An IETF `RateLimit-Policy` header is read by the client itself. */
  readonly readRate?: (
    response: HttpResponse,
    request: HttpRequest,
  ) => { readonly bucket: string; readonly limit: RateLimit } | null;
}

/** Credentials that are renewed. */
export interface HttpAuthorizer {
  /** Asked before every attempt. */
  authorize(signal: AbortSignal): Promise<HttpAuthorization>;
  /**
   * The app answered 401 to a request that carried this, so it was not carried out. True: there is another one now, and the request is sent once
   * more. May throw what is told of the refusal.
   */
  refused(authorization: HttpAuthorization, signal: AbortSignal): Promise<boolean>;
}

export interface HttpAuthorization {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

export interface HttpRequest {
  /** Groups calls in reports: `list`, `search`, `batch-create`. */
  readonly kind: string;
  /** Buckets of the connector's `rateLimits` that the call counts in. Default `default`. */
  readonly bucket?: string | readonly string[];
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/`; segments are already URL-encoded. */
  readonly path: string;
  readonly query?: URLSearchParams | Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Does a second arrival do no harm? True for reads and for idempotent writes. */
  readonly safe: boolean;
  /**
   * Does it change something? Then nobody knows whether it was carried out when no usable answer came, also where it
   * may be repeated. Default: what is not `safe`.
   */
  readonly writes?: boolean;
  /** Statuses that are answers, not errors, besides every 2xx. */
  readonly accept?: readonly number[];
  /** Called just before the first byte may leave, at every attempt. */
  readonly onSend?: () => void;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; the text where it is not JSON; `null` where there was none. */
  readonly body: unknown;
  /** When the attempt left that was answered, by the context's clock, milliseconds since 1970. */
  readonly sentAt: number;
  /** By the context's clock, milliseconds since 1970. */
  readonly receivedAt: number;
}

/** An answer whose body is as its schema says. */
export interface HttpAnswer<Body> extends HttpResponse {
  readonly body: Body;
}

export interface HttpClient {
  /**
   * One request with pacing and retries. Rejects with a `LinkwrightError`, or with the signal's reason when aborted.
   * A `RetryableError` with `outcomeUnknown: true`: the request changes something, it left, and no usable answer came.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
  /**
   * A read, so that it may be repeated, whose body is held to a zod schema. Rejects as `request` does, and with a
   * `ContractError` (`unexpected-answer`) that names the place where the body is not as documented.
   */
  read<Body>(schema: AnswerSchema<Body>, request: Omit<HttpRequest, 'safe'>): Promise<HttpAnswer<Body>>;
  /** Replaces every form of the secrets by `[redacted]`. */
  redact(text: string): string;
  /** Closes idle connections. */
  close(): void;
}
