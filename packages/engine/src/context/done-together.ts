/**
 * What several callers want at about the same time is done in one go: those that come while the work is under way wait,
 * and all that wait are handed over together, in their order. A failure is that of all that were handed over together.
 *
 * `others`: those that it waits for first. Default: callers that are as far as the first one.
 */
export function doneTogether<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  others: () => Promise<void> = () => Promise.resolve(),
): (item: Item) => Promise<void> {
  let waiting: { readonly item: Item; resolve(): void; reject(error: unknown): void }[] = [];
  let running = false;
  const runAll = async (): Promise<void> => {
    running = true;
    await others();
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await work(group.map(({ item }) => item));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    running = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void runAll();
    });
}
