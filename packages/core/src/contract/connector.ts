import type { z } from 'zod';
import type { AppConnection, CallOptions } from './app-connection.ts';
import type { ConnectorCapabilities } from './capabilities.ts';
import type { ConnectContext, RateLimit } from './connect-context.ts';
import type { ConnectorOAuth } from './connector-oauth.ts';

export type { Clock, ConnectContext, Limits, Logger, RateLimit } from './connect-context.ts';

/**
 * The version of this contract. A breaking change raises it by one and comes with an upgrade in the engine, so that connectors
 * of earlier versions go on working. Optional additions leave it as it is.
 */
export const contractVersion = 1;

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
  /**
   * How many calls the vendor's plans allow, the smallest first: told beside what the syncs need. Which plan an account has is not
   * known, so nothing is refused for it. Absent: no plan has such a limit, or the vendor does not publish it.
   */
  readonly plans?: readonly VendorPlan[];
  /** No input or output happens here. */
  connect(settings: Settings, context: ConnectContext): AppConnection;
  /**
   * By the name of a setting: what may stand in it, as the app says with the settings that are there already (which bases a
   * token opens). A set-up asks with them; nothing else depends on it. Absent, or none found: the setting is typed in.
   */
  readonly settingChoices?: Readonly<Record<string, SettingChoices>>;
  /**
   * The hosts that this app's credentials may be sent to: `api.example.com`, or `*.example.com` for every name below it. An
   * address in the settings that leads elsewhere is refused unless the connection says `allowHost`; this machine is always allowed.
   * Absent: the connector has none of its own, and the settings name the host.
   */
  readonly hosts?: readonly string[];
  /** How a person lets Linkwright into an account with OAuth. Absent: the settings hold what opens it. */
  readonly oauth?: ConnectorOAuth<Settings>;
}

export interface VendorPlan {
  /** As the vendor calls it: `Team`. */
  readonly name: string;
  readonly calls: number;
  readonly per: 'day' | 'month';
  /** Whose calls are counted together, with its article: `a workspace`. */
  readonly of: string;
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
