import { nearest } from '@linkwright/core';

/** `Did you mean "x"?`, or a list of what there is. */
export function hint(name: string, candidates: readonly string[], what: string): string {
  const near = nearest(name, candidates);
  if (near !== null) return `Did you mean "${near}"?`;
  const shown = candidates.slice(0, 12).map((candidate) => `"${candidate}"`);
  const rest = candidates.length - shown.length;
  return candidates.length === 0
    ? `There are no ${what}.`
    : `Known ${what}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
