import { expect, it } from 'vitest';
import { emailOf } from './support/braked-contacts.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { startPeople } from './support/people-of-three-apps.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';
import { type Refusal, type StrippingProxy, startStrippingProxy } from './support/stripping-proxy.ts';

const count = 30;

/** As each app answers a token that has lost the right to read records. */
const refusals = {
  hubspot: {
    of: /objects\/(?:[\d-]+\/)?(contacts|0-1)/,
    status: 403,
    body: {
      status: 'error',
      message: "This app hasn't been granted all required scopes to make this call.",
      correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
      category: 'MISSING_SCOPES',
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: ['crm.objects.contacts.read'] },
        },
      ],
    },
  },
  airtable: {
    of: /\/v0\/app/,
    status: 403,
    body: {
      error: {
        type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
        message: 'Invalid permissions, or the requested model was not found.',
      },
    },
  },
  kintone: {
    of: /\/k\/v1\/records/,
    status: 403,
    body: {
      code: 'GAIA_NO01',
      id: 'bRNIz1GkTbnWLZtIbSZs',
      message: 'Using this API token, you cannot run the specified API.',
    },
  },
} as const satisfies Record<string, Refusal>;

it.each([
  {
    here: 'hubspot',
    there: 'airtable',
    variable: 'HUBSPOT_URL',
    cause: 'lacks a scope: crm.objects.contacts.read',
    remedy: /add crm\.objects\.contacts\.read to the key/,
  },
  {
    here: 'airtable',
    there: 'kintone',
    variable: 'AIRTABLE_URL',
    cause:
      'the token may not do this, or the base, table or record is not there (Airtable does not say which). Stopped: people.',
    remedy: /with the scopes data\.records:read.*, and add the base to what it may access/,
  },
  {
    here: 'kintone',
    there: 'hubspot',
    variable: 'KINTONE_URL',
    cause: 'Using this API token, you cannot run the specified API. (GAIA_NO01). Stopped: people.',
    remedy: /with the rights to view, add, edit and, for archiving, delete records/,
  },
] as const)('a token of $here that loses a right: $there keeps everything', async (place) => {
  const { here, there, variable, cause, remedy } = place;
  const people = await startPeople({});
  const { crm } = people;
  const proxy: StrippingProxy = await startStrippingProxy(crm.sandbox[here].baseUrl, 'nothing');
  await crm.setVariables({ ...crm.variables, KINTONE_URL: crm.sandbox.kintone.baseUrl, [variable]: proxy.url });
  await people.configure(here, there, false);
  await people.add(
    here,
    Array.from({ length: count }, (_, index) => ({
      first: `First ${index}`,
      last: `Last ${index}`,
      email: emailOf(index),
    })),
  );
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const before = await people.read(there);
  expect(before).toHaveLength(count);

  proxy.refusal = refusals[here];
  for (const command of [['sync'], ['sync', '--full'], ['plan']]) {
    const written = crm.writes().length;
    const run = await crm.run(...command);
    expect(run.exitCode, run.stdout).toBe(2);
    expect(run.stderr).toContain(cause);
    expect(run.stderr).toMatch(remedy);
    expect(run.stdout).not.toContain('in step');
    expect(crm.writes()).toHaveLength(written);
    expect(await people.read(there)).toEqual(before);
  }

  proxy.refusal = null;
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
  expect(await people.read(there)).toEqual(before);
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);
});

it('a token of HubSpot that may no longer read associations: nobody loses a company', async () => {
  const crm = await startCrm();
  const proxy = await startStrippingProxy(crm.sandbox.hubspot.baseUrl, 'nothing');
  await crm.setVariables({ ...crm.variables, HUBSPOT_URL: proxy.url });
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const company = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  for (const name of ['ada', 'bob']) await addContact(crm, { email: `${name}@acme.example` }, [company]);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const before = await readApps(crm);
  expect(before.people).toMatchObject([{ Account: ['Acme'] }, { Account: ['Acme'] }]);

  proxy.refusal = { ...refusals.hubspot, of: /associations/ };
  const written = crm.writes().length;
  for (const command of [['sync'], ['sync', '--full']]) {
    const run = await crm.run(...command);
    expect(run.exitCode, run.stdout).toBe(2);
    expect(run.stderr).toMatch(
      /lacks a scope: crm\.objects\.contacts\.read[\s\S]*add crm\.objects\.contacts\.read to the key/,
    );
    expect(crm.writes()).toHaveLength(written);
    expect(await readApps(crm)).toEqual(before);
  }

  proxy.refusal = null;
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
  expect(await readApps(crm)).toEqual(before);
});
