import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Issues without unions: of each union, those of the alternative that the value resembles most. Paths are absolute. */
export function flattenIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const branches = issue.errors.map((errors) => flattenIssues(errors));
    const best = branches.sort((a, b) => compare(misfit(a), misfit(b)))[0];
    if (best === undefined || best.length === 0) return [issue];
    return best.map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] }));
  });
}

/** Of the wrong shape altogether; keys missing or too many at the top; everything. Compared in this order. */
function misfit(issues: readonly Issue[]): readonly number[] {
  const weight = (issue: Issue): number => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);
  const sum = (some: readonly Issue[]): number => some.reduce((total, issue) => total + weight(issue), 0);
  const isTop = (issue: Issue): boolean => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0) <= 1;
  return [
    issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type') ? 1 : 0,
    sum(issues.filter(isTop)),
    sum(issues),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
