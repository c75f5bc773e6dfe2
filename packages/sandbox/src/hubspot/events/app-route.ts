import type { SandboxRequest, SandboxResponse } from '../../sandbox-app.ts';
import type { HubspotEventsApp } from './hubspot-apps.ts';

/** A call of an app itself, with its own token, not with that of a portal. */
export interface AppCall {
  readonly app: HubspotEventsApp;
  readonly request: SandboxRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly now: number;
}

export interface AppRoute {
  readonly method: string;
  /** With named groups for what varies. */
  readonly path: RegExp;
  /** `null`: every token of the app will do. */
  readonly scope: string | null;
  readonly handle: (call: AppCall) => SandboxResponse;
}
