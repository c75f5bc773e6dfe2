import { Client } from '@hubspot/api-client';
import { type CycleEvent, systemClock } from '@linkwright/engine';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace } from '../src/index.ts';
import { followSyncs } from '../src/operations/follow-syncs.ts';
import { crmConfiguration } from './commands/support/crm-configuration.ts';
import { addCompany, addContact, associate } from './commands/support/fill-crm.ts';
import { startCrm } from './commands/support/start-crm.ts';
import { until } from './service/support/start-called-service.ts';

const app = { appId: 12, clientId: 'client-of-the-app', clientSecret: 'secret-of-the-app-77f1' };

it("carries what HubSpot's journal tells, associations too, and our own writes that it tells of start nothing", async () => {
  const crm = await startCrm({ hubspot: { journalLagMs: 0 } });
  await crm.hubspot.apiRequest({ method: 'POST', path: '/sandbox/apps', body: app });
  const key = 'settings: { accessToken: "$' + '{HUBSPOT_ACCESS_TOKEN}"';
  const told = `${key}, appClientId: ${app.clientId}, appClientSecret: ${app.clientSecret}`;
  await crm.configure(crmConfiguration(['companies', 'contacts']).replace(key, told));
  const ada = await addContact(crm, { email: 'ada@x.example', firstname: 'Ada' });
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });

  const controller = new AbortController();
  const events: CycleEvent[] = [];
  const workspace = await openWorkspace({
    directory: crm.directory,
    environment: {},
    signal: controller.signal,
    onEvent: (event) => event.kind === 'cycle' && events.push(event.event),
  });
  const rounds: string[] = [];
  const following = followSyncs(
    workspace,
    { syncs: [], pollMs: 200 },
    { cycle: async () => void rounds.push('cycle'), hinted: async () => void rounds.push('hinted') },
    systemClock,
  );
  onTestFinished(async () => {
    controller.abort();
    await following;
  });
  const people = async () => crm.base('People').select().all();
  await until(async () => (await people()).length === 1 && rounds.includes('cycle'));

  const person = new Client({
    accessToken: `person-${crm.variables.HUBSPOT_ACCESS_TOKEN}`,
    basePath: crm.sandbox.hubspot.baseUrl,
  });
  await person.crm.contacts.basicApi.update(ada, { properties: { firstname: 'Countess' } });
  await until(async () => (await people())[0]?.get('First name') === 'Countess');
  await associate({ hubspot: person }, ['contacts', ada], ['companies', acme], 'contactToCompany');
  await until(async () => JSON.stringify((await people())[0]?.get('Account') ?? []).includes('rec'));

  const before = rounds.filter((round) => round === 'hinted').length;
  await crm.base('People').update((await people())[0]?.id ?? '', { 'Last name': 'Lovelace' });
  const nameOf = async () => (await person.crm.contacts.basicApi.getById(ada, ['lastname'])).properties.lastname;
  await until(async () => (await nameOf()) === 'Lovelace');
  // HubSpot tells of that write too: it is read, and found equal.
  await until(async () =>
    events.some((event) => event.kind === 'hints-read' && event.connection === 'hubspot' && event.changed === 0),
  );
  expect(rounds.filter((round) => round === 'cycle')).toHaveLength(1);
  expect(rounds.filter((round) => round === 'hinted').length - before).toBeLessThanOrEqual(2);
});
