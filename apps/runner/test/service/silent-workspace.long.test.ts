import { expect, it } from 'vitest';
import { editAllPeople, startContacts } from '../commands/support/braked-contacts.ts';
import { isWrite } from '../commands/support/is-write.ts';
import { useApi } from './api/api-client.ts';

it('an app that shows nothing any more, and a sync that nobody runs, are told by status, the API and the metrics', async () => {
  const crm = await startContacts(5, ['every: 10m']);
  const api = await useApi(crm);
  const silent = async () => {
    const { syncs } = await api.read('/syncs');
    return syncs[0].schedule.silences.map(({ kind }: { kind: string }) => kind);
  };
  expect(await silent()).toEqual([]);
  api.clock.at += 31 * 60_000;
  expect(await silent()).toEqual(['unclaimed', 'stale']);
  expect((await api.ask('/metrics')).text).toContain(
    'linkwright_silent{workspace="crm",sync="contacts",kind="stale"} 1',
  );

  let seen: unknown;
  const { tell } = api.events;
  api.events.tell = (event) => {
    if (event.kind === 'run-started') seen = api.workspace.book();
    tell(event);
  };
  await editAllPeople(crm, (number) => ({ 'Job title': `Other ${number}` }));
  expect(await api.run()).toMatchObject({ outcome: 'done' });
  expect(await seen).toMatchObject({ runs: { contacts: expect.anything() } });
  expect((await api.workspace.book()).underWay).toEqual({});
  expect(await silent()).toEqual([]);

  const rows = await crm.base('People').select().all();
  await crm.base('People').destroy(rows.map(({ id }) => id));
  await crm.run('sync', '--full');
  expect(await silent()).toContain('emptied');
  expect((await crm.run('status')).stdout).toContain('contacts is silent: airtable People shows no record any more');
  expect(crm.sandbox.requests().some(isWrite)).toBe(true);
});
