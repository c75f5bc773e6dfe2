import type { Connector } from '@linkwright/core';

const titles = new WeakMap<object, string>();

/** Remembers the package that a connector was loaded from. */
export const rememberTitle = (connector: Connector<unknown>, title: string): void => void titles.set(connector, title);

/** What errors call a connector: its package and version. */
export const connectorTitle = (connector: Pick<Connector<unknown>, 'displayName'>): string =>
  titles.get(connector) ?? `The connector of ${connector.displayName}`;
