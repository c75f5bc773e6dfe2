import { z } from 'zod';
import { resourceNotFound } from '../hubspot-errors.ts';
import { readBody } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import { integrationId } from '../hubspot-tokens.ts';
import { claimAll } from '../records/record-writes.ts';
import type { HubspotApps } from './hubspot-apps.ts';

const appInput = z.strictObject({
  appId: z.int().min(1).default(integrationId),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
});

/** What people do in HubSpot's pages, for which it has no API: an addition of the sandbox. */
export function installRoutes(apps: HubspotApps): readonly Route[] {
  return [
    route('POST', 'sandbox/apps', (call) => {
      const { appId, clientId, clientSecret } = readBody(call.request, appInput);
      const app = apps.install(call.portal, {
        appId,
        clientId: clientId ?? `client-of-${appId}`,
        clientSecret: clientSecret ?? `secret-of-${appId}`,
      });
      const body = { appId, clientId: app.clientId, clientSecret: app.clientSecret, portalId: call.portal.id };
      return { status: 201, body };
    }),
    route('POST', 'sandbox/restore/:objectType/:id', restore),
  ];
}

function restore(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  const record = space.records.archived(param(call, 'id'));
  if (record === undefined) throw resourceNotFound();
  space.records.restore(record, call.portal.now());
  claimAll(space, record);
  return { status: 204 };
}
