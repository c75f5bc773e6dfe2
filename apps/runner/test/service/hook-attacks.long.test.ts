import { createHmac } from 'node:crypto';
import { openStore } from '@linkwright/engine';
import { expect, it } from 'vitest';
import { readPending } from '../../src/hints/pending-hints.ts';
import { openWorkspace } from '../../src/index.ts';
import { makeHook } from '../../src/operations/hooks.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { addContact } from '../commands/support/fill-crm.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { startCalledService, until } from './support/start-called-service.ts';

const appSecret = 'secret-of-the-app-2a7e';

interface Sent {
  readonly address: string;
  readonly body: string;
  /** Default: at the moment. */
  readonly time?: number;
  /** What is signed in place of the address. */
  readonly signedFor?: string;
  readonly secret?: string;
}

/** As HubSpot signs, version 3. */
function headersOf({ address, body, time = Date.now(), signedFor = address, secret = appSecret }: Sent) {
  const text = `POST${signedFor}${body}${time}`;
  return {
    'content-type': 'application/json',
    'x-hubspot-request-timestamp': String(time),
    'x-hubspot-signature-v3': createHmac('sha256', secret).update(text).digest('base64'),
  };
}

it('webhooks that are forged, replayed, late, too large or meant for another host start nothing and leave nothing', async () => {
  const crm = await startCrm();
  const refused = await crm.run('hook', 'create', 'hubspot', '--url', 'https://sync.example.com');
  expect(refused.stderr).toContain('HubSpot calls nobody with the settings of "hubspot".');
  const needless = await crm.run('hook', 'create', 'airtable', '--url', 'https://sync.example.com');
  expect(needless.stderr).toContain('hooks-unneeded');
  const key = 'settings: { accessToken: "$' + '{HUBSPOT_ACCESS_TOKEN}"';
  await crm.configure(
    crmConfiguration(['contacts'])
      .replace(key, `${key}, appClientSecret: ${appSecret}`)
      .replace(/associations:\n.*\n$/, 'associations: []\n'),
  );
  const ada = await addContact(crm, { email: 'ada@x.example', firstname: 'Ada' });
  const bob = await addContact(crm, { email: 'bob@x.example', firstname: 'Bob' });
  const { publicUrl, outcomes, runs, start } = await startCalledService();
  const service = start(crm.directory);
  const names = async () =>
    (await crm.base('People').select().all())
      .map((row) => String(row.get('First name')))
      .sort()
      .join();
  await until(async () => (await names()) === 'Ada,Bob' && runs.length >= 2);
  const workspace = await openWorkspace({ directory: crm.directory, environment: {} });
  const address = await makeHook(workspace, { connection: 'hubspot', url: publicUrl });
  // Of addresses a service knows what it looked up two seconds ago at the most.
  await until(async () => (await fetch(address, { method: 'POST', body: '[]' })).status === 401);
  const kept = async () => {
    const store = await openStore(`${crm.directory}/.linkwright/state.db`, { reading: true });
    const { hints, gaps } = await readPending(store).finally(() => store.close());
    return [...hints.map(({ id }) => id), ...gaps];
  };
  // A feed that was opened during the first run tells what that has written, and whoever looks at it asks HubSpot, too.
  const writtenBy = Date.now();
  await until(async () => {
    const feeds = [...service.workspaces.values()].flatMap(({ feeds: { standing } }) => standing);
    const { readAt = null, hintedAt = null } = feeds.find(({ connection }) => connection === 'airtable') ?? {};
    return readAt !== null && readAt > writtenBy && readAt !== hintedAt && (await kept()).length === 0;
  });
  const { portalId } = JSON.parse(
    await (await crm.hubspot.apiRequest({ method: 'GET', path: '/account-info/v3/details' })).text(),
  );
  const told = (objectId: string) =>
    JSON.stringify([{ portalId, objectId: Number(objectId), subscriptionType: 'contact.propertyChange' }]);
  const send = (sent: Sent, more: Readonly<Record<string, string>> = {}, to = address) =>
    fetch(to, { method: 'POST', headers: { ...headersOf(sent), ...more }, body: sent.body });
  const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

  await crm.hubspot.crm.contacts.basicApi.update(bob, { properties: { firstname: 'Robert' } });
  crm.sandbox.clearRequests();
  const body = told(bob);
  const now = Date.now();
  const genuine = { address, body };
  expect(await statusOf(send({ ...genuine, secret: 'another secret' }))).toBe(401);
  expect(
    await statusOf(fetch(address, { method: 'POST', headers: headersOf({ address, body }), body: told(ada) })),
  ).toBe(401);
  expect(await statusOf(send({ ...genuine, time: now - 301_000 }))).toBe(401);
  expect(await statusOf(send({ ...genuine, time: now + 400_000 }))).toBe(401);
  expect(await statusOf(send(genuine, {}, `${address}?a=1`))).toBe(401);
  // Whoever has it sent to a host of theirs cannot send it on to ours, whatever host they name.
  const foreign = address.replace(publicUrl, 'https://evil.example');
  const named = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  expect(await statusOf(send({ ...genuine, signedFor: foreign }, named))).toBe(401);
  expect(await statusOf(send({ address, body: '{"portalId":1}' }))).toBe(400);
  // The connection may be closed before all of it has been sent.
  expect(
    await statusOf(send({ address, body: `[${' '.repeat(1024 * 1024)}]` }, { connection: 'close' })).catch(() => 413),
  ).toBe(413);
  expect(outcomes.at(-1)).toBe('too-large');
  expect(await statusOf(send(genuine, {}, address.replace('hubspot', 'airtable')))).toBe(404);
  expect(await statusOf(send(genuine, {}, `${publicUrl}/hooks/hubspot/${'a'.repeat(32)}`))).toBe(404);
  expect(await kept()).toEqual([]);
  expect(crm.sandbox.requests().filter(({ app }) => app === 'hubspot')).toEqual([]);
  expect(await names()).toBe('Ada,Bob');

  const asSent = headersOf(genuine);
  const post = () => fetch(address, { method: 'POST', headers: { ...asSent, ...named }, body });
  expect((await post()).status).toBe(204);
  await until(async () => (await names()) === 'Ada,Robert');
  expect((await post()).status).toBe(204);
  expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(1);
  expect(await kept()).toEqual([]);

  // The earlier one comes later: both are read, and the record is as it is.
  await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { firstname: 'Countess' } });
  expect(await statusOf(send({ address, body: told(ada) }))).toBe(204);
  expect(await statusOf(send({ address, body: told(ada), time: now }))).toBe(204);
  await until(async () => (await names()) === 'Countess,Robert' && (await kept()).length === 0);
  expect(runs.every(({ outcome }) => outcome === 'done')).toBe(true);
  expect([...service.troubles]).toEqual([]);
});
