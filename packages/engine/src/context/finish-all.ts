/**
 * The results in the order of the list. Waits for all of it, also when some of it fails: of a request that has left, the
 * outcome is stored before anybody hears of the failure and closes the state. Throws what failed first in the order of the
 * list, whoever answered first.
 */
export async function finishAll<Result>(work: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
