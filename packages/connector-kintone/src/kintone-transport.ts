import { type CallOptions, type ConnectContext, RetryableError } from '@linkwright/core';
import {
  createHttpClient,
  type HttpCredentials,
  type HttpRequest,
  type HttpResponse,
  headerKey,
} from '@linkwright/http';
import { isLocked, type KintoneRefusal, readRefusal, requestError } from './kintone-errors.ts';
import { kintoneOAuth } from './kintone-oauth.ts';
import { domainUrl, type KintoneSettings, tokensOf } from './kintone-settings.ts';

/** How often a request is sent again that Kintone refused for the moment. */
const maxRepeats = 3;

type PlainRequest = Omit<HttpRequest, 'safe' | 'accept'>;

export interface KintoneTransport {
  /** Paths of the guest space begin otherwise. */
  readonly base: string;
  read(request: PlainRequest, options?: ReadOptions): Promise<HttpResponse>;
  /** Refusals of 400, 403, 404, 409 and 413 are answers: what is refused has not been done. */
  write(request: PlainRequest): Promise<HttpResponse>;
  /** What Kintone said, without secrets. */
  refusalOf(response: HttpResponse): KintoneRefusal;
  close(): void;
}

export interface ReadOptions {
  /** The body is the query: for reads that are too long for an address, or too private. */
  readonly byBody?: boolean;
  /** Statuses that are answers, not errors. */
  readonly accept?: readonly number[];
}

export function createKintoneTransport(settings: KintoneSettings, context: ConnectContext): KintoneTransport {
  const { headers, ...proof } = kintoneOAuth.credentials(settings, context) ?? credentialsOf(settings);
  const options = {
    appName: 'Kintone',
    baseUrl: domainUrl(settings),
    ...proof,
    classify: (response: HttpResponse, request: HttpRequest) =>
      requestError(readRefusal(response.status, response.body), placeOf(request)),
  };
  const http = createHttpClient(context, { ...options, headers });
  const overriding = createHttpClient(context, {
    ...options,
    headers: { ...headers, 'x-http-method-override': 'GET' },
  });

  function refusalOf(response: HttpResponse): KintoneRefusal {
    const refusal = readRefusal(response.status, response.body);
    const faults = Object.entries(refusal.faults).map(
      ([place, messages]) => [place, messages.map((message) => http.redact(message))] as const,
    );
    return { ...refusal, message: http.redact(refusal.message), faults: Object.fromEntries(faults) };
  }

  async function pause(attempt: number, { signal }: CallOptions): Promise<void> {
    await context.clock.sleep(Math.round((0.5 + context.random() / 2) * 1000 * 2 ** attempt), signal);
  }

  /** 520 is how older domains answer what the newer ones answer with 400, 401 or 403. */
  async function read(request: PlainRequest, { byBody = false, accept = [] }: ReadOptions = {}): Promise<HttpResponse> {
    for (let attempt = 0; ; attempt += 1) {
      const client = byBody ? overriding : http;
      const response = await client.request({ ...request, safe: true, accept: [520, ...accept] });
      if (response.status !== 520) return response;
      const refusal = refusalOf(response);
      if (refusal.code === 'GAIA_NO01' && accept.includes(403)) return response;
      if (refusal.code !== '') {
        const error = requestError(refusal, placeOf(request));
        if (error !== null) throw error;
      }
      if (attempt >= maxRepeats) throw unavailable(request, false);
      await pause(attempt, request);
    }
  }

  async function write(request: PlainRequest): Promise<HttpResponse> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await http.request({ ...request, safe: false, accept: [400, 403, 404, 409, 413, 520] });
      if (response.status < 300) return response;
      const refusal = refusalOf(response);
      if (response.status === 520 && refusal.code === '') throw unavailable(request, true);
      if (!isLocked(refusal) || attempt >= maxRepeats) return response;
      await pause(attempt, request);
    }
  }

  return {
    base: settings.guestSpaceId === undefined ? '/k/v1' : `/k/guest/${settings.guestSpaceId}/v1`,
    read,
    write,
    refusalOf,
    close() {
      http.close();
      overriding.close();
    },
  };
}

function credentialsOf(settings: KintoneSettings): HttpCredentials {
  const tokens = tokensOf(settings);
  if (tokens.length > 0) return headerKey('x-cybozu-api-token', ...tokens);
  const { username = '', password = '' } = settings;
  const login = `${username}:${password}`;
  return {
    headers: { 'x-cybozu-authorization': Buffer.from(login, 'utf8').toString('base64') },
    secrets: [login, password],
  };
}

function unavailable(request: PlainRequest, outcomeUnknown: boolean): RetryableError {
  return new RetryableError(`Kintone cannot serve ${placeOf(request)} for the moment (520).`, {
    code: 'app-unavailable',
    outcomeUnknown,
  });
}

function placeOf({ method, path }: PlainRequest): string {
  return `${method} ${path}`;
}
