/** What is known of a request for which no answer came. */
export interface NetworkFailure {
  /** `unreachable`: no connection stood. `untrusted`: TLS was refused. `too-large`: the size cap. */
  readonly kind: 'unreachable' | 'untrusted' | 'timed-out' | 'too-large' | 'broken';
  /** Did the request surely not reach the app? */
  readonly notSent: boolean;
  /** One clause for people: `connection refused`. */
  readonly reason: string;
  /** Node's code (`ECONNREFUSED`), if there was one. */
  readonly code: string | null;
}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  EADDRNOTAVAIL: 'no network',
};

const untrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO)/;

const broken: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
  ERR_BAD_RESPONSE: 'the connection was closed in the middle of the answer',
};

/** Sorts what axios rejects with. Nothing of the error object itself is kept: it carries headers and settings. */
export function readNetworkFailure(error: unknown, timedOut: boolean): NetworkFailure {
  const code = textOf(error, 'code');
  const message = textOf(error, 'message') ?? '';
  if (timedOut) return { kind: 'timed-out', notSent: false, reason: 'no complete answer in time', code };
  if (/maxContentLength/.test(message)) {
    return { kind: 'too-large', notSent: false, reason: 'the answer is larger than allowed', code };
  }
  if (code === 'ETIMEDOUT' && textOf(causeOf(error), 'syscall') === 'connect') {
    return { kind: 'unreachable', notSent: true, reason: 'the host does not answer', code };
  }
  if (code !== null && unreachable[code] !== undefined) {
    return { kind: 'unreachable', notSent: true, reason: unreachable[code], code };
  }
  if (code !== null && untrusted.test(code)) {
    return { kind: 'untrusted', notSent: true, reason: `no secure connection (${code})`, code };
  }
  const reason = (code === null ? undefined : broken[code]) ?? 'the connection failed';
  return { kind: 'broken', notSent: false, reason, code };
}

function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
}

function textOf(error: unknown, key: 'code' | 'message' | 'syscall'): string | null {
  if (typeof error !== 'object' || error === null || !(key in error)) return null;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : null;
}
