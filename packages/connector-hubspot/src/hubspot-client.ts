import type { ConnectContext } from '@linkwright/core';
import { associationCalls } from './hubspot-association-calls.ts';
import { portalCalls } from './hubspot-portal-calls.ts';
import { recordCalls } from './hubspot-record-calls.ts';
import type { HubspotSettings } from './hubspot-settings.ts';
import { tokenCalls } from './hubspot-token-calls.ts';
import { createHubspotTransport } from './hubspot-transport.ts';

export type HubspotClient = ReturnType<typeof createHubspotClient>;

/** The calls, one function each; nothing is remembered between them. */
export function createHubspotClient(settings: HubspotSettings, context: ConnectContext) {
  const transport = createHubspotTransport(settings, context);
  return {
    redact: transport.redact,
    close: transport.close,
    ...portalCalls(transport),
    ...recordCalls(transport),
    ...associationCalls(transport),
    ...tokenCalls(transport, settings),
  };
}
