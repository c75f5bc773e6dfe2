import { ConfigurationError } from '@linkwright/core';
import type { RunningApp, RunningSandbox } from '@linkwright/sandbox';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { OpenConnection } from '../session/open-connections.ts';

/** How the sandbox plays an app, and the settings that lead a connection there. */
interface RehearsedApp {
  readonly of: (sandbox: RunningSandbox) => RunningApp;
  readonly settings: (baseUrl: string, given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

/** By the name of the connector. */
const rehearsedApps: ReadonlyMap<string, RehearsedApp> = new Map<string, RehearsedApp>([
  ['hubspot', { of: ({ hubspot }) => hubspot, settings: (baseUrl) => ({ baseUrl, accessToken: 'pat-rehearsal' }) }],
  [
    'airtable',
    {
      of: ({ airtable }) => airtable,
      settings: (baseUrl, { baseId }) => ({ baseUrl, baseId, accessToken: 'patRehearsal' }),
    },
  ],
  [
    'kintone',
    {
      of: ({ kintone }) => kintone,
      // An API token lists no apps and is in no time zone; a login name is.
      settings: (baseUrl, { apiToken, guestSpaceId }) => ({
        baseUrl,
        ...(apiToken === undefined
          ? { username: 'rehearsal@example.com', password: 'rehearsal' }
          : { apiToken: 'rehearsal' }),
        ...(guestSpaceId !== undefined && { guestSpaceId }),
      }),
    },
  ],
]);

export function rehearsedApp({ connector }: Pick<OpenConnection, 'connector'>): RehearsedApp {
  const app = rehearsedApps.get(connector.name);
  if (app !== undefined) return app;
  throw new ConfigurationError(`${connector.displayName} cannot be rehearsed: the sandbox does not play it.`, {
    code: 'app-not-rehearsed',
    remedy: `It plays HubSpot, Airtable and Kintone. linkwright plan shows what a sync would do, and writes nothing.`,
  });
}

/**
 * The configuration with its connections leading to the sandboxes, and a state of its own. What limits the use of the
 * accounts does not limit that of their copies: the sandbox has the vendors' own limits.
 */
export function rehearsedConfiguration(
  loaded: LoadedConfiguration,
  sandboxes: ReadonlyMap<string, { readonly app: RehearsedApp; readonly sandbox: RunningSandbox }>,
  state: LoadedConfiguration['state'],
): LoadedConfiguration {
  const connections = Object.entries(loaded.configuration.connections).map(([name, connection]) => {
    const played = sandboxes.get(name);
    if (played === undefined) return [name, connection] as const;
    const { limits: _, ...rest } = connection;
    const { baseUrl } = played.app.of(played.sandbox);
    return [name, { ...rest, settings: { ...played.app.settings(baseUrl, connection.settings) } }] as const;
  });
  return { ...loaded, state, configuration: { ...loaded.configuration, connections: Object.fromEntries(connections) } };
}
