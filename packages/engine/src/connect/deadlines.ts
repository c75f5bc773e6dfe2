/**
 * How long a connection may show no sign of life, in milliseconds. Calls that are sent and turns that are granted are
 * signs; waiting for a turn of the rate limit is the host's own doing and does not count.
 */
export interface Deadlines {
  /** Of one call of a member. */
  readonly call: number;
  /** Of one page of `readChanges` or `listIds`. */
  readonly page: number;
  /** Of `close`, in all. */
  readonly close: number;
  /** So long a write that has left is waited for, once its caller has been asked to stop. */
  readonly stopping: number;
}

/** Generous: a connector has time-outs of its own. These end what would otherwise never end. */
export const defaultDeadlines: Deadlines = { call: 15 * 60_000, page: 15 * 60_000, close: 10_000, stopping: 10_000 };
