import {
  type Clock,
  type ConnectContext,
  type Credentials,
  type Limits,
  type Logger,
  UnsupportedError,
} from '@linkwright/core';
import { countCall } from './call-counter.ts';

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

const noCredentials: Credentials = {
  read: () => Promise.resolve(null),
  update: () =>
    Promise.reject(
      new UnsupportedError('This host keeps no rotating credentials.', { code: 'credentials-unsupported' }),
    ),
};

/** What a connector gets from its host. */
export function createConnectContext(options: {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits: Limits;
  readonly logger?: Logger;
  /** Name of the connection in the file: reports count its calls by it, and remedies name it. */
  readonly connection?: string;
  /** Called once for every call that is sent. */
  readonly onCall?: (kind: string) => void;
  /** Called once for every call of HTTP that is over, with its status. `null`: no answer came. */
  readonly onAnswer?: (status: number | null) => void;
  /** Where the connection keeps its rotating secrets. Absent: it cannot keep any. */
  readonly credentials?: Credentials;
  /** May its credentials be sent to this host? Absent: to every host. */
  readonly allowsHost?: (host: string) => boolean;
}): ConnectContext {
  return {
    ...(options.connection !== undefined && { connection: options.connection }),
    clock: options.clock,
    random: options.random,
    limits: options.limits,
    logger: options.logger ?? silent,
    credentials: options.credentials ?? noCredentials,
    ...(options.allowsHost && { allowsHost: options.allowsHost }),
    reportCall: (kind) => {
      if (options.connection !== undefined) countCall(options.connection);
      options.onCall?.(kind);
    },
    ...(options.onAnswer && { reportAnswer: options.onAnswer }),
  };
}
