import type { z } from 'zod';
import type { AppConnection, CallOptions } from './app-connection.ts';
import type { ConnectorCapabilities } from './capabilities.ts';

/**
 * The version of this contract. A breaking change raises it by one and comes with an upgrade in the engine, so that connectors
 * of earlier versions go on working. Optional additions leave it as it is.
 */
export const contractVersion = 1;

/** How fast an app may be called: so many requests in any window of so many milliseconds. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** What a connector package exports as its default; made by `defineConnector`. */
export interface Connector<Settings> {
  readonly contractVersion: typeof contractVersion;
  /** `hubspot` */
  readonly name: string;
  /** `HubSpot` */
  readonly displayName: string;
  readonly settings: z.ZodType<Settings>;
  readonly capabilities: ConnectorCapabilities;
  /**
   * The vendor's published limits, by bucket name (an endpoint group). The runner paces at a share of them.
   * The bucket `default` is the one that the user's `limits.requestsPerSecond` sets.
   */
  readonly rateLimits: Readonly<Record<string, RateLimit>>;
  /** No input or output happens here. */
  connect(settings: Settings, context: ConnectContext): AppConnection;
  /**
   * By the name of a setting: what may stand in it, as the app says with the settings that are there already (which bases a
   * token opens). A set-up asks with them; nothing else depends on it. Absent, or none found: the setting is typed in.
   */
  readonly settingChoices?: Readonly<Record<string, SettingChoices>>;
}

export type SettingChoices = (
  /** Not checked yet, and without the setting itself. */
  settings: Readonly<Record<string, unknown>>,
  context: ConnectContext,
  options: CallOptions,
) => Promise<readonly SettingChoice[]>;

export interface SettingChoice {
  readonly value: string;
  /** What a person knows it by. */
  readonly label: string;
}

/** The identity function with the types checked: `export default defineConnector({ … })`. */
export function defineConnector<Settings>(connector: Connector<Settings>): Connector<Settings> {
  return connector;
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
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly logger: Logger;
  readonly limits: Limits;
  /** Rotating secrets. `update` runs alone per account, across processes, and has stored its result before it resolves. */
  readonly credentials: {
    read(): Promise<string | null>;
    update(change: (current: string | null) => Promise<string>): Promise<string>;
  };
  /** One call to the app has been sent. `kind` groups them in reports (`list`, `search`, `batch-create`). */
  reportCall(kind: string): void;
}
