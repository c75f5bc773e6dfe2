/** Ids of what is read of a record. */
export interface Selection {
  readonly fields: readonly string[];
  readonly associations: readonly string[];
}

/**
 * By id what `read` gives. Ids for which it gives `undefined` are left out: absent means that it could not be read, which is
 * never a blank and never "no targets".
 */
export function whereReadable<Value>(
  ids: readonly string[],
  read: (id: string) => Value | undefined,
): Readonly<Record<string, Value>> {
  const readable: [string, Value][] = [];
  for (const id of ids) {
    const value = read(id);
    if (value !== undefined) readable.push([id, value]);
  }
  return Object.fromEntries(readable);
}
