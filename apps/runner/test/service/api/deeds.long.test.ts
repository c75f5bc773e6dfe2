import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockState } from '@linkwright/engine';
import { expect, it, vi } from 'vitest';
import { contactsAlone, editAllPeople, filledContacts, startContacts } from '../../commands/support/braked-contacts.ts';
import { crmConfiguration } from '../../commands/support/crm-configuration.ts';
import { addContact, addRow, contactId, editRow, rowId } from '../../commands/support/fill-crm.ts';
import { readApps } from '../../commands/support/read-apps.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { useApi } from './api-client.ts';

it('failing records are listed by cause, and those of a cause are tried again together', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const rows: string[] = [];
  for (const name of ['ada', 'bob', 'cy']) rows.push(await addRow(crm, 'People', { Email: `${name}@acme` }));
  const api = await useApi(crm);
  expect(await api.run()).toMatchObject({ outcome: 'attention' });
  const { items: causes } = await api.read('/failing/causes');
  expect(causes).toMatchObject([{ sync: 'contacts', category: 'invalid-value', field: 'email', count: 3 }]);
  expect(causes[0].remedy).toContain('Correct the value');
  const listed = await api.readAll(`/failing?limit=2&cause=${causes[0].cause}`);
  expect(listed.map(({ id }) => id).toSorted()).toEqual(rows.toSorted());
  expect(await api.read('/failing?limit=2')).toMatchObject({ total: 3, next: expect.any(String) });
  expect((await api.send('GET', '/failing?after=nonsense')).status).toBe(400);

  const before = listed.map(({ attempts }) => attempts);
  expect(await api.send('POST', '/retry', { syncs: ['contacts'], cause: causes[0].cause })).toMatchObject({
    status: 202,
    document: { released: 3, unknown: [], syncs: ['contacts'] },
  });
  expect(await api.run()).toMatchObject({ syncs: ['contacts'] });
  expect((await api.readAll('/failing')).map(({ attempts }) => attempts)).toEqual(
    before.map((count) => Number(count) + 1),
  );
  const some = await api.send('POST', '/retry', { syncs: [], records: [rows[0], 'nobody'] });
  expect(some.document).toMatchObject({ released: 1, unknown: ['nobody'] });
  expect(await api.send('POST', '/retry', { records: ['nobody'] })).toMatchObject({
    status: 404,
    document: { code: 'unknown-record' },
  });
  const runs = await api.readAll('/runs?limit=1');
  expect(runs.map(({ askedBy }) => askedBy)).toEqual([
    { via: 'api', by: 'operator' },
    { via: 'schedule', by: null },
  ]);
});

it('records that several others match are listed with these, and any key or id finds a record', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' });
  const twins = [
    await addRow(crm, 'People', { Email: 'ada@acme.example', 'First name': 'A' }),
    await addRow(crm, 'People', { Email: 'ada@acme.example', 'First name': 'B' }),
  ];
  await addRow(crm, 'Accounts', { Name: 'Acme' });
  const api = await useApi(crm);
  await api.run();
  const ambiguous = await api.readAll('/excluded?reason=ambiguous');
  expect(ambiguous.length).toBeGreaterThan(0);
  const ofAda = ambiguous.find(({ id }) => id === ada) ?? {};
  expect(ofAda).toMatchObject({ sync: 'contacts', connection: 'hubspot' });
  expect((ofAda.candidates as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(twins.toSorted());
  const found = await api.read('/records?keyOrId=ADA@acme.example');
  expect(found.items.map(({ id }: { id: string }) => id).toSorted()).toEqual([ada, ...twins].toSorted());
  const { items: companies } = await api.read('/records?keyOrId=Acme');
  expect(
    companies.map(({ connection, object }: Record<string, string>) => `${connection} ${object}`).toSorted(),
  ).toEqual(['airtable Accounts', 'hubspot companies']);
  expect(await api.read(`/records?keyOrId=${twins[0]}`)).toMatchObject({ items: [{ id: twins[0], twin: null }] });
  expect(await api.read('/records?keyOrId=nobody')).toMatchObject({ items: [] });
});

it('the writes of a run are its audit; it is taken back after a plan', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  for (const name of ['ada', 'bob']) await addContact(crm, { email: `${name}@acme.example`, jobtitle: 'Engineer' });
  const api = await useApi(crm);
  await api.run();
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { 'Job title': 'Countess' });
  const before = await readApps(crm);
  await crm.run('sync');
  const [latest, first] = await api.readAll('/runs');
  expect(latest).toMatchObject({ status: 'done', askedBy: { via: 'command' } });
  expect(latest?.syncs).toContainEqual(
    expect.objectContaining({ name: 'contacts', left: expect.objectContaining({ updated: 1 }) }),
  );
  const ada = await contactId(crm, 'ada@acme.example');
  const written = {
    run: latest?.run,
    kind: 'update',
    syncs: ['contacts'],
    connection: 'hubspot',
    object: 'contacts',
    id: ada,
    label: 'ada@acme.example',
    changes: [{ field: 'jobtitle', before: 'Engineer', after: 'Countess', reason: 'edited' }],
  };
  expect(await api.readAll(`/runs/${latest?.run}/writes`)).toMatchObject([written]);
  const made = await api.readAll(`/runs/${first?.run}/writes?limit=1&kind=create`);
  expect(made.map(({ connection, label }) => `${connection} ${label}`).toSorted()).toEqual([
    'airtable ada@acme.example',
    'airtable bob@acme.example',
  ]);
  const ofBob = await api.readAll(`/runs/${first?.run}/writes?record=bob@acme.example&connection=airtable`);
  expect(new Set(ofBob.map(({ label }) => label))).toEqual(new Set(['bob@acme.example']));
  expect(await api.readAll(`/runs/${first?.run}/writes?connection=hubspot&kind=create`)).toEqual([]);
  expect((await api.send('GET', '/runs/none')).document).toMatchObject({ code: 'unknown-run', status: 404 });

  const writes = crm.writes().length;
  const planned = await api.job(`/runs/${latest?.run}/undo`);
  expect(planned).toMatchObject({ kind: 'undo-plan', status: 'done' });
  expect(await api.read(`/jobs/${planned.id}/undo-plan`)).toMatchObject({
    undone: latest?.run,
    values: 1,
    refused: [],
  });
  expect(await api.read(`/jobs/${planned.id}/operations`)).toMatchObject({
    total: 1,
    items: [{ id: ada, fields: [{ field: 'jobtitle', after: 'Engineer' }] }],
  });
  expect(crm.writes()).toHaveLength(writes);
  expect(await api.job(`/jobs/${planned.id}/apply`)).toMatchObject({ kind: 'undo', status: 'done' });
  expect(await readApps(crm)).toEqual(before);
  expect((await crm.hubspot.crm.contacts.basicApi.getById(ada, ['jobtitle'])).properties.jobtitle).toBe('Engineer');
  const check = await api.job('/checks');
  expect((await api.send('POST', `/jobs/${check.id}/apply`, {})).status).toBe(409);
});

it('a brake is told and answered, and a conflict is decided', async () => {
  const crm = await startContacts(60, ['conflicts: { winner: review }']);
  await editAllPeople(crm, () => ({ 'Job title': null }));
  const api = await useApi(crm);
  await api.send('POST', '/runs', { syncs: [] });
  expect(await api.run()).toMatchObject({ outcome: 'attention' });
  const { items } = await api.read('/brakes');
  expect(items).toMatchObject([{ sync: 'contacts', kind: 'blank', field: 'Job title', count: 60 }]);
  expect(await filledContacts(crm, 'jobtitle')).toEqual([60, 60]);
  expect((await api.send('POST', '/runs', { syncs: ['contacts'], allow: ['blank'] })).status).toBe(202);
  expect(await api.run()).toMatchObject({ outcome: 'done' });
  expect(await filledContacts(crm, 'jobtitle')).toEqual([0, 60]);
  expect((await api.read('/brakes')).items).toEqual([]);

  const contact = await contactId(crm, 'person1@brakes.example');
  await crm.hubspot.crm.contacts.basicApi.update(contact, { properties: { firstname: 'Left' } });
  const row = await rowId(crm, 'People', 'Email', 'person1@brakes.example');
  await editRow(crm, 'People', row, { 'First name': 'Right' });
  await crm.run('sync');
  const [conflict] = await api.readAll('/conflicts?open=true');
  expect(conflict).toMatchObject({
    left: { value: 'Left', base: 'First 1' },
    right: { value: 'Right', base: 'First 1' },
    state: 'waiting',
  });
  const decided = await api.job(`/conflicts/${conflict?.id}/resolution`, { side: 'right' });
  expect(decided).toMatchObject({ kind: 'resolution', status: 'done', problem: null });
  expect((await crm.hubspot.crm.contacts.basicApi.getById(contact, ['firstname'])).properties.firstname).toBe('Right');

  await crm.hubspot.crm.contacts.basicApi.update(contact, { properties: { firstname: 'Port' } });
  await editRow(crm, 'People', row, { 'First name': 'Starboard' });
  await crm.run('sync');
  const [later] = await api.readAll('/conflicts?open=true');
  expect(await api.readAll('/conflicts?open=false')).toMatchObject([{ id: conflict?.id }]);
  expect(await api.read('/conflicts')).toMatchObject({ total: 2, items: [{ id: later?.id }, { id: conflict?.id }] });
  await api.job(`/conflicts/${later?.id}/resolution`, { text: 'Centre' });
  expect(await api.readAll('/conflicts?open=true')).toEqual([]);
  const by = { via: 'api', by: 'operator' };
  expect(await api.read('/conflicts?open=false&limit=1')).toMatchObject({ total: 2, next: expect.any(String) });
  expect(await api.readAll('/conflicts?open=false&limit=1')).toMatchObject([
    { id: later?.id, state: 'resolved', winner: null, resolution: { left: 'Centre', right: 'Centre', by } },
    { id: conflict?.id, state: 'resolved', winner: 'right', left: { base: 'First 1' }, resolution: { by } },
  ]);

  expect((await api.job('/conflicts/4711/resolution', { side: 'left' })).problem).toMatchObject({
    code: 'unknown-conflict',
  });
});

it('the file is changed after its difference has been shown, with comments kept, by an admin alone', async () => {
  const crm = await startCrm();
  const text = `# Ours\n${contactsAlone(['every: 5m # often'])}`;
  await crm.configure(text);
  const api = await useApi(crm, 'admin');
  const { hash, ...shown } = await api.read('/configuration');
  expect(shown).toMatchObject({ file: 'linkwright.yaml', text, problems: [], rejected: null });
  const change = { edits: [{ kind: 'set', sync: 'contacts', key: 'every', value: '10m' }] };
  const proposed = await api.send('POST', '/configuration/difference', change);
  expect(proposed.document.difference).toContain('-    every: 5m # often\n+    every: 10m # often');
  const file = join(crm.directory, 'linkwright.yaml');
  expect(await readFile(file, 'utf8')).toBe(text);
  const wrong = { edits: [{ kind: 'set', sync: 'contacts', key: 'evry', value: '10m' }] };
  expect((await api.send('POST', '/configuration/difference', wrong)).document.problems).toMatchObject([
    { code: 'unknown-key' },
  ]);
  expect((await api.send('PUT', '/configuration', { basedOn: hash, change: wrong })).status).toBe(422);
  const operator = await api.tokenOf('operator');
  const put = { method: 'PUT', token: operator, body: JSON.stringify({ basedOn: hash, change }) };
  expect((await api.ask('/api/v1/workspaces/crm/configuration', put)).status).toBe(403);
  expect((await api.send('PUT', '/configuration', { basedOn: 'older', change })).document).toMatchObject({
    status: 409,
    code: 'configuration-changed',
  });
  for (const foreign of [
    text.replace('$' + '{HUBSPOT_URL}', 'http://attacker.example'),
    // A program that lies on the machine.
    text.replace(/connector: .*hubspot"/, 'connector: "./upload.js"'),
    `${text}state: elsewhere\n`,
    text.replace('# Ours', '# $' + '{file:/etc/passwd}'),
  ]) {
    expect(foreign).not.toBe(text);
    const refused = await api.send('PUT', '/configuration', { basedOn: hash, change: { text: foreign } });
    expect(refused.document).toMatchObject({ code: 'configuration-for-the-machine' });
  }
  expect(await readFile(file, 'utf8')).toBe(text);
  expect((await api.send('PUT', '/configuration', { basedOn: hash, change })).status).toBe(200);
  expect(await readFile(file, 'utf8')).toBe(text.replace('every: 5m', 'every: 10m'));
});

it('forgets a record for an admin, once it is confirmed', async () => {
  const crm = await startContacts(2);
  const api = await useApi(crm, 'admin');
  const id = await contactId(crm, 'person1@brakes.example');
  const asked = { connection: 'hubspot', object: 'contacts', id };
  expect((await api.send('POST', '/forget', asked)).document).toMatchObject({ forgotten: false });
  expect((await api.read('/records?keyOrId=person1@brakes.example')).items).toHaveLength(2);
  expect((await api.send('POST', '/forget', { ...asked, confirm: true })).document).toMatchObject({ forgotten: true });
  expect((await api.read('/records?keyOrId=person1@brakes.example')).items).toEqual([]);
});

it('whatever finds somebody else at work on the state waits for them', async () => {
  const crm = await startContacts(2);
  const api = await useApi(crm);
  const lock = await lockState(join(crm.directory, '.linkwright', 'state.db'));
  const { document: job } = await api.send('POST', '/drift', { syncs: [] });
  await vi.waitFor(async () => expect(await api.read(`/jobs/${job.id}`)).toMatchObject({ status: 'waiting' }), {
    timeout: 600_000,
  });
  const { document: other } = await api.send('POST', '/plans', { syncs: [] });
  expect(other.status).toBe('waiting');
  const run = api.workspace.change((book) => ({ ...book, runs: {} })).then(() => api.run());
  const decision = api.send('POST', '/review/decisions', { decision: 'approve', records: 'all' });
  expect((await api.read(`/jobs/${job.id}`)).status).toBe('waiting');
  await lock.release();
  expect(await run).toMatchObject({ outcome: 'done' });
  expect((await decision).status).toBe(200);
  for (const { id } of [job, other]) {
    await vi.waitFor(async () => expect((await api.read(`/jobs/${id}`)).status).toBe('done'), { timeout: 600_000 });
  }
  const { items } = await api.read('/jobs');
  expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['plan', 'drift']);
  await api.send('DELETE', `/jobs/${other.id}`);
  expect((await api.read('/jobs')).items).toHaveLength(1);
});

it('connections and syncs tell how they stand', async () => {
  const crm = await startContacts(2);
  const api = await useApi(crm);
  await api.run();
  const { connections } = await api.read('/connections');
  expect(connections).toMatchObject([
    { name: 'hubspot', app: 'HubSpot', state: 'ok', refused: null, syncs: ['contacts'] },
    { name: 'airtable', app: 'Airtable', state: 'ok', refused: null, syncs: ['contacts'] },
  ]);
  expect(connections[0].calls.today).toBeGreaterThan(0);
  const { syncs } = await api.read('/syncs');
  expect(syncs).toMatchObject([
    {
      name: 'contacts',
      enabled: true,
      implied: false,
      left: { connection: 'hubspot', object: 'contacts' },
      schedule: { lastOutcome: 'done', paused: null },
      standing: { linked: 2, failing: 0, brakes: 0 },
    },
  ]);
});

it('objects, their fields, what fits and a proposal are told by the apps, and the proposal is taken by the file', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const api = await useApi(crm, 'admin');
  const { connections } = await api.read('/objects?connection=airtable');
  expect(connections).toMatchObject([{ connection: 'airtable', app: 'Airtable' }]);
  expect(connections[0].objects.map(({ name }: { name: string }) => name)).toEqual(['Accounts', 'People', 'Deals']);
  const { object } = await api.read('/objects/fields?connection=airtable&object=Deals');
  expect(object.fields).toContainEqual(expect.objectContaining({ name: 'Amount', type: 'decimal' }));
  expect(object.associations).toContainEqual(expect.objectContaining({ name: 'Account' }));
  const fits = await api.read('/objects/compatible?connection=hubspot&object=contacts&field=Account');
  expect(fits.candidates).toContainEqual(expect.objectContaining({ name: 'companies', compatible: true }));
  expect(fits.candidates.some(({ compatible }: { compatible: boolean }) => !compatible)).toBe(true);
  const ends = {
    left: { connection: 'hubspot', object: 'deals' },
    right: { connection: 'airtable', object: 'Deals' },
  };
  const { document } = await api.send('POST', '/proposals', ends);
  expect(document.proposal.match[0]).toMatchObject({ left: 'dealname', right: 'Name' });
  const { hash } = await api.read('/configuration');
  const edits = [{ kind: 'add-sync', name: 'deals', sync: document.proposal.sync }];
  const put = await api.send('PUT', '/configuration', { basedOn: hash, change: { edits } });
  expect([put.status, put.document.difference]).toEqual([200, expect.stringContaining('+  deals:')]);
  expect((await crm.run('check')).stdout).toContain('deals');
  expect((await api.send('GET', '/objects/fields?connection=airtable&object=Deal')).document).toMatchObject({
    code: 'unknown-object',
    remedy: 'Did you mean "Deals"?',
  });
});
