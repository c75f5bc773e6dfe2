import type { HintFaultName } from '../../hints/hint-faults.ts';
import type { HintPost } from '../../hints/hint-post.ts';
import type { HubspotSettings } from '../hubspot-options.ts';

/** What the events of apps need of the sandbox. */
export interface AppContext {
  readonly now: () => number;
  readonly speed: number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly post: HintPost;
  readonly drawHintFault: () => HintFaultName | undefined;
  readonly settings: HubspotSettings;
}

export interface AppIdentity {
  readonly appId: number;
  readonly clientId: string;
  readonly clientSecret: string;
}
