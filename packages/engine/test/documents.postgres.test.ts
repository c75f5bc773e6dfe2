import { testState } from '@linkwright/postgres-server/test-state';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, readDocument, readDocumentToChange, type Store, saveDocument } from '../src/index.ts';
import { untilOneWaits } from './support/waiting-sessions.ts';

async function openedBy(count: number): Promise<readonly Store[]> {
  const { place, schema = '', release } = testState();
  const stores: Store[] = [];
  for (let number = 0; number < count; number += 1) stores.push(await openStore(place, { schema }));
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    await release();
  });
  return stores;
}

const add = (store: Store, line: string, before: () => Promise<unknown> = async () => null): Promise<void> =>
  store.transaction(async (database) => {
    const known = await readDocumentToChange(database, 'lines');
    await before();
    await saveDocument(database, 'lines', `${known ?? ''}${line}\n`);
  });

test.each(['the first', 'the next'])(
  'of two who write %s line of a document at once, one waits for the other',
  async (which) => {
    const [one, other, watching] = await openedBy(3);
    if (!one || !other || !watching) throw new Error('no stores');
    if (which === 'the next') await add(one, 'zero');
    const before = which === 'the next' ? 'zero\n' : '';
    let second: Promise<void> | null = null;
    await add(one, 'one', async () => {
      second = add(other, 'two');
      await Promise.race([
        second,
        untilOneWaits(watching, which === 'the first' ? 'pg_advisory_xact_lock' : 'for update'),
      ]);
    });
    await second;
    expect(await readDocument(one.database, 'lines')).toBe(`${before}one\ntwo\n`);
  },
);

test('who thinks better of making a document leaves none behind', async () => {
  const [one, other] = await openedBy(2);
  if (!one || !other) throw new Error('no stores');
  expect(await one.transaction((database) => readDocumentToChange(database, 'lines'))).toBeNull();
  expect(await readDocument(other.database, 'lines')).toBeNull();
  await Promise.all([add(one, 'one'), add(other, 'two'), add(one, 'three'), add(other, 'four')]);
  const lines = (await readDocument(one.database, 'lines'))?.trimEnd().split('\n') ?? [];
  expect(lines.sort()).toEqual(['four', 'one', 'three', 'two']);
});
