import { copyFileSync, existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createTestRandom } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';

const seed = Number(process.env.LINKWRIGHT_CUTS_SEED ?? 1);
const cuts = Number(process.env.LINKWRIGHT_CUTS ?? 16);

it(`the state as it was at any moment of a sync, cut at a random byte, ${cuts} times: refused in one line, or nothing is made twice`, async () => {
  const random = createTestRandom(seed);
  const draw = (below: number): number => Math.floor(random() * below);
  const moments: string[] = [];
  let folders: string[] = [];
  let state = '';
  const crm = await startCrm({
    chooseFault() {
      // What a process leaves behind that is killed while it waits for this answer.
      const folder = folders[moments.length];
      if (folder !== undefined && existsSync(join(state, 'state.db'))) {
        for (const name of ['state.db', 'state.db-wal']) {
          if (existsSync(join(state, name))) copyFileSync(join(state, name), join(folder, name));
        }
        moments.push(folder);
      }
      return undefined;
    },
  });
  state = join(crm.directory, '.linkwright');
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const ids: string[] = [];
  for (let index = 0; index < 6; index += 1) {
    ids.push(await addCompany(crm, { name: `Company ${index}`, domain: `company${index}.example` }));
  }
  const account = await addRow(crm, 'Accounts', { Name: 'Umbrella', Website: 'https://umbrella.example' });
  const addPeople = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1) {
      const [email, name] = [`p${index}@x.example`, `P${index}`];
      if (index % 4 > 0) await addContact(crm, { email, firstname: name }, [ids[index % 6] ?? '']);
      else await addRow(crm, 'People', { Email: email, 'First name': name, Account: [account] });
    }
  };
  // Some of it lies in the database, some still in its log.
  await addPeople(0, 16);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  await addPeople(16, 32);

  folders = await Promise.all(Array.from({ length: 100 }, () => temporaryFolder()));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  folders = [];
  const before = await readApps(crm);
  expect(before.contacts).toHaveLength(32);
  expect(before.people).toHaveLength(32);
  expect(moments.length).toBeGreaterThan(10);

  const told = { refused: 0, opened: 0 };
  for (let round = 0; round < cuts; round += 1) {
    const moment = moments[draw(moments.length)] ?? '';
    for (const name of readdirSync(state)) if (name.startsWith('state.db')) rmSync(join(state, name));
    for (const name of readdirSync(moment)) copyFileSync(join(moment, name), join(state, name));
    const parts = readdirSync(moment);
    const part = join(state, parts[draw(parts.length)] ?? '');
    truncateSync(part, draw(statSync(part).size));
    const result = await crm.run('sync');
    if (result.exitCode === 0) told.opened += 1;
    else {
      told.refused += 1;
      expect(result.stdout).toBe('');
      expect(result.exitCode).toBe(1);
      expect(result.stderr.trimEnd().split('\n')[0]).toMatch(/^The state is damaged: .*\.$/);
      expect(result.stderr).not.toContain(' at ');
      // As the message says: the state is moved away.
      for (const name of readdirSync(state)) if (name.startsWith('state.db')) rmSync(join(state, name));
      expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    }
    expect(await readApps(crm)).toEqual(before);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  }
  expect(told.opened).toBeGreaterThan(cuts / 6);
  expect(told.refused).toBeGreaterThan(cuts / 6);
}, 3_600_000);
