import type { ConnectContext, ConnectionHints } from '@linkwright/core';
import { createHubspotJournal } from './hubspot-journal.ts';
import { createJournalClient } from './hubspot-journal-client.ts';
import { type HubspotSettings, hubspotAppOf } from './hubspot-settings.ts';
import { createHubspotWebhooks } from './hubspot-webhooks.ts';

export interface HubspotHints {
  readonly hints: ConnectionHints;
  close(): void;
}

/** What the app of the settings is told. `null`: there is no app, and a key alone is told nothing. */
export function createHubspotHints(
  settings: HubspotSettings,
  context: ConnectContext,
  readPortalId: (signal: AbortSignal) => Promise<string>,
): HubspotHints | null {
  const app = hubspotAppOf(settings);
  if (app === null) return null;
  const { clientId, clientSecret } = app;
  const push = createHubspotWebhooks(clientSecret, () => context.clock.now());
  if (clientId === undefined) return { hints: { push }, close: () => undefined };
  const client = createJournalClient({ clientId, clientSecret }, settings, context);
  return { hints: { pull: createHubspotJournal(client, readPortalId, context), push }, close: client.close };
}
