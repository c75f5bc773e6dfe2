import { withoutTrailing } from '@linkwright/core';

/** The address under which browsers reach a service, without a slash at its end. `null`: it is none that a browser may be sent to. */
export function publicBaseOf(publicUrl: string | null): string | null {
  const url = publicUrl !== null && URL.canParse(publicUrl) ? new URL(publicUrl) : null;
  const isFit =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'));
  return url !== null && isFit ? withoutTrailing(`${url.origin}${url.pathname}`, '/') : null;
}
