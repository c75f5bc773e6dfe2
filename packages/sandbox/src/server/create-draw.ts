/** Draws one of the names, each with its share of the draws, from 0 to 1; undefined for the rest. */
export function createDraw<Name extends string>(
  names: readonly Name[],
  shares: Readonly<Record<string, number>>,
  random: () => number,
): () => Name | undefined {
  const entries = Object.entries(shares).map(([name, share]) => {
    const fault = names.find((known) => known === name);
    if (fault === undefined) {
      throw new RangeError(`Unknown fault "${name}". Known faults: ${names.join(', ')}.`);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new RangeError(`The share of the fault "${name}" is ${share}. Give a number from 0 to 1, such as 0.05.`);
    }
    return { fault, share };
  });
  const total = entries.reduce((sum, { share }) => sum + share, 0);
  // A little room for the sums of decimal fractions.
  if (total > 1 + 1e-9) {
    throw new RangeError(
      `The shares of the faults add up to ${total}. A request meets at most one: keep them within 1.`,
    );
  }
  return () => {
    let drawn = random();
    for (const { fault, share } of entries) {
      if (drawn < share) return fault;
      drawn -= share;
    }
    return undefined;
  };
}
