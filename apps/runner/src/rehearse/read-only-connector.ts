import { type AppConnection, type Connector, ContractError } from '@linkwright/core';
import { connectorTitle, rememberTitle } from '../connectors/connector-title.ts';

/** The same connector, whose connections refuse every write before the connector sees it. */
export function readOnlyConnector(connector: Connector<unknown>): Connector<unknown> {
  const guarded: Connector<unknown> = {
    ...connector,
    connect: (settings, context) => readOnlyConnection(connector.connect(settings, context)),
  };
  rememberTitle(guarded, connectorTitle(connector));
  return guarded;
}

const writes: ReadonlySet<string | symbol> = new Set(['write', 'writeAssociations', 'mergeRecords']);

/** A connector's connection may be of a class with private members, so it is not copied but stood in front of. */
function readOnlyConnection(app: AppConnection): AppConnection {
  return new Proxy(app, {
    get(target, key) {
      // A feed of hints is made in the account.
      if (key === 'hints') return undefined;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      if (writes.has(key)) return refuseWrite;
      return value.bind(target);
    },
  });
}

const refuseWrite = (): Promise<never> =>
  Promise.reject(
    new ContractError('The accounts are only read here, and something tried to write to one.', {
      code: 'rehearsal-reads-only',
      remedy: 'This is a fault in linkwright; nothing was written. Please report it.',
    }),
  );
