import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

it('map draws what is connected, as text, picture and flow chart, and with a state how far it has come', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' }, [acme]);

  const before = await crm.run('map');
  expect(before).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('HubSpot contacts ⇄ Airtable People') });
  expect(before.stdout).not.toContain('linked');

  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  crm.sandbox.clearRequests();
  const after = await crm.run('map', '--svg', 'map.svg', '--mermaid');
  expect(after).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Drawn into map.svg.\nflowchart LR\n') });
  expect(crm.sandbox.requests()).toEqual([]);
  const told = await crm.run('map');
  expect(told.stdout).toMatch(/matched on email = Email .*· 1 linked/);
  expect(told.stdout).toMatch(/primary_company ⇄ Account +companies +1 +0 +0/);

  const svg = await readFile(join(crm.directory, 'map.svg'), 'utf8');
  expect(svg).toMatch(/^<svg [^>]*role="img">\n<title>/);
  expect(svg).toContain('>People</text>');
  expect(svg).toContain('primary_company: 1 placed');
});

it('names of an app stay text in a picture and in a flow chart', async () => {
  const crm = await startCrm();
  const name = '<img src=x onerror="alert(1)"> "&#';
  await crm.addTable(name, [{ name: 'Name', type: 'singleLineText' }]);
  const sync = `  hostile:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: ${JSON.stringify(name)} }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
`;
  await crm.configure(crmConfiguration([]).replace(/syncs:[\s\S]*$/, `syncs:\n${sync}`));
  const { exitCode, stdout } = await crm.run('map', '--svg', 'map.svg', '--mermaid');
  expect(exitCode).toBe(0);
  const svg = await readFile(join(crm.directory, 'map.svg'), 'utf8');
  expect(svg).not.toContain('<img');
  expect(svg).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &quot;&amp;#');
  expect(stdout).toContain('["#60;img src=x onerror=#34;alert(1)#34;#62; #34;#38;#35;"]');
});

it('says so where the picture cannot be written', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  expect(await crm.run('map', '--svg', 'nowhere/map.svg')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^The picture cannot be written to nowhere\/map\.svg\.\n/),
  });
});
