import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addRow } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';

const core = fileURLToPath(new URL('../../../../packages/core', import.meta.url));

/** A package as a third party would publish it; its app lives and dies with the process. */
const files = {
  'package.json': JSON.stringify({
    name: 'linkwright-connector-rolodex',
    version: '3.1.4',
    type: 'module',
    exports: './index.js',
    peerDependencies: { '@linkwright/core': '^1.0.0' },
  }),
  'index.js': `import { createInMemoryApp, createInMemoryConnector } from '@linkwright/core/testing';

const app = createInMemoryApp({
  name: 'rolodex',
  objects: [
    { id: 'firm', name: 'Firms', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
    {
      id: 'card',
      name: 'Cards',
      displayField: 'mail',
      fields: [{ id: 'mail', name: 'Mail', type: 'email' }, { id: 'given', name: 'Given name', type: 'text' }],
      associations: [{ id: 'works_for', name: 'Works for', targets: ['firm'], cardinality: 'one' }],
    },
  ],
});
const acme = app.create('firm', { name: 'Acme' });
app.create('card', { mail: 'ada@acme.example', given: 'Ada' }, { works_for: [acme] });

export default createInMemoryConnector(app, { name: 'rolodex', displayName: 'Rolodex' });
`,
};

it('a connector of somebody else is found from the folder of the file, and synced like those of this project', async () => {
  const crm = await startCrm();
  const modules = join(crm.directory, 'node_modules');
  const folder = join(modules, 'linkwright-connector-rolodex');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const link = join(modules, '@linkwright', 'core');
  await mkdir(dirname(link), { recursive: true });
  await symlink(core, link);
  const connections = crmConfiguration([]).replace(
    'syncs:\n',
    '  cards: { connector: linkwright-connector-rolodex, settings: { drawer: 7 } }\nsyncs:\n',
  );
  await crm.configure(`${connections}  firms:
    left: { connection: cards, object: Firms }
    right: { connection: airtable, object: Accounts }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
  people:
    left: { connection: cards, object: Cards }
    right: { connection: airtable, object: People }
    match: { left: Mail, right: Email }
    fields:
      - { left: Mail, right: Email }
      - { left: Given name, right: First name }
    associations:
      - { left: Works for, right: Account }
`);
  const umbrella = await addRow(crm, 'Accounts', { Name: 'Umbrella' });
  await addRow(crm, 'People', { Email: 'bob@umbrella.example', Account: [umbrella] });

  const check = await crm.runProcess('check');
  expect(check).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/\ncards +Rolodex +rolodex /) });
  const told = await crm.runProcess('sync');
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  expect(told.stdout).toMatch(/^firms {3}Rolodex Firms ⇄ Airtable Accounts {3}2 linked\n {2}\+ /);
  expect(told.stdout).toMatch(/\+ Rolodex +bob@umbrella\.example +1 field.*Umbrella/);
  expect(told.stdout).toMatch(/\+ Airtable +ada@acme\.example +2 fields; Account → Acme/);
  expect((await readApps(crm)).people).toEqual([
    { Email: 'ada@acme.example', 'First name': 'Ada', Account: ['Acme'] },
    { Email: 'bob@umbrella.example', Account: ['Umbrella'] },
  ]);
});
