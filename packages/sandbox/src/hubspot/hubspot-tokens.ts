import type { FoundToken } from '../oauth/oauth-server.ts';
import { notAuthenticated, tokenExpired } from './hubspot-errors.ts';
import { isoTime } from './hubspot-times.ts';

export interface HubspotCaller {
  /** Of the portal. */
  readonly token: string;
  /** Does a person work in HubSpot's pages here, and no integration? */
  readonly isPerson: boolean;
  readonly portalId: number;
  readonly scopes: ReadonlySet<string>;
}

export interface OAuthTokens {
  find(accessToken: string): FoundToken | null;
}

/**
 * Reads the bearer token; each is a portal of its own, and so is each client of OAuth. One that begins with `person-` acts in the portal
 * of the rest as a person.
 */
export function readCaller(authorization: string | undefined, now: number, oauth: OAuthTokens): HubspotCaller {
  const [, person, token] = /^Bearer\s+(person-)?(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined || token.startsWith('invalid')) throw notAuthenticated();
  const granted = oauth.find(token);
  if (granted === null && token.startsWith('CJoauth')) throw notAuthenticated();
  if (granted !== null) {
    if (granted.state === 'ended') throw notAuthenticated();
    if (granted.state === 'expired') throw tokenExpired(isoTime(granted.endsAt));
    const { clientId, scopes } = granted;
    return { token: clientId, isPerson: false, portalId: portalIdOf(clientId), scopes: new Set(scopes) };
  }
  if (token.startsWith('expired')) throw tokenExpired(isoTime(now));
  return { token, isPerson: person !== undefined, portalId: portalIdOf(token), scopes: scopesOf(token) };
}

/** Is it one that tells its scopes? Those of OAuth, and others that HubSpot may make, have other ways or none. */
export const isOfPrivateApp = (token: string): boolean => /^(noscope-|lacks-[a-z._]+-)?pat-/.test(token);

/** The app that the tokens of portals belong to, unless another one is installed. */
export const integrationId = 777;

const kinds = ['contacts', 'companies', 'deals', 'custom'];
const readScopes = [
  ...kinds.flatMap((kind) => [`crm.objects.${kind}.read`, `crm.schemas.${kind}.read`]),
  'crm.objects.owners.read',
];
/** One scope reads and writes tickets. */
const writeScopes = [...readScopes.filter((scope) => !scope.includes('owners')).map(toWrite), 'tickets'];

function scopesOf(token: string): ReadonlySet<string> {
  const lacking = /^lacks-([a-z._]+)-/.exec(token)?.[1];
  const granted = token.startsWith('noscope') ? readScopes : [...readScopes, ...writeScopes];
  return new Set(granted.filter((scope) => scope !== lacking));
}

function toWrite(scope: string): string {
  return scope.replace(/\.read$/, '.write');
}

/** Eight digits from the token's FNV-1a hash: the same token is the same portal in every run. */
export function portalIdOf(token: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(token)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return 10_000_000 + (hash % 90_000_000);
}
