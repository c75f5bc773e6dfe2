import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { expect, test } from 'vitest';
import type { StatePlace } from '../../src/configuration/state-place.ts';
import { createOpenStates } from '../../src/service/open-states.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function stateIn(): Promise<StatePlace> {
  const folder = join(await temporaryFolder({}), '.linkwright');
  return { place: join(folder, 'state.db'), schema: 'linkwright', folder, namesSchema: false, leaseMs: 90_000 };
}

const write = (content: string) => (store: Store) =>
  store.transaction((database) => saveDocument(database, 'word', content));
const read = ({ database }: Store) => readDocument(database, 'word');
const logOf = ({ place }: StatePlace): string => `${place}-wal`;

test('a state that is held stays open between looks, also those that come at once, and is tidied up when it is let go', async () => {
  const state = await stateIn();
  const states = createOpenStates();
  await states.look(state, write('one'));
  expect(existsSync(logOf(state))).toBe(false);
  await states.hold(true);
  const seen: Store[] = [];
  const note = async (store: Store): Promise<void> => void seen.push(store);
  await Promise.all([states.look(state, note), states.look(state, write('two')), states.look(state, note)]);
  await states.look(state, note);
  expect(new Set(seen).size).toBe(1);
  expect(existsSync(logOf(state))).toBe(true);
  await states.look(state, async (store) => {
    // Whoever is looking at it is not interrupted.
    await states.hold(false);
    expect(await read(store)).toBe('two');
  });
  expect(existsSync(logOf(state))).toBe(false);
  expect(await states.look(state, read)).toBe('two');
});

test('a state that was put in the place of the one that is open is the one that is looked into', async () => {
  const state = await stateIn();
  const states = createOpenStates();
  await states.look(state, write('before'));
  await states.hold(true);
  expect(await states.look(state, read)).toBe('before');
  await rm(state.folder ?? '', { recursive: true });
  expect(await states.look(state, read)).toBeNull();
  await states.look(state, write('after'));
  await states.hold(false);
  expect(await states.look(state, read)).toBe('after');
});

test('a large state is not held, since whoever opens it beside us would read all of it', async () => {
  const state = await stateIn();
  const states = createOpenStates();
  await states.look(state, (store) =>
    store.transaction((database) => saveDocument(database, 'word', 'x'.repeat(17_000_000))),
  );
  expect((await stat(state.place)).size).toBeGreaterThan(16_000_000);
  await states.hold(true);
  await states.look(state, write('small'));
  expect(existsSync(logOf(state))).toBe(false);
});
