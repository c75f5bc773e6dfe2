import { copyFileSync, fstatSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { twoApps } from './support/two-apps.ts';
import { watchDisk } from './support/watch-disk.ts';

/** A state in a file, and what a machine would find of it that lost its power: the log as far as somebody has waited for it. */
async function stateOnDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-power-'));
  const file = join(folder, 'state.db');
  let reached = 0;
  watchDisk((bring) => (log, done) => {
    // What comes while the disk is at work is not promised.
    const { size } = fstatSync(log);
    bring(log, (error) => {
      if (error === null) reached = size;
      done(error);
    });
  });
  const store = await openStore(file);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  let cuts = 0;
  return {
    store,
    /** The rows of a question to it. */
    ask(question: string): readonly Readonly<Record<string, unknown>>[] {
      cuts += 1;
      const cut = join(folder, `cut-${cuts}.db`);
      copyFileSync(file, cut);
      copyFileSync(`${file}-wal`, `${cut}-wal`);
      truncateSync(`${cut}-wal`, reached);
      const database = new DatabaseSync(cut);
      try {
        return database.prepare(question).all();
      } finally {
        database.close();
      }
    },
  };
}

test('a machine may lose its power at any create: its intent is on the disk, and all that was stored before it', async () => {
  const state = await stateOnDisk();
  const made: string[] = [];
  let settledBefore = 0;
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            async write(request, options) {
              const intents = String(JSON.stringify(state.ask('select creates from intents')));
              for (const change of request.changes) {
                expect(change.kind).toBe('create');
                expect(intents).toContain(change.writeId);
              }
              const linked = state.ask('select count(*) as linked from links')[0]?.linked;
              settledBefore = Math.max(settledBefore, Number(linked));
              const outcomes = await app.write(request, options);
              made.push(...request.changes.map(({ writeId }) => writeId));
              return outcomes;
            },
          },
  });
  const before = apps.store;
  apps.store = state.store;
  onTestFinished(() => before.close());
  const count = 2400;
  for (let index = 0; index < count; index += 1) apps.left.create('contacts', { email: `p${index}@example.com` });
  expect(await apps.sync()).toMatchObject({ status: 'done' });
  expect(new Set(made).size).toBe(count);
  expect(settledBefore).toBeGreaterThan(count / 2);
  expect(state.ask('select count(*) as linked from links')).toEqual([{ linked: count }]);
});
