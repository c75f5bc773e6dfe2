import type { SandboxRequest, SandboxResponse } from '../sandbox-app.ts';
import type { CallsToday, RateBucket } from './hubspot-rate-limits.ts';
import type { Portal } from './portal.ts';

/** One call that was let in. */
export interface HubspotCall {
  readonly portal: Portal;
  readonly request: SandboxRequest;
  /** `v3`, `v4`, or a date-based version such as `2026-09`. */
  readonly version: string;
  /** Decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly random: () => number;
  /** Calls of the portal, as HubSpot counts them for the apps that a portal makes for itself. `null`: this is none. */
  readonly callsToday: () => CallsToday | null;
}

export interface Route {
  readonly method: string;
  /** The area and what follows the version: `objects/:objectType/:id`. */
  readonly pattern: string;
  readonly access: 'read' | 'write';
  readonly bucket: RateBucket;
  /** What only one of the two families of versions has. Absent: both have it. */
  readonly only?: 'numbered' | 'dated';
  readonly handle: (call: HubspotCall) => SandboxResponse;
}

export function route(
  method: string,
  pattern: string,
  handle: Route['handle'],
  more: Partial<Pick<Route, 'access' | 'bucket' | 'only'>> = {},
): Route {
  return { method, pattern, handle, access: method === 'GET' ? 'read' : 'write', bucket: 'default', ...more };
}

export interface RouteMatch {
  readonly route: Route;
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
}

/** `unknown` where no route has the path, `method` where one has it with another method. */
export type RouteResult = RouteMatch | 'unknown' | 'method';

const numbered = 'v\\d+';
/** A release of each March and September. */
const dated = '(?:2025-09|2026-03|2026-09)(?:-beta)?';

/** `/crm/v3/objects/…` and `/crm/objects/2026-09/…` are one and the same: area, version and rest. */
const families = [
  new RegExp(`^/crm/(?<version>${numbered})/(?<area>[^/]+)(?<rest>/.*)?$`),
  new RegExp(`^/crm/(?<area>[^/]+)/(?<version>${dated})(?<rest>/.*)?$`),
  // The one numbered path in the order of the dated ones.
  /^\/crm\/(?<area>associations)\/(?<version>v4)(?<rest>\/.*)?$/,
  new RegExp(`^/(?<area>crm-object-schemas|account-info|oauth)/(?<version>${numbered}|${dated})(?<rest>/.*)?$`),
  new RegExp(`^/(?<area>contacts)/(?<version>${numbered})(?<rest>/.*)?$`),
  // What the sandbox has and the vendor has not.
  /^\/(?<area>sandbox)(?<rest>\/.*)?$/,
];

/** Literal segments win over parameters, and routes given earlier over later ones. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteResult {
  const compiled = routes.map((one) => ({ route: one, segments: one.pattern.split('/') }));
  compiled.sort((left, right) => literals(right.segments) - literals(left.segments));
  return (method, path) => {
    const parts = families.map((family) => family.exec(path.replace(/\/{1,9}$/, ''))?.groups).find((groups) => groups);
    const segments = decodeSegments(`${parts?.area ?? ''}${parts?.rest ?? ''}`);
    if (parts === undefined || segments === undefined) return 'unknown';
    let samePath = false;
    for (const { route: candidate, segments: pattern } of compiled) {
      const params = match(pattern, segments);
      if (params === undefined || !has(candidate, parts.version ?? '')) continue;
      if (candidate.method === method) return { route: candidate, version: parts.version ?? '', params };
      samePath = true;
    }
    return samePath ? 'method' : 'unknown';
  };
}

function literals(segments: readonly string[]): number {
  return segments.filter((segment) => !segment.startsWith(':')).length;
}

function decodeSegments(path: string): readonly string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith(':')) params[expected.slice(1)] = segment;
    else if (expected !== segment) return undefined;
  }
  return params;
}

/** A parameter of the route's pattern. */
export function param(call: HubspotCall, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

function has({ only }: Route, version: string): boolean {
  return only === undefined || (only === 'dated') === isDated(version);
}

const isDated = (version: string): boolean => /^\d/.test(version);

/** Date-based versions answer some calls with a body where v3 and v4 answer 204. */
export function isDateBased(call: Pick<HubspotCall, 'version'>): boolean {
  return isDated(call.version);
}

/**
 * From 2026-09 on what people of the portal demand of its records holds for writes of the API too, and dates are read more
 * kindly: https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement
 */
export function isOfSeptember2026(call: Pick<HubspotCall, 'version'>): boolean {
  return isDateBased(call) && call.version >= '2026-09';
}
