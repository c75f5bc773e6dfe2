import { lockState } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';

/**
 * Holds a state against every run, and against the service that looks after it also between its runs. The signal that the work is
 * given says that a lock was lost. Throws a `ConfigurationError` (`state-locked`).
 */
export async function whileNobodyWorks<Result>(
  { place, schema }: StatePlace,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const service = await lockState(place, { schema, purpose: 'service' });
  try {
    const run = await lockState(place, { schema, purpose: 'run' });
    try {
      return await work(AbortSignal.any([service.lost, run.lost]));
    } finally {
      await run.release();
    }
  } finally {
    await service.release();
  }
}
