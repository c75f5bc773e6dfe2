import type { Credentials } from './credentials.ts';

/** How fast an app may be called: so many requests in any window of so many milliseconds. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Logger {
  debug(message: string, data?: object): void;
  info(message: string, data?: object): void;
  warn(message: string, data?: object): void;
}

/** Buckets per account, owned by the runner, so that several connections and processes share them. */
export interface Limits {
  /** Resolves when the call may be sent. Evenly spaced, in the order of asking. */
  acquire(bucket: string, cost: number, signal: AbortSignal): Promise<void>;
  /**
   * A call of this bucket that left at `sentAt` has been answered, or has failed. With it the host can pace exactly: a
   * window of the app is counted where the app is, not here. Optional on both sides.
   */
  answered?(bucket: string, sentAt: number): void;
  /** Nothing of this bucket is sent for so many milliseconds. */
  pause(bucket: string, ms: number): void;
  /** The app's answer says what its limit is. */
  adjust(bucket: string, limit: RateLimit): void;
}

/** Everything that is not a pure function of the settings: tests hold time still and replay a seed through it. */
export interface ConnectContext {
  /** What the person calls the connection, for remedies that name it. Absent: the host does not tell. */
  readonly connection?: string;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  readonly limits: Limits;
  /** Rotating secrets of this connection, encrypted at rest. */
  readonly credentials: Credentials;
  /**
   * May credentials of this connection be sent to a host (a name without port)? An HTTP client asks before it sends any.
   * Absent: the host of the connector has no rule about it.
   */
  readonly allowsHost?: (host: string) => boolean;
  /** One call to the app has been sent. `kind` groups them in reports (`list`, `search`, `batch-create`). */
  reportCall(kind: string): void;
  /**
   * A call has been answered with this status of HTTP. `null`: no answer came. Optional on both sides: hosts count calls by it. An
   * HTTP client reports it once for each call.
   */
  reportAnswer?(status: number | null): void;
}
