import type { PlacedProblem } from '../../configuration/problem.ts';
import type { Session } from '../../session/open-session.ts';

export interface WritingRights {
  readonly problems: readonly PlacedProblem[];
  /** Connections whose app does not say what the credentials may do. */
  readonly unproven: readonly string[];
}

/** May the credentials do what the syncs need? A right that is lacking is told before the first write meets it. */
export function writingRights({
  connections,
  compilation,
}: Pick<Session, 'connections' | 'compilation'>): WritingRights {
  const problems: PlacedProblem[] = [];
  const unproven: string[] = [];
  for (const [name, { displayName, info }] of connections) {
    const ends = compilation.syncs.flatMap(({ left, right, direction }) => [
      ...(left.connection === name ? [{ object: left.object, isWritten: direction !== 'left-to-right' }] : []),
      ...(right.connection === name ? [{ object: right.object, isWritten: direction !== 'right-to-left' }] : []),
    ]);
    if (info.missingScopes === undefined) {
      if (ends.some(({ isWritten }) => isWritten)) unproven.push(name);
      continue;
    }
    const lacking = new Map<string, string[]>();
    for (const { object, isWritten } of ends) {
      for (const scope of info.missingScopes[object.id] ?? []) {
        if (isWritten || !/writ|edit|add/i.test(scope))
          lacking.set(scope, [...(lacking.get(scope) ?? []), object.name]);
      }
    }
    for (const [scope, objects] of lacking) {
      problems.push({
        code: 'scope-missing',
        path: ['connections', name, 'settings'],
        message: `The credentials of the connection "${name}" lack ${scope}, which ${[...new Set(objects)].join(' and ')} of ${displayName} need.`,
        remedy: `Add ${scope} to them in ${displayName}, or let the syncs only read there (direction).`,
      });
    }
  }
  return { problems, unproven };
}
