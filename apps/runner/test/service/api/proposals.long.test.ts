import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crmConfiguration } from '../../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow } from '../../commands/support/fill-crm.ts';
import { readApps } from '../../commands/support/read-apps.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { useApi } from './api-client.ts';

const fileIn = (directory: string): Promise<string> => readFile(join(directory, 'linkwright.yaml'), 'utf8');

it('works out what would put the file right, for an admin to write, and what could be in it besides', async () => {
  const crm = await startCrm();
  const before = crmConfiguration(['contacts']);
  await crm.configure(before);
  const [api, writes] = [await useApi(crm), crm.writes()];
  const wrong = await api.job('/checks');
  expect(wrong).toMatchObject({ status: 'failed', problem: { problems: [{ code: 'association-target-not-synced' }] } });

  const job = await api.job('/fixes');
  expect(job).toMatchObject({ kind: 'fixes', status: 'done' });
  const fixes = await api.read(`/jobs/${job.id}/fixes`);
  expect(fixes).toMatchObject({
    file: 'linkwright.yaml',
    written: false,
    edits: [{ kind: 'add-sync', name: 'companies', sync: { right: { connection: 'airtable', object: 'Accounts' } } }],
    assumed: [expect.stringMatching(/^companies: added, because contacts maps primary_company/)],
    problems: [],
  });
  expect(await fileIn(crm.directory)).toBe(before);

  const change = { basedOn: fixes.hash, change: { edits: fixes.edits } };
  expect((await api.send('PUT', '/configuration', change)).document).toMatchObject({ code: 'role-too-low' });
  const written = await api.ask('/api/v1/workspaces/crm/configuration', {
    method: 'PUT',
    token: await api.tokenOf('admin'),
    body: JSON.stringify(change),
  });
  expect([written.status, JSON.parse(written.text).difference]).toEqual([200, fixes.difference]);
  expect((await crm.run('check')).exitCode).toBe(0);
  expect(await api.workspace.notice(new AbortController().signal)).toBe('taken-over');
  expect(await api.job('/checks')).toMatchObject({ status: 'done' });

  const found = await api.job('/suggestions');
  const suggestions = await api.read(`/jobs/${found.id}/suggestions`);
  expect(suggestions).toMatchObject({ newSyncs: [{ name: 'deals', reason: 'same name' }] });
  expect(suggestions).toEqual((await crm.document('check', '--suggest')).document);
  expect(crm.writes()).toEqual(writes);
});

it('rehearses on copies: the accounts stay as they are', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
  await addRow(crm, 'People', { Email: 'ben@acme.example' });
  const api = await useApi(crm);
  const [apps, writes] = [await readApps(crm), crm.writes()];
  const job = await api.job('/rehearsals', { records: 50, mask: true });
  expect(job).toMatchObject({ kind: 'rehearsal', status: 'done', by: 'operator' });
  const { rehearsal } = await api.read(`/jobs/${job.id}/rehearsal`);
  expect(rehearsal).toMatchObject({ masked: true, thirdSync: { nothingToDo: true } });
  expect(rehearsal.firstSync.find(({ name }: { name: string }) => name === 'contacts')).toMatchObject({
    created: { left: 1, right: 1 },
    refused: [],
  });
  expect(JSON.stringify(rehearsal)).not.toContain('ada@acme.example');
  expect(await readApps(crm)).toEqual(apps);
  expect(crm.writes()).toEqual(writes);
  expect(await api.send('POST', '/rehearsals', { records: 0 })).toMatchObject({ status: 400 });
});

it('a viewer begins none of it, and reads what came of it', async () => {
  const crm = await startCrm();
  const api = await useApi(crm);
  const viewer = await api.tokenOf('viewer');
  for (const path of ['checks', 'suggestions', 'fixes', 'rehearsals']) {
    const asked = { method: 'POST', token: viewer, body: '{}' };
    const { status, text } = await api.ask(`/api/v1/workspaces/crm/${path}`, asked);
    expect([path, status, JSON.parse(text).code]).toEqual([path, 403, 'role-too-low']);
  }
  expect(await api.read('/jobs')).toMatchObject({ items: [] });
  const job = await api.job('/fixes');
  const read = (kind: string) => api.ask(`/api/v1/workspaces/crm/jobs/${job.id}/${kind}`, { token: viewer });
  expect(JSON.parse((await read('fixes')).text)).toMatchObject({ edits: [], difference: '', problems: [] });
  expect((await read('suggestions')).status).toBe(404);
});
