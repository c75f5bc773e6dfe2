/** So many batches of one side wait for their app at once: enough to fill a rate limit in spite of its latency. */
const batchesInFlight = 5;

/**
 * Works on batches side by side. A batch may say that its app has `answered`; then the next one sets out while the answer
 * is still being stored, so that its intents share the commit of those outcomes. Never more than one answer of a lane is
 * behind.
 */
export async function inFlight<Batch>(
  batches: readonly Batch[],
  work: (batch: Batch, answered: () => void) => Promise<void>,
): Promise<void> {
  const queue = [...batches.entries()];
  const failures = new Map<number, unknown>();
  const lane = async (): Promise<void> => {
    let storing: Promise<void> = Promise.resolve();
    for (let next = queue.shift(); next !== undefined && failures.size === 0; next = queue.shift()) {
      const [index, batch] = next;
      const { promise: answer, resolve: answered } = Promise.withResolvers<void>();
      const working = work(batch, answered).catch((error: unknown) => {
        failures.set(index, error);
      });
      await Promise.race([answer, working]);
      await storing;
      storing = working;
    }
    await storing;
  };
  // Every batch that has left is waited for, so that its outcome is stored even if another one fails.
  await Promise.all(Array.from({ length: batchesInFlight }, lane));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
}
