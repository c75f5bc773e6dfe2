import { expect, it } from 'vitest';
import { contactsAlone, editAllPeople, emailOf, filledContacts, startContacts } from './support/braked-contacts.ts';
import { startCrm } from './support/start-crm.ts';

it('a cleared column is not carried over before somebody allows it', async () => {
  const crm = await startContacts(300);
  await editAllPeople(crm, () => ({ 'Job title': null }));
  const before = crm.writes().length;

  const plan = await crm.run('plan');
  expect(plan.stdout).toContain('would be stopped (blank): Airtable People, "Job title": 300 of 300 values');
  expect(plan.stdout).toContain('300 changes');
  const first = await crm.run('sync');
  expect(first.exitCode).toBe(3);
  expect(first.stdout).toContain('Airtable People, "Job title": 300 of 300 values have turned empty, such as person');
  expect(first.stdout).toContain('The column was emptied');
  expect(first.stdout).toContain('linkwright sync contacts --allow blank\n');
  expect(first.stdout).toContain('1 sync is braked: contacts. Nothing of it was written.');
  const { document, exitCode } = await crm.document('sync');
  expect(exitCode).toBe(3);
  expect(document).toMatchObject({
    status: 'attention',
    syncs: [
      {
        name: 'contacts',
        left: { updated: 0 },
        brakes: [{ kind: 'blank', side: 'right', connection: 'airtable', field: 'Job title', count: 300, of: 300 }],
      },
    ],
  });
  const status = await crm.run('status');
  expect(status.exitCode).toBe(3);
  expect(status.stdout).toMatch(/^1 sync is braked: contacts\./);
  expect(status.stdout).toContain('linkwright sync contacts --allow blank\n');
  expect(crm.writes()).toHaveLength(before);
  expect(await filledContacts(crm, 'jobtitle')).toEqual([300, 300]);

  const other = await crm.run('sync', '--allow', 'create,unlink');
  expect(other.exitCode).toBe(3);
  const slip = await crm.run('sync', '--allow', 'blanks');
  expect(slip).toMatchObject({ exitCode: 2 });
  expect(slip.stderr).toContain('Did you mean "blank"?');
  expect(await filledContacts(crm, 'jobtitle')).toEqual([300, 300]);
  expect(await crm.run('sync', '--allow', 'blank')).toMatchObject({ exitCode: 0 });
  expect(await filledContacts(crm, 'jobtitle')).toEqual([0, 300]);
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);
});

it('a column that is filled again lets its sync go on', async () => {
  const crm = await startContacts(60);
  await editAllPeople(crm, () => ({ 'Job title': null }));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
  await editAllPeople(crm, (number) => ({
    'Job title': `Title ${number}`,
    ...(number === 0 && { 'Last name': 'New' }),
  }));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);
  expect(await filledContacts(crm, 'jobtitle')).toEqual([60, 60]);
  const changed = await crm.hubspot.crm.contacts.basicApi.getById(
    emailOf(0),
    ['lastname'],
    undefined,
    undefined,
    undefined,
    'email',
  );
  expect(changed.properties.lastname).toBe('New');
});

it.each([
  { written: 'brakes: { blnk: 5% }', told: 'Did you mean "blank"?' },
  { written: 'brakes: { blank: lots }', told: 'expected a share such as 10%, a number of records, or off' },
  { written: 'brakes: { blank: -1 }', told: 'expected number to be >=0' },
])('$written is refused before anything is read', async ({ written, told }) => {
  const crm = await startCrm();
  await crm.configure(contactsAlone([written]));
  const run = await crm.run('sync');
  expect(run.exitCode).toBe(2);
  expect(`${run.stdout}${run.stderr}`).toContain(told);
});

it('limits of the whole file hold where a sync says nothing of its own', async () => {
  const crm = await startContacts(30);
  await editAllPeople(crm, () => ({ 'Job title': null }));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
  await crm.configure(contactsAlone(['brakes: { blank: 5% }']).replace('syncs:\n', 'brakes: { blank: off }\nsyncs:\n'));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
  await crm.configure(contactsAlone().replace('syncs:\n', 'brakes: { blank: off }\nsyncs:\n'));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await filledContacts(crm, 'jobtitle')).toEqual([0, 30]);
});
