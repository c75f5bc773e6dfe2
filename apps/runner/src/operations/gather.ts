/** Whatever is told item by item becomes a list, for whoever has the memory. */
export function gather(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isIterable(value)) return Array.from(value, gather);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, gather(item)]])),
  );
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;
