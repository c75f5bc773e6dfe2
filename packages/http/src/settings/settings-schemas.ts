import { z } from 'zod';

/** A setting that nobody may see: a token, a key, a password. `expected` says what it is and where it comes from. */
export function secretSchema(expected: string) {
  return z.string(expected).min(1, expected).meta({ writeOnly: true });
}

/** The address of an app. Goes with `refusePlainHttp`, which keeps credentials off plain http. */
export function baseUrlSchema(expected = 'expected an http or https URL') {
  return z.url({ protocol: /^https?$/, error: expected });
}
