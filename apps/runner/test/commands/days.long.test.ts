import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from '../support/run-command.ts';
import { withSyncs } from './support/crm-configuration.ts';
import { addRow, editRow } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const phoenix = 'America/Phoenix';
/** Eight in the evening of the 31st of March, in Phoenix. */
const closed = '2026-04-01T03:00:00Z';

const kintoneLogin = { username: 'ann@example.com', password: 'secret' };
const kintoneConnection = (crm: Crm, credentials: string): string => `  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${crm.sandbox.kintone.baseUrl}", ${credentials} }
    limits: { requestsPerSecond: 1000 }
`;

/** The app beside HubSpot, written and read with its own client. */
interface Days {
  /** Resolves to the id. */
  add(name: string, day: string): Promise<string>;
  edit(id: string, day: string): Promise<void>;
  /** By name. */
  all(): Promise<Readonly<Record<string, unknown>>>;
}

async function daysInAirtable(crm: Crm): Promise<Days> {
  await crm.addField('Deals', { name: 'Closes', type: 'date', options: { dateFormat: { name: 'iso' } } });
  await crm.configure(withSyncs(dealsWith('airtable', 'Deals')));
  return {
    add: (name, day) => addRow(crm, 'Deals', { Name: name, Stage: 'Appointment Scheduled', Closes: day }),
    async edit(id, day) {
      await editRow(crm, 'Deals', id, { Closes: day });
    },
    async all() {
      const rows = await crm.base('Deals').select().all();
      return Object.fromEntries(rows.map(({ fields }) => [fields.Name, fields.Closes]));
    },
  };
}

const line = (code: string) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, unique: true });

async function daysInKintone(crm: Crm): Promise<Days> {
  const { app: apps, record } = new KintoneRestAPIClient({ baseUrl: crm.sandbox.kintone.baseUrl, auth: kintoneLogin });
  const { app } = await apps.addApp({ name: 'Deals' });
  const stage = { 'Appointment Scheduled': { label: 'Appointment Scheduled', index: '0' } };
  await apps.addFormFields({
    app,
    properties: {
      Name: line('Name'),
      Stage: { type: 'DROP_DOWN', code: 'Stage', label: 'Stage', options: stage },
      Closes: { type: 'DATE', code: 'Closes', label: 'Closes' },
    },
  });
  await apps.deployApp({ apps: [{ app }] });
  const connection = kintoneConnection(crm, 'apiToken: kintone-token');
  await crm.configure(withSyncs(dealsWith('kintone', `"${app}"`)).replace('syncs:\n', `${connection}syncs:\n`));
  return {
    async add(name, day) {
      const cells = { Name: { value: name }, Stage: { value: 'Appointment Scheduled' }, Closes: { value: day } };
      return (await record.addRecord({ app, record: cells })).id;
    },
    async edit(id, day) {
      await record.updateRecord({ app, id, record: { Closes: { value: day } } });
    },
    async all() {
      const records = await record.getAllRecords({ app });
      return Object.fromEntries(records.map(({ Name, Closes }) => [Name?.value, Closes?.value]));
    },
  };
}

const dealsWith = (connection: string, object: string): string => `  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: ${connection}, object: ${object} }
    match: { left: dealname, right: Name }
    fields:
      - { left: dealname, right: Name }
      - { left: dealstage, right: Stage, options: { appointmentscheduled: Appointment Scheduled } }
      - { left: closedate, right: Closes }
    associations: []
`;

/** The command on a machine in another zone. */
const runIn = (TZ: string, crm: Crm, ...words: readonly string[]): Promise<CommandResult> =>
  runCommand(words, { directory: crm.directory, environment: { TZ } });

describe('a deal that closes on the 31st of March in Phoenix', () => {
  it.each([
    ['Airtable', daysInAirtable],
    ['Kintone', daysInKintone],
  ])('closes on that day in %s, and is changed by what people edit only', async (_, startDays) => {
    const crm = await startCrm({ hubspot: { timeZone: phoenix }, kintone: { deployMs: 0 } });
    const days = await startDays(crm);
    const { basicApi } = crm.hubspot.crm.deals;
    const addDeal = async (dealname: string): Promise<string> =>
      (
        await basicApi.create({
          properties: { dealname, dealstage: 'appointmentscheduled', closedate: closed },
          associations: [],
        })
      ).id;
    const moments = async () => {
      const deals = await crm.hubspot.crm.deals.getAll(100, undefined, ['dealname', 'closedate']);
      return Object.fromEntries(deals.map(({ properties }) => [properties.dealname, properties.closedate]));
    };

    // One in both apps, and one in each.
    const deal = await addDeal('Both');
    const twin = await days.add('Both', '2026-03-31');
    await addDeal('Left');
    await days.add('Right', '2026-07-04');
    expect(await runIn('Pacific/Kiritimati', crm, 'sync')).toMatchObject({ exitCode: 0 });
    const shown = { Both: '2026-03-31', Left: '2026-03-31', Right: '2026-07-04' };
    expect(await days.all()).toEqual(shown);
    expect(await moments()).toEqual({ Both: closed, Left: closed, Right: '2026-07-04T07:00:00Z' });

    // Another time of the same day, and what nobody has edited: nothing is written.
    await basicApi.update(deal, { properties: { closedate: '2026-03-31T16:30:00Z' } });
    const before = crm.writes().length;
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect(crm.writes()).toHaveLength(before);
    expect(await days.all()).toEqual(shown);

    // An edited day keeps the time that people in Phoenix see.
    await days.edit(twin, '2026-05-02');
    expect(await runIn('America/Los_Angeles', crm, 'sync')).toMatchObject({ exitCode: 0 });
    expect((await moments()).Both).toBe('2026-05-02T16:30:00Z');

    // The last minute of the day there, which is the next one in London; then the next day there, too.
    await basicApi.update(deal, { properties: { closedate: '2026-05-03T06:59:00Z' } });
    expect(await crm.run('drift')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no difference') });
    await basicApi.update(deal, { properties: { closedate: '2026-05-03T07:00:00Z' } });
    const drift = await crm.run('drift');
    expect(drift).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('closedate ↔ Closes: 1 differ') });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect((await days.all()).Both).toBe('2026-05-03');
    expect(await crm.run('drift')).toMatchObject({ exitCode: 0 });
  });
});

it('a moment of Kintone is of the day that it is for the person who logs in, which an API token is not', async () => {
  const crm = await startCrm({ kintone: { deployMs: 0, timeZone: phoenix } });
  await crm.hubspot.crm.properties.coreApi.create('companies', {
    name: 'renewal',
    label: 'Renewal',
    groupName: 'companyinformation',
    type: PropertyCreateTypeEnum.Date,
    fieldType: PropertyCreateFieldTypeEnum.Date,
  });
  const { companies } = crm.hubspot.crm;
  const renewal = async () => (await companies.getAll(100, undefined, ['renewal']))[0]?.properties.renewal;
  const { app: apps, record } = new KintoneRestAPIClient({ baseUrl: crm.sandbox.kintone.baseUrl, auth: kintoneLogin });
  const { app } = await apps.addApp({ name: 'Companies' });
  await apps.addFormFields({
    app,
    properties: { Name: line('Name'), Renewal: { type: 'DATETIME', code: 'Renewal', label: 'Renewal' } },
  });
  await apps.deployApp({ apps: [{ app }] });
  const configure = (credentials: string) =>
    crm.configure(
      withSyncs(`  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: kintone, object: "${app}" }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }, { left: renewal, right: Renewal }]
    associations: []
`).replace('syncs:\n', `${kintoneConnection(crm, credentials)}syncs:\n`),
    );

  await configure('apiToken: kintone-token');
  const refused = await crm.run('check');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('time-zone-missing') });

  await configure('username: ann@example.com, password: secret');
  const { id } = await record.addRecord({ app, record: { Name: { value: 'Acme' }, Renewal: { value: closed } } });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await renewal()).toBe('2026-03-31');
  const [acme] = await companies.getAll();
  await companies.basicApi.update(acme?.id ?? '', { properties: { renewal: '2026-06-01' } });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect((await record.getRecord({ app, id })).record.Renewal?.value).toBe('2026-06-02T03:00:00Z');
});
