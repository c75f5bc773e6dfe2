/** The known name that a mistyped one most likely means. `null`: none is near enough to be worth suggesting. */
export function nearest(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  // Two swapped letters count as two, and are the commonest slip in a short name.
  const tolerance = Math.min(wanted.length - 1, Math.max(1, Math.round(wanted.length * 0.4)));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= tolerance && (best === null || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Levenshtein: the least number of letters inserted, removed or replaced. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
