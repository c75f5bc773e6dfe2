/**
 * Waits for all of it, also when some of it fails: of a request that has left, the outcome is stored before anybody hears of
 * the failure and closes the state. Throws what failed first in the order of the list.
 */
export async function finishAll(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) throw failure.reason;
}
