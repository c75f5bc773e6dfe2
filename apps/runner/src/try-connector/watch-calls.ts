import type { ConnectContext, Connector } from '@linkwright/core';
import { connectorTitle, rememberTitle } from '../connectors/connector-title.ts';

/** What a connection did through its context since it was opened. */
export interface CallWatch {
  /** Requests that it reported. */
  calls: number;
  /** Leaves that it was given. */
  leaves: number;
  /** Waits that the app asked for. */
  pauses: number;
  /** What it wrote into the log. */
  readonly logged: string[];
}

/** The same connector, whose connections are counted. */
export function watchCalls(connector: Connector<unknown>): {
  readonly connector: Connector<unknown>;
  readonly watch: CallWatch;
} {
  const watch: CallWatch = { calls: 0, leaves: 0, pauses: 0, logged: [] };
  const log = (message: string, data?: object): void => {
    watch.logged.push(data === undefined ? message : `${message} ${JSON.stringify(data)}`);
  };
  const watched = (context: ConnectContext): ConnectContext => {
    const { limits } = context;
    const { answered } = limits;
    return {
      ...context,
      logger: { debug: log, info: log, warn: log },
      limits: {
        async acquire(bucket, cost, signal) {
          await limits.acquire(bucket, cost, signal);
          watch.leaves += 1;
        },
        ...(answered && { answered: (bucket: string, sentAt: number) => answered.call(limits, bucket, sentAt) }),
        pause(bucket, ms) {
          watch.pauses += 1;
          limits.pause(bucket, ms);
        },
        adjust: (bucket, limit) => limits.adjust(bucket, limit),
      },
      reportCall(kind) {
        watch.calls += 1;
        context.reportCall(kind);
      },
    };
  };
  const same: Connector<unknown> = {
    ...connector,
    connect: (settings, context) => connector.connect(settings, watched(context)),
  };
  rememberTitle(same, connectorTitle(connector));
  return { connector: same, watch };
}
