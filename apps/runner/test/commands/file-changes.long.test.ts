import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const configuration = crmConfiguration(['companies', 'contacts']);
const heading = 'Since the last sync, the configuration has changed:\n';
const changesSchema = z.object({ configurationChanges: z.array(z.object({ sync: z.string(), kind: z.string() })) });

async function startSynced(): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(configuration);
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example', phone: '+1 555 0100' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', jobtitle: 'CTO' }, [acme]);
  expect((await crm.run('sync', '-q')).exitCode).toBe(0);
  crm.sandbox.clearRequests();
  return crm;
}

/** What `plan` says of the file, above what it would write; the same as a document, and nothing written. */
async function told(crm: Crm, change: (yaml: string) => string) {
  await crm.configure(change(configuration));
  const { exitCode, stdout } = await crm.run('plan', '-q');
  const { document } = await crm.document('plan', '-q');
  expect(crm.writes()).toEqual([]);
  const lines = stdout.startsWith(heading) ? stdout.slice(heading.length).split('\n') : [];
  const own = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('  ')),
  );
  const { configurationChanges } = changesSchema.parse(document);
  return { exitCode, stdout, lines: own, kinds: configurationChanges.map(({ sync, kind }) => `${sync} ${kind}`) };
}

const tablesSchema = z.object({
  tables: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      fields: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
});

/** As a person does it in Airtable: the ids stay. */
async function rename(
  crm: Crm,
  table: string,
  change: { readonly field?: string; readonly to: string },
): Promise<void> {
  const address = `${crm.variables.AIRTABLE_URL}/v0/meta/bases/${crm.baseId}/tables`;
  const headers = { authorization: 'Bearer patPerson', 'content-type': 'application/json' };
  const { tables } = tablesSchema.parse(await (await fetch(address, { headers })).json());
  const found = tables.find(({ name }) => name === table);
  const field = found?.fields.find(({ name }) => name === change.field);
  const path = `${address}/${found?.id}${change.field === undefined ? '' : `/fields/${field?.id}`}`;
  const response = await fetch(path, { method: 'PATCH', headers, body: JSON.stringify({ name: change.to }) });
  expect(response.status).toBe(200);
  crm.sandbox.clearRequests();
}

it('plan says what has changed in the file since the last sync, and what each change does', async () => {
  const crm = await startSynced();
  expect(await told(crm, (yaml) => yaml)).toMatchObject({ lines: [], kinds: [] });

  const without = (line: string) => (yaml: string) => yaml.replace(line, '');
  const title = '      - { left: jobtitle, right: Job title }\n';
  expect(await told(crm, without(title))).toMatchObject({
    exitCode: 0,
    lines: [
      '  contacts: jobtitle ⇄ Job title is mapped no more: nothing is written to it, and both apps keep what they have.',
    ],
    kinds: ['contacts field-removed'],
  });

  const city = (yaml: string) => yaml.replace(title, `${title}      - { left: city, right: Last name }\n`);
  const added = await told(crm, (yaml) => city(yaml).replace('      - { left: lastname, right: Last name }\n', ''));
  expect(added.lines).toEqual([
    '  contacts: city ⇄ Last name is mapped: both objects are read in full once, and it follows the rules of a first match.',
    '  contacts: lastname ⇄ Last name is mapped no more: nothing is written to it, and both apps keep what they have.',
  ]);

  const association = '    associations:\n      - { left: primary_company, right: Account }\n';
  expect(await told(crm, (yaml) => yaml.replace(association, '    associations: []\n'))).toMatchObject({
    lines: ['  contacts: primary_company ⇄ Account is mapped no more: both apps keep the associations they have.'],
    kinds: ['contacts association-removed'],
  });

  expect(
    await told(crm, (yaml) =>
      yaml.replace('match: { left: email, right: Email }', 'match: { left: firstname, right: First name }'),
    ),
  ).toMatchObject({
    lines: ['  contacts: another match key: links stay, and only records without a link are matched by it.'],
    kinds: ['contacts match-changed'],
  });

  const filtered = (yaml: string) =>
    yaml.replace(
      '    match: { left: email',
      '    filter: { left: { jobtitle: CTO }, onExit: freeze }\n    match: { left: email',
    );
  expect(await told(crm, filtered)).toMatchObject({
    lines: [
      '  contacts: another filter: linked records that no longer pass follow onExit: freeze; records that pass now take part.',
    ],
    kinds: ['contacts filter-changed'],
  });

  expect(
    await told(crm, (yaml) => yaml.replace('{ left: firstname,', '{ direction: left-to-right, left: firstname,')),
  ).toMatchObject({
    lines: [
      '  contacts: another direction or conflict rule: nothing is written by itself, the next change follows it.',
    ],
    kinds: ['contacts rule-changed'],
  });
});

it('plan says that a sync was taken out, renamed or added, and forgets none of it before the next sync', async () => {
  const crm = await startSynced();
  const contacts = configuration.slice(configuration.indexOf('  contacts:'));
  expect(await told(crm, (yaml) => yaml.replace(contacts, ''))).toMatchObject({
    lines: [
      '  contacts: HubSpot contacts ⇄ Airtable People is synced no more: nothing is written, its links stay. Put back, what happened meanwhile is merged.',
    ],
    kinds: ['contacts sync-removed'],
  });
  expect(await told(crm, (yaml) => yaml.replace('  contacts:', '  people:'))).toMatchObject({
    lines: ['  people: was named contacts: links and everything else stay.'],
    kinds: ['people sync-renamed'],
  });
  const withDeals = await told(crm, () => crmConfiguration(['companies', 'contacts', 'deals']));
  expect(withDeals.kinds).toEqual(['deals sync-added']);

  // A sync of one of them settles that one, a sync of all settles all.
  await crm.run('sync', 'companies', '-q');
  crm.sandbox.clearRequests();
  expect((await told(crm, () => crmConfiguration(['companies', 'contacts', 'deals']))).kinds).toEqual([
    'deals sync-added',
  ]);
  await crm.run('sync', '-q');
  crm.sandbox.clearRequests();
  expect((await told(crm, () => crmConfiguration(['companies', 'contacts', 'deals']))).kinds).toEqual([]);
});

it('plan goes on by ids where a table or a field has another name, and says so; turned around, nothing has changed', async () => {
  const crm = await startSynced();
  await rename(crm, 'People', { field: 'Job title', to: 'Position' });
  await rename(crm, 'Accounts', { to: 'Firms' });
  const renamed = await crm.run('plan');
  expect(renamed.exitCode).toBe(0);
  expect(renamed.stdout).not.toContain(heading);
  expect(renamed.stdout).toContain('Nothing to do: both sides are in step.');
  expect(renamed.stderr).toContain('Position');
  expect(renamed.stderr).toContain('Firms');
  const at = configuration.indexOf('  contacts:');
  const contacts = configuration
    .slice(at)
    .replaceAll('left:', 'x:')
    .replaceAll('right:', 'left:')
    .replaceAll('x:', 'right:');
  const turned = `${configuration.slice(0, at)}${contacts}`;
  // The left wins, unless another winner is named.
  expect((await told(crm, () => turned)).kinds).toEqual(['contacts rule-changed']);
  expect((await told(crm, () => `${turned}    conflicts: { winner: right }\n`)).kinds).toEqual([]);
});

it('a token of another account is refused, and what was told of the file stays', async () => {
  const crm = await startSynced();
  const rules = (): string => {
    const database = new DatabaseSync(join(crm.directory, '.linkwright', 'state.db'), { readOnly: true });
    const row = database.prepare("select content from documents where name = 'rules'").get();
    database.close();
    return String(row?.content);
  };
  const before = rules();
  await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'another-portal' });
  expect((await crm.run('plan')).exitCode).toBe(2);
  expect((await crm.run('sync')).exitCode).toBe(2);
  expect(rules()).toBe(before);
  expect(before).toContain('contacts');
  expect(before).not.toContain('ada@acme.example');
});
