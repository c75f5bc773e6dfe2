import type { RequestCount } from '@linkwright/sandbox';
import { countRequests } from '@linkwright/sandbox';

/** One line of the table: what was measured against what it may be at most. */
export interface Row {
  readonly what: string;
  /** The other app's name; empty where it makes no difference. */
  readonly pair: string;
  readonly app: string;
  readonly measured: number;
  /** The least possible, or what the budget allows. Absent: there is no bound to compare with. */
  readonly bound?: number;
  /** How often the bound may be needed. Absent: nothing is promised. */
  readonly budget?: number;
  readonly unit: 'calls' | 's' | 'MB' | 'packages';
  /** How the bound comes about. */
  readonly formula: string;
}

export const holds = ({ measured, bound, budget }: Row): boolean | null =>
  bound === undefined || budget === undefined ? null : measured <= bound * budget;

const opening =
  /^\/account-info|^\/crm\/(properties|pipelines|owners)\/|^\/crm-object-schemas|^\/crm\/associations\/.*(definitions\/|labels$)|^\/v0\/meta|^\/k\/v1\/(apps?|app\/form\/fields|app\/settings)\.json$|^\/v1\/users\.json$/;

/** What an app received in one run: for opening the connection, which every run does once, and for records. */
export interface Calls {
  readonly all: number;
  readonly opening: number;
  readonly records: number;
  readonly refused: number;
}

export function callsOf(requests: readonly RequestCount[], app: RequestCount['app']): Calls {
  const all = countRequests(requests, { app });
  const forOpening = countRequests(
    requests.filter(({ path }) => opening.test(path)),
    { app },
  );
  return {
    all,
    opening: forOpening,
    records: all - forOpening,
    refused: countRequests(requests, { app, status: 429 }),
  };
}

/** What is measured of several pairs stands together, in the order in which it came first. */
export const besideEachOther = (rows: readonly Row[]): readonly Row[] =>
  [...Map.groupBy(rows, ({ what }) => what).values()].flat();
