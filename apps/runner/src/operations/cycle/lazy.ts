/** Sequences that are worked out again each time they are walked through: longer than memory, and walked through twice. */

export const mapped = <From, To>(items: Iterable<From>, map: (item: From) => To): Iterable<To> => ({
  *[Symbol.iterator]() {
    for (const item of items) yield map(item);
  },
});

export const filtered = <Item>(items: Iterable<Item>, isMeant: (item: Item) => boolean): Iterable<Item> => ({
  *[Symbol.iterator]() {
    for (const item of items) if (isMeant(item)) yield item;
  },
});

export const joined = <Item>(...lists: readonly Iterable<Item>[]): Iterable<Item> => ({
  *[Symbol.iterator]() {
    for (const list of lists) yield* list;
  },
});
