import { hasConditions } from './compile-filter.ts';
import type { Problem } from './problem.ts';
import type { ResolvedSync } from './resolved-sync.ts';

/**
 * Object syncs, seen as edges between (account, object), form a forest: on a cycle (A ↔ B ↔ C ↔ A) an edit would meet
 * itself again, with nobody to say which of the two copies is meant.
 */
export function checkShape(syncs: readonly ResolvedSync[], problems: Problem[]): void {
  const pairs = new Map<string, ResolvedSync>();
  const parents = new Map<string, string>();
  const root = (node: string): string => {
    const parent = parents.get(node);
    return parent === undefined || parent === node ? node : root(parent);
  };
  for (const sync of syncs) {
    const left = nodeOf(sync, 'left');
    const right = nodeOf(sync, 'right');
    const path = ['syncs', sync.name];
    const pair = [left, right].sort().join('\n');
    const twin = pairs.get(pair);
    if (left === right) {
      problems.push({
        code: 'same-object-twice',
        path,
        message: `${sync.name} pairs an object with itself.`,
        remedy: 'Name two different objects.',
      });
    } else if (twin !== undefined) {
      const open = [twin, sync].filter(({ settings }) => !hasConditions(settings.filter)).map(({ name }) => name);
      if (open.length === 0) continue;
      problems.push({
        code: 'duplicate-sync',
        path,
        message: `${sync.name} pairs the same two objects as ${twin.name}.`,
        why: 'Where several syncs share a pair of objects, their filters say which of them a record belongs to.',
        remedy: `Add a \`filter\` to ${open.join(' and to ')}, or put all mappings into one of the two syncs.`,
      });
    } else if (root(left) === root(right)) {
      problems.push({
        code: 'sync-cycle',
        path,
        message: `${sync.name} closes a circle of syncs around ${sync.left.displayName} ${sync.left.object.name}.`,
        why: 'An edit would travel around the circle and meet itself again.',
        remedy: 'Remove one of the syncs on the circle.',
      });
    } else {
      parents.set(root(left), root(right));
      pairs.set(pair, sync);
    }
  }
}

const nodeOf = (sync: ResolvedSync, side: 'left' | 'right'): string =>
  JSON.stringify([sync[side].account, sync[side].object.id]);
