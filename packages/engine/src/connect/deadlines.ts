import { ConfigurationError } from '@linkwright/core';

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

/** What a host sets of them. Absent: the default. */
export type GivenDeadlines = { readonly [Name in keyof Deadlines]?: number | undefined };

/** Generous: a connector has time-outs of its own. These end what would otherwise never end. */
export const defaultDeadlines: Deadlines = { call: 15 * 60_000, page: 15 * 60_000, close: 10_000, stopping: 10_000 };

/** A day. A timer of Node that is set for more than 24 days fires at once. */
export const longestDeadlineMs = 24 * 60 * 60_000;

/**
 * The deadlines that a host gives, and the defaults for the others. Throws a `ConfigurationError` for one that is unknown or
 * that no timer can keep.
 */
export function deadlinesOf(given: GivenDeadlines = {}): Deadlines {
  const deadlines: Record<string, number> = { ...defaultDeadlines };
  for (const [name, ms] of Object.entries(given)) {
    if (ms === undefined) continue;
    if (!Object.hasOwn(defaultDeadlines, name)) throw refused(`There is no deadline "${name}".`);
    if (typeof ms !== 'number' || !(ms > 0 && ms <= longestDeadlineMs)) {
      throw refused(`The deadline "${name}" is ${ms}, which is no number of milliseconds up to ${longestDeadlineMs}.`);
    }
    deadlines[name] = ms;
  }
  return { ...defaultDeadlines, ...deadlines };
}

const refused = (message: string): ConfigurationError =>
  new ConfigurationError(message, {
    code: 'deadline-invalid',
    remedy: `Give some of ${Object.keys(defaultDeadlines).join(', ')}, in milliseconds, a day at most.`,
  });
