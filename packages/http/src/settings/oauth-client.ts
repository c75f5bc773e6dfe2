import type { z } from 'zod';

/**
 * A connection is opened by a token or key of its own (`keys`: the settings that hold one), or by the grant of an OAuth client. For
 * `superRefine` of a connector's settings, which holds `clientId` and `clientSecret`.
 */
export function refuseOAuthBeside(
  settings: { readonly clientId?: string | undefined; readonly clientSecret?: string | undefined },
  context: z.RefinementCtx,
  ...keys: readonly [string, ...string[]]
): void {
  const given = keys.filter((key) => Reflect.get(settings, key) !== undefined);
  const [key] = keys;
  const complain = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (settings.clientId === undefined) {
    if (settings.clientSecret !== undefined) complain('clientSecret', 'give clientId with it');
    else if (given.length === 0) complain(key, `give ${key}, or clientId and clientSecret of an OAuth client`);
  } else if (given[0] !== undefined) {
    complain('clientId', `give either ${given[0]}, or clientId and clientSecret`);
  }
}
