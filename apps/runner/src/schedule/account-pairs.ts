import type { Configuration } from '../configuration/configuration-schema.ts';
import type { ScheduledSync } from './due-syncs.ts';

/** The syncs between two connections. They run in order, and never two of them at once. */
export interface AccountPair {
  /** Names of the connections, as the file has them on the left and on the right. */
  readonly left: string;
  readonly right: string;
  /** Those that are enabled, in the order of the file. */
  readonly syncs: readonly ScheduledSync[];
}

export const pairName = ({ left, right }: Pick<AccountPair, 'left' | 'right'>): string => `${left} ↔ ${right}`;

/** Whoever writes `left` and `right` the other way round means the same two accounts. */
export function accountPairs({ syncs }: Pick<Configuration, 'syncs'>): readonly AccountPair[] {
  const enabled = Object.entries(syncs).filter(([, sync]) => sync.enabled);
  const groups = Map.groupBy(enabled, ([, { left, right }]) =>
    JSON.stringify([left.connection, right.connection].toSorted()),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const [, { left, right }] = first;
    return [
      {
        left: left.connection,
        right: right.connection,
        syncs: group.map(([name, { every }]) => ({ name, everyMs: every })),
      },
    ];
  });
}
