import { existsSync } from 'node:fs';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { createTestRandom } from '@linkwright/core/testing';
import { readStateFile } from '@linkwright/engine';
import { expect, it } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addContact } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const kills = Number(process.env.LINKWRIGHT_KILLS ?? 4);
const random = createTestRandom(Number(process.env.LINKWRIGHT_KILLS_SEED ?? 1));

/** A state that takes a moment to be copied, with a mark by which it is known. */
async function bigState(mark: string): Promise<{ readonly crm: Crm; readonly state: string }> {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' });
  expect((await crm.run('sync', '--yes')).exitCode).toBe(0);
  const state = join(crm.directory, '.linkwright', 'state.db');
  change(state, (database) => {
    database.exec(`create table padding (mark text, content blob); create index marks on padding (mark)`);
    const insert = database.prepare(`insert into padding values (?, randomblob(4000))`);
    database.exec('begin');
    for (let row = 0; row < 15_000; row += 1) insert.run(mark);
    database.exec('commit');
  });
  return { crm, state };
}

function change(file: string, act: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  try {
    act(database);
  } finally {
    database.close();
  }
}

/** The marks of a whole state. Throws where it is none. */
function marksOf(file: string): readonly unknown[] {
  readStateFile(file, file);
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('select mark, count(*) as rows from padding group by mark').all();
  } finally {
    database.close();
  }
}

/** A round's moment of death, in milliseconds. The first dies at once: by any later one a quick copy may be whole. */
const lifeOf = (round: number): number => (round === 0 ? 0 : random() * 150);

/** Runs the command, and kills it so long after it has begun to write a file; `false`: it was quicker. */
async function killed(
  crm: Crm,
  words: readonly string[],
  lifeMs: number,
  hasBegun: () => Promise<boolean>,
): Promise<boolean> {
  const child = startCommand(words, { directory: crm.directory });
  let isOver = false;
  const ended = resultOf(child).finally(() => {
    isOver = true;
  });
  while (!isOver && !(await hasBegun())) await wait(1);
  if (lifeMs > 0) await wait(lifeMs);
  child.kill('SIGKILL');
  return (await ended).exitCode === null;
}

it(`a backup that is killed ${kills} times leaves nothing under its name, and the next one is whole`, async () => {
  const { crm, state } = await bigState('mine');
  const folder = await temporaryFolder();
  const file = join(folder, 'state.backup');
  const [whole] = [marksOf(state)];
  let halves = 0;
  for (let round = 0; round < kills; round += 1) {
    const before = (await readdir(folder)).length;
    const isKilled = await killed(
      crm,
      ['backup', file, '--force'],
      lifeOf(round),
      async () => (await readdir(folder)).length > before,
    );
    if (existsSync(file)) expect(marksOf(file)).toEqual(whole);
    else expect(isKilled).toBe(true);
    if ((await readdir(folder)).some((name) => name.endsWith('.unfinished'))) halves += 1;
  }
  expect(halves).toBeGreaterThan(0);
  // What is left belongs to nobody, once it is a minute old.
  for (const name of await readdir(folder)) await utimes(join(folder, name), 0, 0);
  expect(await crm.run('backup', file, '--force')).toMatchObject({ exitCode: 0 });
  expect(marksOf(file)).toEqual(whole);
  expect(await readdir(folder)).toEqual(['state.backup']);
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await crm.run('sync')).stdout).toContain('Nothing');
});

it(`a restore that is killed ${kills} times leaves the state as it was or as it is wanted`, async () => {
  const { crm, state } = await bigState('backed up');
  const file = join(await temporaryFolder(), 'state.backup');
  expect((await crm.run('backup', file)).exitCode).toBe(0);
  const wanted = marksOf(file);
  const folder = join(crm.directory, '.linkwright');
  let halves = 0;
  for (let round = 0; round < kills; round += 1) {
    change(state, (database) => database.exec(`update padding set mark = 'later'`));
    const later = [{ mark: 'later', rows: 15_000 }];
    const hasBegun = async () => (await readdir(folder)).includes('state.db.restoring');
    await killed(crm, ['restore', file, '--yes'], lifeOf(round), hasBegun);
    const names = await readdir(folder);
    if (names.some((name) => /restoring|unfinished/.test(name))) halves += 1;
    for (const name of names.filter((one) => /^state-before-restore.*\.db$/.test(one))) {
      expect(marksOf(join(folder, name))).toEqual(later);
    }
    expect((await crm.run('status')).exitCode).toBe(0);
    const copy = join(await temporaryFolder(), 'copy');
    expect((await crm.run('backup', copy)).exitCode).toBe(0);
    expect([wanted, later]).toContainEqual(marksOf(copy));
  }
  expect(halves).toBeGreaterThan(0);
  expect(await crm.run('restore', file, '--yes')).toMatchObject({ exitCode: 0 });
  expect((await readdir(folder)).filter((name) => /restoring|unfinished/.test(name))).toEqual([]);
  expect((await crm.run('sync')).stdout).toContain('Nothing');
});
