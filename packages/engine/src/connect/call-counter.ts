import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Which sync a call is made for. Reads of one sync and writes of another go on at the same time over one connection, so
 * the work that a call belongs to is known by the asynchronous context alone.
 */
const counters = new AsyncLocalStorage<(connection: string) => void>();

/** Calls made by this work, however deep, are told to the counter. */
export const withCallCounter = <Result>(
  count: (connection: string) => void,
  work: () => Promise<Result>,
): Promise<Result> => counters.run(count, work);

/** A call of this connection has been sent. */
export const countCall = (connection: string): void => counters.getStore()?.(connection);
