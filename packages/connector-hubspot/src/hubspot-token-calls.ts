import { paths } from './hubspot-paths.ts';
import type { HubspotSettings } from './hubspot-settings.ts';
import type { HubspotTransport } from './hubspot-transport.ts';
import { tokenInfoSchema } from './hubspot-wire.ts';

/** What the token says of itself. */
export function tokenCalls({ send }: HubspotTransport, { accessToken }: Pick<HubspotSettings, 'accessToken'>) {
  return {
    /**
     * The scopes that the token has. `null`: HubSpot does not tell them; it does of the tokens of private apps. Those of OAuth
     * would have to be told with the secret of their app, or to stand in an address, which proxies write down.
     */
    async tokenScopes(signal: AbortSignal): Promise<readonly string[] | null> {
      const { status, body } = await send({
        kind: 'token',
        method: 'POST',
        path: paths.tokenInfo,
        body: { tokenKey: accessToken },
        safe: true,
        accept: [400, 401, 403, 404, 405, 415],
        signal,
      });
      const told = status < 300 ? tokenInfoSchema.safeParse(body) : null;
      return told?.success === true ? told.data.scopes : null;
    },
  };
}
