import { expect, it } from 'vitest';
import { createNotifier } from '../../src/notify/notifier.ts';
import { contactsAlone, editAllPeople, startContacts } from '../commands/support/braked-contacts.ts';
import { addRow, editRow } from '../commands/support/fill-crm.ts';
import { startApi } from '../service/api/start-api.ts';
import { startReceiver } from './start-receiver.ts';

const { signal } = new AbortController();

async function start(webhook: string) {
  const receiver = await startReceiver();
  const crm = await startContacts(30);
  await crm.setVariables({ ...crm.variables, HOOK: receiver.url });
  await crm.configure(`${contactsAlone()}notify:\n  team: { url: "$${'{HOOK}'}", allowPrivate: true, ${webhook} }\n`);
  const { workspace, clock } = await startApi(crm.directory);
  const troubles: string[] = [];
  const notifier = createNotifier('crm', { trouble: (text) => troubles.push(text) });
  const look = () => notifier.look(workspace.work(signal));
  return { receiver, crm, workspace, clock, troubles, look };
}

it('is told once of a brake and of refused records, and once that it is normal again', async () => {
  const { receiver, crm, workspace, troubles, look } = await start('failing: 1');
  await look();
  expect(receiver.bodies).toEqual([]);
  await editAllPeople(crm, () => ({ 'Job title': null }));
  await crm.run('sync');
  await look();
  await look();
  expect(receiver.bodies).toMatchObject([
    { version: 1, workspace: 'crm', began: [{ kind: 'braked', sync: 'contacts' }], ended: [], isNormal: false },
  ]);
  // Another process goes on where this one was.
  await createNotifier('crm', { trouble: (text) => troubles.push(text) }).look(workspace.work(signal));
  expect(receiver.bodies).toHaveLength(1);

  const first = await addRow(crm, 'People', { Email: 'one@nowhere' });
  await crm.run('sync', '--allow', 'blank');
  await look();
  expect(receiver.bodies[1]).toMatchObject({ began: [], ended: [{ kind: 'braked' }], isNormal: true });
  await addRow(crm, 'People', { Email: 'two@nowhere' });
  await crm.run('sync');
  await look();
  expect(receiver.bodies[2]).toMatchObject({
    began: [{ kind: 'failing', text: expect.stringContaining('2 records are refused') }],
  });
  await editRow(crm, 'People', first, { Email: 'one@nowhere.example' });
  await crm.run('sync');
  await look();
  expect(receiver.bodies[3]).toMatchObject({ ended: [{ kind: 'failing' }], isNormal: true });
  expect(troubles).toEqual([]);
});

it('tells a chat in its own form; what does not arrive is sent again later, and the address is told nowhere', async () => {
  const { receiver, crm, clock, troubles, look } = await start('format: slack, on: [paused]');
  receiver.status = 500;
  await crm.run('pause', 'contacts', '--why', 'an import');
  await look();
  await look();
  expect(receiver.bodies).toHaveLength(1);
  expect(troubles).toEqual(['The webhook "team" was not told: 127.0.0.1 answered 500.']);
  receiver.status = 200;
  clock.at += 60_000;
  await look();
  expect(receiver.bodies[1]).toEqual({
    text: expect.stringMatching(/^linkwright crm\n• contacts is paused by \S+: an import\.$/),
  });
  await crm.run('resume');
  await look();
  expect(receiver.bodies[2]).toEqual({ text: expect.stringMatching(/over: contacts is paused.*\nBack to normal\.$/s) });
  const shown = await crm.run('check');
  expect(shown.exitCode).toBe(0);
  expect(troubles.join() + shown.stdout + shown.stderr).not.toContain('s3cr3t-path');
  await crm.configure(`${contactsAlone()}notify:\n  team: { url: "http://hooks.example/x", oon: [paused] }\n`);
  const { stderr, stdout } = await crm.run('check');
  expect(stderr + stdout).toContain('Did you mean "on"?');
  expect(stderr + stdout).toContain('allowPrivate: true for a private network');
});
