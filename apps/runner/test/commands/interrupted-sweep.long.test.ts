import { expect, it } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { emailOf } from './support/braked-contacts.ts';
import { type AppName, startPeople } from './support/people-of-three-apps.ts';
import { type Refusal, type StrippingProxy, startStrippingProxy } from './support/stripping-proxy.ts';

/** More than one page of ids each. */
const counts: Readonly<Record<AppName, number>> = { hubspot: 130, airtable: 130, kintone: 530 };

/** As each app answers somebody whose key is withdrawn while the second page is asked for. */
const secondPages = {
  hubspot: {
    of: /[?&]after=/,
    status: 401,
    body: { status: 'error', message: 'Authentication credentials not found.', category: 'INVALID_AUTHENTICATION' },
  },
  airtable: {
    of: /[?&"]offset["=]/,
    status: 401,
    body: { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } },
  },
  kintone: {
    of: /\$id > "?[1-9]/,
    status: 401,
    body: { code: 'CB_WA01', id: 'bRNIz1GkTbnWLZtIbSZs', message: 'Password authentication failed.' },
  },
} as const satisfies Record<AppName, Refusal>;

const told: Readonly<Record<AppName, { readonly cause: string; readonly remedy: string }>> = {
  hubspot: { cause: 'HubSpot does not accept the access token.', remedy: 'create or rotate the key' },
  airtable: { cause: 'Airtable does not accept the access token', remedy: 'Make a personal access token' },
  kintone: { cause: 'Kintone does not accept the credentials', remedy: 'Check the API tokens' },
};

/** A sweep is due a second after the one before: so many runs take longer than that. */
const mostRuns = 50;

it.each([
  { here: 'hubspot', there: 'airtable', how: 'a sweep', end: 'refused' },
  { here: 'airtable', there: 'hubspot', how: 'a sweep', end: 'refused' },
  { here: 'kintone', there: 'airtable', how: 'a sweep', end: 'refused' },
  { here: 'hubspot', there: 'kintone', how: 'a full comparison', end: 'refused' },
  { here: 'airtable', there: 'kintone', how: 'a full comparison', end: 'killed' },
  { here: 'kintone', there: 'hubspot', how: 'a full comparison', end: 'killed' },
] as const)('$how of $here is $end behind its first page: $there loses those alone that are gone', async (place) => {
  const { here, there, how, end } = place;
  const people = await startPeople({});
  const { crm } = people;
  const proxy: StrippingProxy = await startStrippingProxy(crm.sandbox[here].baseUrl, 'nothing');
  const variable = { hubspot: 'HUBSPOT_URL', airtable: 'AIRTABLE_URL', kintone: 'KINTONE_URL' }[here];
  await crm.setVariables({ ...crm.variables, KINTONE_URL: crm.sandbox.kintone.baseUrl, [variable]: proxy.url });
  await people.configure(
    here,
    there,
    false,
    `deletions: { archive: permanently }${how === 'a sweep' ? '\n    sweep: 1s' : ''}`,
  );
  await people.add(
    here,
    Array.from({ length: counts[here] }, (_, index) => ({ first: 'Ann', last: 'Lee', email: emailOf(index) })),
  );
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const before = await people.read(there);
  expect(before).toHaveLength(counts[here]);
  await people.deleteSome(here, 'person7@');

  const words = how === 'a sweep' ? ['sync'] : ['sync', '--full'];
  const written = crm.writes().length;
  let refused = 0;
  if (end === 'refused') {
    proxy.refusal = { ...secondPages[here], onRefused: () => (refused += 1) };
    let run = await crm.run(...words);
    for (let runs = 1; refused === 0 && runs < mostRuns; runs += 1) run = await crm.run(...words);
    expect(run.exitCode, run.stdout).toBe(2);
    expect(run.stderr).toContain(told[here].cause);
    expect(run.stderr).toContain(told[here].remedy);
    expect(run.stderr).toContain('the same command goes on from there');
  } else {
    const child = startCommand(words, { directory: crm.directory });
    proxy.refusal = {
      ...secondPages[here],
      onRefused: () => {
        refused += 1;
        child.kill('SIGKILL');
      },
    };
    await resultOf(child);
    expect(child.signalCode).toBe('SIGKILL');
    expect((await crm.run('status')).stdout).toMatch(/^Interrupted .*: linkwright sync goes on from there\./);
  }
  expect(refused).toBeGreaterThan(0);
  expect(crm.writes()).toHaveLength(written);
  expect(await people.read(there)).toEqual(before);

  proxy.refusal = null;
  for (let archived = false, runs = 0; !archived && runs < mostRuns; runs += 1) {
    const run = await crm.run(...words);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    archived = run.stdout.includes('1 archived');
  }
  expect(await people.read(there)).toEqual(before.filter((line) => !line.includes('person7@')));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
});
