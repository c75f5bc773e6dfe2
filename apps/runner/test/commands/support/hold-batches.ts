import type { FacingRequest } from '@linkwright/sandbox';

/** A base that answers two batches of new records, and the others once they are released. */
export function holdBatches() {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<undefined>();
  let batches = 0;
  return {
    chooseFault({ app, method, path }: Pick<FacingRequest, 'app' | 'method' | 'path'>) {
      if (app !== 'airtable' || method !== 'POST' || !/^\/v0\/app\w+\/tbl\w+$/.test(path)) return undefined;
      batches += 1;
      if (batches <= 2) return undefined;
      held.resolve();
      return released.promise;
    },
    /** Resolves once one is held. */
    held: held.promise,
    release: (): void => released.resolve(undefined),
  };
}
