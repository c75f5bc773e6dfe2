import { notAuthenticated, tokenExpired } from './hubspot-errors.ts';
import { isoTime } from './hubspot-times.ts';

export interface HubspotCaller {
  readonly token: string;
  readonly portalId: number;
  readonly mayWrite: boolean;
}

/** Reads the bearer token; each is a portal of its own. */
export function readCaller(authorization: string | undefined, now: number): HubspotCaller {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || token.startsWith('invalid')) throw notAuthenticated();
  if (token.startsWith('expired')) throw tokenExpired(isoTime(now));
  return { token, portalId: portalIdOf(token), mayWrite: !token.startsWith('noscope') };
}

/** Eight digits from the token's FNV-1a hash: the same token is the same portal in every run. */
function portalIdOf(token: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(token)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return 10_000_000 + (hash % 90_000_000);
}
