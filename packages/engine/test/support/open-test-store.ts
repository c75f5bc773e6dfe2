import { testState } from '@linkwright/postgres-server/test-state';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../src/index.ts';

/** An empty store on the database that the suite runs on, closed at the end of the test. */
export async function openTestStore(): Promise<Store> {
  const { place, schema, release } = testState();
  const store = await openStore(place, { ...(schema !== undefined && { schema }) });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await store.close();
    await release();
  };
  onTestFinished(close);
  return { ...store, close };
}
