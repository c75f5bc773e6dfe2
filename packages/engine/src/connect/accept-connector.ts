import {
  type Connector,
  connectorProblem,
  contractVersion,
  DeprecationWarning,
  defaultCapabilities,
  isConnector,
} from '@linkwright/core';
import { type ContractUpgrade, contractUpgrades } from './upgrades/contract-upgrade.ts';

export type ConnectorAcceptance =
  | {
      readonly connector: Connector<unknown>;
      /** The version of the contract that it was built for. */
      readonly builtFor: number;
      readonly warnings: readonly DeprecationWarning[];
    }
  | {
      readonly connector: null;
      /** What has to be changed: the host is too old for the connector, the connector for the host, or it is none. */
      readonly fault: 'host-too-old' | 'connector-too-old' | 'no-connector';
      /** `it was built for contract version 3 …` */
      readonly reason: string;
    };

export interface AcceptOptions {
  /** What warnings call the connector: its package and version. */
  readonly connector: string;
  /** Default: those of this release. */
  readonly upgrades?: readonly ContractUpgrade[];
  /** The version that the host speaks. Default: that of `@linkwright/core`. */
  readonly speaks?: number;
}

/**
 * What a connector package exports, as a connector of the contract that this release speaks: earlier versions are upgraded,
 * capabilities that are left out get their defaults, and everything else is refused before anything is connected.
 */
export function acceptConnector(
  exported: unknown,
  { connector: title, upgrades = contractUpgrades, speaks = contractVersion }: AcceptOptions,
): ConnectorAcceptance {
  const builtFor = versionOf(exported);
  if (typeof exported !== 'object' || exported === null || builtFor === null) return notOne(exported);
  if (builtFor > speaks) {
    const reason = `it was built for contract version ${builtFor}, and this release of linkwright speaks version ${speaks}`;
    return { connector: null, fault: 'host-too-old', reason };
  }
  const warnings: DeprecationWarning[] = [];
  let upgraded: object = exported;
  for (let version = builtFor; version < speaks; version += 1) {
    const upgrade = upgrades.find(({ from }) => from === version);
    if (upgrade === undefined) {
      const oldest = oldestOf(upgrades, speaks);
      const spoken = oldest === speaks ? `version ${speaks}` : `versions ${oldest} to ${speaks}`;
      const reason = `it was built for contract version ${builtFor}, and this release of linkwright takes ${spoken}`;
      return { connector: null, fault: 'connector-too-old', reason };
    }
    upgraded = upgrade.upgrade(upgraded);
    if (upgrade.removedIn !== undefined) warnings.push(deprecation(title, builtFor, upgrade.removedIn));
  }
  const complete = plainConnector(upgraded);
  if (!isConnector(complete)) return notOne(complete);
  return { connector: complete, builtFor, warnings: warnings.slice(0, 1) };
}

function notOne(exported: unknown): ConnectorAcceptance {
  const reason = connectorProblem(exported) ?? 'its default export is no connector';
  return { connector: null, fault: 'no-connector', reason };
}

function versionOf(exported: unknown): number | null {
  const version: unknown =
    typeof exported === 'object' && exported !== null && Reflect.get(exported, 'contractVersion');
  return typeof version === 'number' && Number.isInteger(version) ? version : null;
}

/** The earliest version from which a chain of upgrades leads to the one that is spoken. */
function oldestOf(upgrades: readonly ContractUpgrade[], speaks: number): number {
  let oldest = speaks;
  while (upgrades.some(({ from }) => from === oldest - 1)) oldest -= 1;
  return oldest;
}

const deprecation = (title: string, version: number, removedIn: string): DeprecationWarning =>
  new DeprecationWarning(`${title} was built for contract version ${version} of Linkwright's connectors.`, {
    code: 'contract-version-deprecated',
    removedIn,
    remedy: 'Update the connector, or ask its authors to build it for the present version.',
  });

/**
 * The members of the contract in a plain object, whatever class they came from. Capabilities that are left out are what was
 * true before they existed.
 */
function plainConnector(connector: object): Record<string, unknown> {
  const member = (name: keyof Connector<unknown>): unknown => Reflect.get(connector, name);
  const connect = member('connect');
  const optional = (['plans', 'settingChoices', 'hosts', 'oauth'] as const).filter(
    (name) => member(name) !== undefined,
  );
  return {
    contractVersion,
    name: member('name'),
    displayName: member('displayName'),
    settings: member('settings'),
    capabilities: withDefaults(member('capabilities')),
    rateLimits: member('rateLimits'),
    connect: typeof connect === 'function' ? connect.bind(connector) : connect,
    ...Object.fromEntries(optional.map((name) => [name, member(name)])),
  };
}

function withDefaults(given: unknown): unknown {
  if (!isTable(given)) return given;
  const limits: unknown = Reflect.get(given, 'batchLimits') ?? {};
  return {
    ...defaultCapabilities,
    ...present(given),
    batchLimits: isTable(limits) ? { ...defaultCapabilities.batchLimits, ...present(limits) } : limits,
  };
}

const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** JavaScript writes `archive: undefined` where it means an absent property. */
const present = (table: object): object =>
  Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined));
