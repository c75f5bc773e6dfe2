import { ConfigurationError, type ConnectContext } from '@linkwright/core';

/** Throws a `ConfigurationError` (`host-not-allowed`) where no credentials of the connection may be sent to the host of an address. */
export function refuseHost({ allowsHost }: Pick<ConnectContext, 'allowsHost'>, url: string): void {
  const { hostname } = new URL(url);
  if (allowsHost === undefined || allowsHost(hostname)) return;
  throw new ConfigurationError(
    `Credentials of this connection are not sent to ${hostname}: it is no host of its app.`,
    {
      code: 'host-not-allowed',
      remedy: `If it is meant, such as a proxy of your own, say so: allowHost: ${hostname}, beside the settings of the connection.`,
    },
  );
}
