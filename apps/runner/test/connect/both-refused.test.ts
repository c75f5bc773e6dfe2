import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { contactsAlone } from '../commands/support/braked-contacts.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { startStrippingProxy } from '../commands/support/stripping-proxy.ts';

const clock = {
  now: Date.now,
  wait: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined),
};

/** As each app answers a key that was withdrawn. */
const withdrawn = {
  hubspot: {
    of: /./,
    status: 401,
    body: { status: 'error', message: 'Authentication credentials not found.', category: 'INVALID_AUTHENTICATION' },
  },
  airtable: {
    of: /./,
    status: 401,
    body: { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } },
  },
};

it('both apps of a sync that refuse their keys are named, and the other one once the first is put right', async () => {
  const crm = await startCrm();
  const hubspot = await startStrippingProxy(crm.sandbox.hubspot.baseUrl, 'nothing');
  const airtable = await startStrippingProxy(crm.sandbox.airtable.baseUrl, 'nothing');
  await crm.setVariables({ ...crm.variables, HUBSPOT_URL: hubspot.url, AIRTABLE_URL: airtable.url });
  await crm.configure(contactsAlone());
  await addContact(crm, { email: 'ada@acme.example' });
  const log = pino({ level: 'silent' });
  const context = { clock, log, events: createServiceEvents(clock.now), environment: {}, directory: crm.directory };
  const file = join(crm.directory, 'linkwright.yaml');
  const workspace = await ServedWorkspace.open(context, { name: 'crm', file });
  onTestFinished(() => workspace.close());
  const { signal } = new AbortController();
  const run = async () => {
    await workspace.change((book) => ({
      ...book,
      refusals: {},
      asked: { contacts: { at: 0, requester: { via: 'command', by: null }, full: false, allow: [] } },
    }));
    return workspace.runPair('hubspot ↔ airtable', signal);
  };
  expect(await run()).toMatchObject({ outcome: 'done' });
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);

  hubspot.refusal = withdrawn.hubspot;
  airtable.refusal = withdrawn.airtable;
  expect(await run()).toMatchObject({ outcome: 'failed' });
  const both = await crm.run('status');
  expect(both.exitCode).toBe(3);
  expect(both.stdout).toMatch(/^At rest: hubspot, airtable refuse the credentials\./);
  for (const name of ['hubspot', 'airtable']) expect(both.stdout).toContain(`The syncs of ${name} rest since`);
  expect((await crm.document('status')).document).toMatchObject({
    schedule: {
      syncs: [{ name: 'contacts', nextAt: null, refused: [{ connection: 'hubspot' }, { connection: 'airtable' }] }],
    },
  });

  hubspot.refusal = null;
  expect(await run()).toMatchObject({ outcome: 'failed' });
  expect((await crm.run('status')).stdout).toMatch(/^At rest: airtable refuses the credentials\./);
  airtable.refusal = null;
  expect(await run()).toMatchObject({ outcome: 'done' });
  expect((await crm.run('status')).stdout).toMatch(/^In step\./);
});
