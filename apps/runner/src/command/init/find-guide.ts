import { ConfigurationError } from '@linkwright/core';
import { knownKeys, toJsonSchema } from '../../configuration/known-keys.ts';
import { loadConnector } from '../../connectors/load-connectors.ts';
import type { ConnectorGuide } from './connector-guide.ts';
import { airtableGuide, hubspotGuide, kintoneGuide } from './official-guides.ts';

const officialGuides: readonly ConnectorGuide[] = [hubspotGuide, airtableGuide, kintoneGuide];

/**
 * By package name, or by the last part of an official one (`hubspot`). Of other connectors the settings are read from
 * their own schema. Throws a `ConfigurationError` if the connector is not installed.
 */
export async function findGuide(connector: string, directory: string, signal: AbortSignal): Promise<ConnectorGuide> {
  const official = officialGuides.find((guide) => guide.packageName === connector || guide.connection === connector);
  if (official) return official;
  const loaded = await loadConnector(connector, directory, { signal });
  if (loaded.connector === null) {
    const { code, message, remedy } = loaded.problem;
    throw new ConfigurationError(message, { code, remedy });
  }
  const { name, displayName, settings } = loaded.connector;
  const prefix = constantCase(name);
  const { keys } = knownKeys(toJsonSchema(settings), []);
  return {
    packageName: connector,
    displayName,
    connection: name,
    settings: keys.map((key) => ({ key, variable: `${prefix}_${constantCase(key)}`, example: '…' })),
    credentials: [`${displayName}: the documentation of ${connector} says where its settings come from.`],
  };
}

/** Two accounts of one app need two names and two sets of variables. */
export function tellApart(left: ConnectorGuide, right: ConnectorGuide): readonly [ConnectorGuide, ConnectorGuide] {
  if (left.connection !== right.connection) return [left, right];
  const named = (guide: ConnectorGuide, side: string): ConnectorGuide => ({
    ...guide,
    connection: `${guide.connection}_${side}`,
    settings: guide.settings.map((setting) => ({ ...setting, variable: `${setting.variable}_${side.toUpperCase()}` })),
  });
  return [named(left, 'left'), named(right, 'right')];
}

const constantCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
