import type { CompiledSync } from '../context/compiled-sync.ts';
import type { Problem } from './problem.ts';

/**
 * Several syncs of one pair of objects share its links, so they recognize records by the same keys: otherwise one of
 * them would create what another one has matched.
 */
export function checkSiblings(syncs: readonly CompiledSync[], problems: Problem[]): void {
  const faulty = new Set(
    problems.filter(({ path }) => path[2] === 'match' || path[2] === 'identity').map(({ path }) => path[1]),
  );
  const groups = Map.groupBy(syncs, ({ left, right }) =>
    JSON.stringify([left.account, left.object.id, right.account, right.object.id]),
  );
  for (const [first, ...others] of groups.values()) {
    for (const sync of others) {
      if (!first || faulty.has(first.name) || faulty.has(sync.name) || rulesOf(sync) === rulesOf(first)) continue;
      problems.push({
        code: 'match-keys-differ',
        path: ['syncs', sync.name, 'match'],
        message: `${sync.name} and ${first.name} pair the same two objects, but recognize records by different keys.`,
        why: 'A record that one of them would link, the other could create a second time.',
        remedy: 'Give both the same `match` and `identity`.',
      });
    }
  }
}

const rulesOf = ({ matchKeys, identity }: CompiledSync): string => JSON.stringify([matchKeys, identity]);
