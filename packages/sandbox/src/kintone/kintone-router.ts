import type { SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import type { KintoneCaller } from './kintone-access.ts';
import type { AppState, KintoneDomain } from './kintone-domain.ts';
import type { KintoneTransaction } from './kintone-transaction.ts';
import type { KintoneWebhooks } from './kintone-webhooks.ts';

/** One call that was let in, or one of the calls of a bulk request. */
export interface KintoneCall {
  readonly domain: KintoneDomain;
  readonly caller: KintoneCaller;
  /** Undefined for a path without a guest space. */
  readonly guestSpaceId: string | undefined;
  readonly params: unknown;
  readonly request: SandboxRequest;
  /** Shared by the calls of a bulk request. */
  readonly transaction: KintoneTransaction;
  readonly webhooks: KintoneWebhooks;
  /** The apps that this call is counted for, once each. */
  readonly counted: Set<AppState>;
}

export interface Route {
  readonly method: string;
  /** What stands between `/k/v1/` and `.json`; of the domain's own API, from `/v1/` on (`/v1/users`). */
  readonly name: string;
  readonly access: 'read' | 'write';
  /** API tokens are of one app: calls above the apps refuse them. */
  readonly loginOnly: boolean;
  /** Whether a bulk request may hold such a call. */
  readonly bulk: boolean;
  /** Whether the body is JSON and read into `params`. */
  readonly json: boolean;
  /** Returns the body of a 200, or a whole response. */
  readonly handle: (call: KintoneCall) => object;
}

export function route(
  method: string,
  name: string,
  handle: Route['handle'],
  more: Partial<Pick<Route, 'access' | 'loginOnly' | 'bulk' | 'json'>> = {},
): Route {
  const access = method === 'GET' ? 'read' : 'write';
  return { method, name, handle, access, loginOnly: false, bulk: false, json: true, ...more };
}

/** An answer that is not simply JSON. */
export class RawAnswer {
  readonly response: SandboxResponse;

  constructor(response: SandboxResponse) {
    this.response = response;
  }
}

export interface RouteMatch {
  readonly route: Route;
  readonly guestSpaceId: string | undefined;
}

const pathPattern = /^(?:\/k\/(?:guest\/(?<guest>\d+)\/)?v1\/(?<name>[A-Za-z/]+)|(?<domain>\/v1\/[A-Za-z]+))\.json$/;

/** Finds the route of `/k/v1/{name}.json`, `/k/guest/{space}/v1/{name}.json` and `/v1/{name}.json`. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch | undefined {
  const byCall = new Map(routes.map((one) => [`${one.method} ${one.name}`, one]));
  return (method, path) => {
    const parts = pathPattern.exec(path)?.groups;
    const found = byCall.get(`${method} ${parts?.name ?? parts?.domain ?? ''}`);
    return found === undefined ? undefined : { route: found, guestSpaceId: parts?.guest };
  };
}
