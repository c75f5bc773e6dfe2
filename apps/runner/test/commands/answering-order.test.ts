import type { FacingRequest } from '@linkwright/sandbox';
import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

interface TwoPaces {
  readonly crm: Crm;
  /** The command with either app answering last: exit code, stdout and stderr of both runs. */
  either(...words: readonly string[]): Promise<readonly unknown[]>;
}

/** A slow answer takes a second divided by this: far longer than the other app needs. */
const speed = 20;

const counted = /the app has counted [\d,]+ of.*|"counted":\{[^}]*\}/g;

async function startTwoPaces(): Promise<TwoPaces> {
  let late: FacingRequest['app'] | null = null;
  const crm = await startCrm({ speed, chooseFault: ({ app }) => (app === late ? 'slow' : undefined) });
  return {
    crm,
    async either(...words) {
      const results: unknown[] = [];
      for (const app of ['hubspot', 'airtable'] as const) {
        late = app;
        const { stdout, ...told } = await crm.run(...words);
        // How many calls the app has counted differs from run to run, as the moment does.
        results.push({ ...told, stdout: stdout.replaceAll(counted, '') });
      }
      late = null;
      return results;
    },
  };
}

it('says the same, in the order of the file, whichever app answers first', async () => {
  const { crm, either } = await startTwoPaces();
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
  await addRow(crm, 'Accounts', { Name: 'Umbrella' });
  await addRow(crm, 'People', { Email: 'grace@umbrella.example' });

  for (const words of [['check'], ['check', '--json'], ['objects'], ['objects', '--json']]) {
    const [first, second] = await either(...words);
    expect(second, words.join(' ')).toEqual(first);
    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/hubspot[\s\S]*airtable/i) });
  }
  // The id of a run and its time differ from run to run.
  const [first, second] = await either('plan', '-q');
  expect(second).toEqual(first);
  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Airtable: 2 creates') });
});

it('lists what both apps refuse in the order of the file', async () => {
  const { crm, either } = await startTwoPaces();
  await crm.setVariables({
    ...crm.variables,
    HUBSPOT_ACCESS_TOKEN: 'invalid-token',
    AIRTABLE_ACCESS_TOKEN: 'invalidToken',
  });
  for (const verb of ['check', 'plan']) {
    const [first, second] = await either(verb);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/HubSpot[\s\S]*Airtable/) });
  }
});

it('lists what is wrong with the settings and the mappings of both apps in the order of the file', async () => {
  const { crm, either } = await startTwoPaces();
  await crm.configure(
    crmConfiguration().replace('object: companies', 'object: compnies').replace('object: People', 'object: Peple'),
  );
  const [first, second] = await either('check');
  expect(second).toEqual(first);
  expect(first).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/compnies[\s\S]*Peple/) });
});
