import { z } from 'zod';
import { resourceNotFound } from './hubspot-errors.ts';
import { readBody } from './hubspot-input.ts';
import { type HubspotCall, type Route, route } from './hubspot-router.ts';
import { isOfPrivateApp, readCaller } from './hubspot-tokens.ts';

const tokenInput = z.object({ tokenKey: z.string() });

/** What the token of a private app says of itself. */
export const tokenRoutes: readonly Route[] = [
  route('POST', 'oauth/private-apps/get/access-token-info', readTokenInfo, { access: 'read' }),
];

function readTokenInfo(call: HubspotCall) {
  const { tokenKey } = readBody(call.request, tokenInput);
  if (!isOfPrivateApp(tokenKey)) throw resourceNotFound();
  const { portalId, scopes } = readCaller(`Bearer ${tokenKey}`, call.portal.now(), { find: () => null });
  return { status: 200, body: { userId: 1, hubId: portalId, appId: 1, scopes: [...scopes] } };
}
