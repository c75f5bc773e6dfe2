import type { Connector } from '@linkwright/core';
import type { LoadedConfiguration } from './loaded-configuration.ts';
import type { PlacedProblem } from './problem.ts';

/** This machine: a sandbox, or a proxy beside it. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/** May the credentials of a connection be sent to a host? To those of its app, to this machine, and to those that it names itself. */
export function hostRuleOf(
  { configuration }: Pick<LoadedConfiguration, 'configuration'>,
  name: string,
  { hosts }: Pick<Connector<unknown>, 'hosts'>,
): (host: string) => boolean {
  if (hosts === undefined) return () => true;
  const { allowHost = [] } = configuration.connections[name] ?? {};
  const allowed = [...hosts, ...(typeof allowHost === 'string' ? [allowHost] : allowHost)];
  return (given) => {
    const host = given.toLowerCase();
    return isLoopback(host) || allowed.some((one) => isMeant(one, host));
  };
}

const isMeant = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;

/** Addresses in the settings that lead to hosts of somebody else: whoever writes one there would be sent the credentials. */
export function foreignHosts(
  loaded: Pick<LoadedConfiguration, 'configuration'>,
  name: string,
  connector: Pick<Connector<unknown>, 'hosts' | 'displayName'>,
  settings: unknown,
): readonly PlacedProblem[] {
  const isAllowed = hostRuleOf(loaded, name, connector);
  return addressesIn(settings).flatMap(([key, address]) => {
    const { hostname } = new URL(address);
    if (isAllowed(hostname)) return [];
    return [
      {
        code: 'host-not-allowed',
        path: ['connections', name, 'settings', key],
        message: `${key} leads to ${hostname}, which is no host of ${connector.displayName}: its credentials would be sent there.`,
        remedy: `If it is meant, such as a proxy of your own, write allowHost: ${hostname} beside the settings of the connection.`,
      },
    ];
  });
}

function addressesIn(settings: unknown): readonly (readonly [string, string])[] {
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && /^https?:\/\//i.test(entry[1]) && URL.canParse(entry[1]),
  );
}
