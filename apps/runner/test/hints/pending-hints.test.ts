import { join } from 'node:path';
import { openStore, type Store } from '@linkwright/engine';
import { expect, it, onTestFinished } from 'vitest';
import { addPending, pendingDue, readPending, takePending } from '../../src/hints/pending-hints.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const pair = ['crm', 'base'];

async function start() {
  const store = await openStore(join(await temporaryFolder({}), 'state.db'));
  onTestFinished(() => store.close());
  return {
    store,
    hint: (id: string, how: { readonly at: number; readonly isFeed: boolean }, connection = 'crm') =>
      addPending(
        store,
        connection,
        { hints: [{ account: 'a:1', object: 'people', id, kind: 'changed' }], gap: false },
        how,
      ),
    due: () => dueOf(store),
  };
}

const dueOf = async (store: Store): Promise<number | null> => pendingDue(await readPending(store), pair);
const idsIn = ({ hints }: { readonly hints: readonly { readonly id: string }[] }) => hints.map(({ id }) => id);

it('what a feed tells is looked at at once, and while it goes on telling five seconds apart', async () => {
  const { store, hint, due } = await start();
  await hint('1', { at: 1_000, isFeed: true });
  expect(await due()).toBe(1_000);
  expect(idsIn(await takePending(store, pair, 1_100))).toEqual(['1']);
  expect(await due()).toBeNull();

  await hint('2', { at: 3_000, isFeed: true });
  await hint('3', { at: 5_000, isFeed: true });
  expect(await due()).toBe(6_100);
  expect(idsIn(await takePending(store, pair, 6_100))).toEqual(['2', '3']);

  await hint('4', { at: 20_000, isFeed: true });
  expect(await due()).toBe(20_000);
});

it('what an app calls about waits two seconds for more, unless a feed has told something', async () => {
  const { store, hint, due } = await start();
  await hint('1', { at: 1_000, isFeed: false });
  await hint('2', { at: 2_500, isFeed: false });
  expect(await due()).toBe(3_000);
  await hint('3', { at: 2_600, isFeed: true }, 'base');
  expect(await due()).toBe(2_600);
  expect(idsIn(await takePending(store, pair, 2_700))).toEqual(['1', '2', '3']);
  // A run that looks at what an app called about holds up no other call.
  await hint('4', { at: 3_000, isFeed: false });
  expect(await due()).toBe(5_000);
});

it('what names another pair waits for it, and a clock that was put back holds up nothing', async () => {
  const { store, hint, due } = await start();
  await hint('1', { at: 1_000_000, isFeed: true }, 'elsewhere');
  expect(await due()).toBeNull();
  expect(idsIn(await takePending(store, pair, 1_000_000))).toEqual([]);
  expect(idsIn(await takePending(store, ['elsewhere'], 1_000_000))).toEqual(['1']);
  await hint('2', { at: 2_000, isFeed: true });
  expect(await due()).toBe(7_000);
});
