import { AsyncLocalStorage } from 'node:async_hooks';

/** What a connector is doing for its host. */
export interface ConnectorWork {
  /** Package name and version, or what else errors call it. */
  readonly connector: string;
  /** `readChanges of "contacts"`, `loading`. */
  readonly what: string;
}

const scope = new AsyncLocalStorage<ConnectorWork>();
const underWay = new Set<ConnectorWork>();

/** Runs code of a connector, so that what it does behind the host's back can be told with its name. */
export function inConnector<Result>(work: ConnectorWork, run: () => Result): Result {
  return scope.run(work, run);
}

/** The same for work that somebody waits for. */
export async function awaitingConnector<Result>(work: ConnectorWork, run: () => Promise<Result>): Promise<Result> {
  underWay.add(work);
  try {
    return await scope.run(work, run);
  } finally {
    underWay.delete(work);
  }
}

/** Whose code is running. `null`: no connector's, as far as anybody knows. */
export const currentConnector = (): ConnectorWork | null => scope.getStore() ?? null;

/** What is being waited for, the longest first. */
export const connectorsUnderWay = (): readonly ConnectorWork[] => [...underWay];
