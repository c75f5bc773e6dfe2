import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { contactsAlone } from './support/braked-contacts.ts';
import { addContact, contactId, editRow, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const day = 86_400_000;

/** Bob's conflicts wait; of a deleted record somebody is to say what becomes of its twin. */
const configuration = `${contactsAlone([
  'deletions: review',
  'conflicts: { winner: left, fields: { firstname: review } }',
])}keep: { audit: 90d, conflicts: 180d, runs: 365d }\n`;

/** As if all that the state tells of had happened so many days earlier. */
function age({ directory }: Crm, days: number): void {
  const database = new DatabaseSync(join(directory, '.linkwright', 'state.db'));
  const ms = days * day;
  database.exec(`update writes set at = at - ${ms}`);
  database.exec(`update conflicts set at = at - ${ms}`);
  database.exec(`update links set created_at = created_at - ${ms}`);
  database.exec(`update holds set since = since - ${ms}`);
  database.exec(`update runs set started_at = started_at - ${ms}, finished_at = finished_at - ${ms}`);
  database.exec(`update documents set content = cast(content - ${ms} as text) where name = 'writes-kept-since'`);
  database.close();
}

async function syncRun(crm: Crm): Promise<string> {
  const { document } = await crm.document('sync');
  return (document as { run: string }).run;
}

async function edit(crm: Crm, name: string, inHubspot: object, inAirtable: object): Promise<void> {
  const email = `${name}@acme.example`;
  await crm.hubspot.crm.contacts.basicApi.update(await contactId(crm, email), { properties: { ...inHubspot } });
  await editRow(crm, 'People', await rowId(crm, 'People', 'Email', email), { ...inAirtable });
}

it('the log is forgotten after the time that the file says: what is to be decided stays, and what is gone is told as gone', async () => {
  const crm = await startCrm();
  await crm.configure(configuration);
  for (const name of ['ada', 'bob', 'cy']) {
    await addContact(crm, { email: `${name}@acme.example`, firstname: name, jobtitle: 'Engineer' });
  }
  const first = await syncRun(crm);
  // A conflict that the rule decides, one that somebody is to decide, and a deletion in review.
  await edit(crm, 'ada', { jobtitle: 'Countess' }, { 'Job title': 'Programmer' });
  await edit(crm, 'bob', { firstname: 'Robert' }, { 'First name': 'Rob' });
  await crm.base('People').destroy(await rowId(crm, 'People', 'Email', 'cy@acme.example'));
  await crm.run('sync', '--full');
  const ada = await contactId(crm, 'ada@acme.example');
  const bob = await contactId(crm, 'bob@acme.example');

  const listed = async (...words: readonly string[]) => {
    const { document } = await crm.document('conflicts', ...words);
    return (document as { conflicts: { state: string }[] }).conflicts.map(({ state }) => state);
  };
  const story = async (id: string) => {
    const { document } = await crm.document('record', 'hubspot', 'contacts', id);
    const [record] = (document as { records: { history: unknown[]; historySince: number | null }[] }).records;
    return { writes: record?.history.length, since: record?.historySince };
  };
  const inReview = async () => (await crm.run('review')).stdout;
  expect(await listed()).toEqual(['waiting', 'decided']);
  expect(await story(ada)).toEqual({ writes: 2, since: null });
  expect(await inReview()).toContain('cy@acme.example');

  // Nearly all of the time that the log is kept.
  age(crm, 89);
  await edit(crm, 'ada', { lastname: 'Lovelace' }, {});
  const second = await syncRun(crm);
  expect(await story(ada)).toEqual({ writes: 3, since: null });
  expect((await crm.run('undo', first)).stdout).toContain('it was made by the run');

  age(crm, 2);
  await crm.run('sync');
  const told = await story(ada);
  expect(told.writes).toBe(1);
  const passed = (Date.now() - Number(told.since)) / day;
  expect(passed).toBeGreaterThan(90.9);
  expect(passed).toBeLessThan(91.1);
  expect((await crm.run('record', 'hubspot', 'contacts', ada)).stdout).toMatch(
    /What happened, the latest last\n {2}.*what was written before is no longer kept.*\n {2}.*airtable written/,
  );
  expect(await story(bob)).toMatchObject({ writes: 0, since: expect.any(Number) });
  expect(await crm.run('undo', first, '--yes')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(
      /What run ".*" wrote is no longer kept[\s\S]*keep: \{ audit: 90d \}[\s\S]*writes-forgotten/,
    ),
  });
  expect(await listed()).toEqual(['waiting', 'decided']);
  expect(await inReview()).toContain('cy@acme.example');
  // What is kept is taken back.
  expect(await crm.document('undo', second, '--yes')).toMatchObject({
    exitCode: 3,
    document: { values: 1, refused: [], forgotten: 0 },
  });
  const { people } = await readApps(crm);
  expect(people.find(({ Email }) => Email === 'ada@acme.example')?.['Last name']).toBeUndefined();

  // Conflicts that are settled go later, runs last; what is to be decided never does.
  age(crm, 100);
  await crm.run('sync');
  expect(await listed()).toEqual(['waiting']);
  expect(await crm.run('conflicts', 'resolve', '1', 'left')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Those that are settled are forgotten after the time that `keep` says.'),
  });
  expect(await crm.run('undo', first)).toMatchObject({ stderr: expect.stringContaining('writes-forgotten') });
  age(crm, 200);
  await crm.run('sync');
  expect(await crm.run('undo', first)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is no run'),
  });
  expect(await crm.run('conflicts', '--open')).toMatchObject({ exitCode: 3 });
  expect(await crm.run('conflicts', 'resolve', '2', 'right')).toMatchObject({ exitCode: 0 });
  expect(await crm.run('review', 'approve', 'cy@acme.example')).toMatchObject({ exitCode: 0 });
  expect((await crm.run('sync')).exitCode).toBe(0);
  const after = await readApps(crm);
  expect(after.contacts.map(({ firstname }) => firstname).sort()).toEqual(['Rob', 'ada']);
});

it('a run of which a part is forgotten: the rest is taken back, and what stays is counted', async () => {
  const crm = await startCrm();
  await crm.configure(configuration);
  await addContact(crm, { email: 'ada@acme.example', jobtitle: 'Engineer' });
  await crm.run('sync');
  await edit(crm, 'ada', { jobtitle: 'Countess' }, { 'First name': 'Ada' });
  const run = await syncRun(crm);
  const database = new DatabaseSync(join(crm.directory, '.linkwright', 'state.db'));
  const { id } = database.prepare('select min(id) as id from writes where run = ?').get(run) as { id: number };
  database.exec(`update writes set at = at - ${91 * day} where id <= ${id}`);
  database.close();
  await crm.run('sync');
  const { exitCode, document } = await crm.document('undo', run, '--yes');
  expect(exitCode).toBe(3);
  expect(document).toMatchObject({ undone: run, forgotten: 1, values: 1 });
});
