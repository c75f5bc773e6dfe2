import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import axios from 'axios';
import { type NetworkFailure, readNetworkFailure } from './network-failure.ts';

export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Already serialized. */
  readonly body: string | null;
  readonly signal: AbortSignal;
}

export interface TransportAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type TransportResult = { readonly answer: TransportAnswer } | { readonly failure: NetworkFailure };

export interface Transport {
  /** One exchange. Rejects only with the signal's reason. */
  send(request: TransportRequest): Promise<TransportResult>;
  close(): void;
}

/** Sockets are kept for a while: a TLS handshake costs more than the call. */
const agentOptions = { keepAlive: true, maxFreeSockets: 16, scheduling: 'lifo' } as const;

/**
 * axios with its http adapter: that one reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY, which its fetch adapter does not.
 * Redirects are not followed: credentials would travel to wherever an answer points.
 */
export function createTransport(options: {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}): Transport {
  const httpAgent = new PlainAgent(agentOptions);
  const httpsAgent = new SecureAgent(agentOptions);
  const instance = axios.create({
    adapter: 'http',
    httpAgent,
    httpsAgent,
    maxRedirects: 0,
    maxContentLength: options.maxResponseBytes,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: 'text',
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    // A proxy cannot reach this machine's own loopback, whatever the environment says.
    ...(isLoopback(new URL(options.baseUrl).hostname) ? { proxy: false as const } : {}),
  });
  return {
    async send(request) {
      request.signal.throwIfAborted();
      // A deadline over the whole exchange: a socket's own idle time-out never ends an answer that drips. It measures
      // the wire, so it runs on the machine's timers and not on the context's clock, which tests may hold still.
      const exchange = new AbortController();
      let timedOut = false;
      const deadline = setTimeout(() => {
        timedOut = true;
        exchange.abort();
      }, options.timeoutMs);
      const stop = () => exchange.abort();
      request.signal.addEventListener('abort', stop, { once: true });
      try {
        const answer = await instance.request<unknown>({
          method: request.method,
          url: request.url,
          headers: request.headers,
          signal: exchange.signal,
          ...(request.body === null ? {} : { data: request.body }),
        });
        return {
          answer: {
            status: answer.status,
            headers: plainHeaders(answer.headers),
            text: typeof answer.data === 'string' ? answer.data : '',
          },
        };
      } catch (error) {
        request.signal.throwIfAborted();
        return { failure: readNetworkFailure(error, timedOut) };
      } finally {
        clearTimeout(deadline);
        request.signal.removeEventListener('abort', stop);
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function plainHeaders(headers: object): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null) continue;
    plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return plain;
}
