/** Of one address so many wrong tokens are answered in a minute. */
const most = 10;
const minuteMs = 60_000;

/** So many addresses are remembered: whoever uses more of them fills no memory. */
const mostAddresses = 1_000;

/** Counts wrong tokens by address. */
export interface WrongTries {
  /** Notes one. How many milliseconds the address must wait, 0 where it is not too many. */
  note(address: string): number;
}

export function createWrongTries(now: () => number): WrongTries {
  const known = new Map<string, { readonly since: number; count: number }>();
  return {
    note(address) {
      const at = now();
      let entry = known.get(address);
      if (entry === undefined || at - entry.since >= minuteMs) {
        known.delete(address);
        entry = { since: at, count: 0 };
        known.set(address, entry);
        const oldest = known.keys().next();
        if (known.size > mostAddresses && !oldest.done) known.delete(oldest.value);
      }
      entry.count += 1;
      return entry.count > most ? entry.since + minuteMs - at : 0;
    },
  };
}
