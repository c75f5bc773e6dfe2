import { distance } from 'fastest-levenshtein';

/** The candidate that a slip of the pen most likely meant; `null` if none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    const far = distance(wanted, candidate.toLowerCase());
    if (!best || far < best.distance) best = { candidate, distance: far };
  }
  // A third of the letters: `frstname` is `firstname`, `city` is not `name`.
  return best && best.distance <= Math.max(1, Math.floor(Math.max(name.length, best.candidate.length) / 3))
    ? best.candidate
    : null;
}

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
