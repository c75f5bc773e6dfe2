import { Client } from '@hubspot/api-client';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { type FacingRequest, startSandbox } from '@linkwright/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isWrite } from './support/is-write.ts';
import { runHere } from './support/run-here.ts';

type App = 'hubspot' | 'kintone';

interface Person {
  readonly email: string;
  /** Unique in both apps, and required in Kintone. */
  readonly badge: string;
}

type People = Readonly<Record<string, Person>>;

const ada: Person = { email: 'ada@acme.example', badge: 'A-1' };
const bob: Person = { email: 'bob@acme.example', badge: 'B-2' };
const cid: Person = { email: 'cid@acme.example', badge: 'C-3' };

/** Contacts of HubSpot and the people of a Kintone app, written and read with the vendors' clients. */
async function startPeople() {
  let arrived: (request: FacingRequest) => void = () => undefined;
  const sandbox = await startSandbox({
    speed: 1000,
    kintone: { deployMs: 0 },
    chooseFault(request) {
      arrived(request);
      return undefined;
    },
  });
  onTestFinished(() => sandbox.close());
  const { contacts, properties } = new Client({ accessToken: 'pat-exchanged', basePath: sandbox.hubspot.baseUrl }).crm;
  await properties.coreApi.create('contacts', {
    name: 'badge',
    label: 'Badge',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.String,
    fieldType: PropertyCreateFieldTypeEnum.Text,
    hasUniqueValue: true,
  });
  const ids: Record<string, string> = {};
  const add = async (firstname: string, person: Person): Promise<void> => {
    const { id } = await contacts.basicApi.create({ properties: { firstname, ...person }, associations: [] });
    ids[firstname] = id;
  };
  for (const [name, person] of Object.entries({ Ada: ada, Bob: bob, Cid: cid })) await add(name, person);
  const { baseUrl } = sandbox.kintone;
  const kintone = new KintoneRestAPIClient({ baseUrl, auth: { username: 'ann@example.com', password: 'secret' } });
  const { app } = await kintone.app.addApp({ name: 'People' });
  const line = (code: string, more: object) => ({ type: 'SINGLE_LINE_TEXT' as const, code, label: code, ...more });
  await kintone.app.addFormFields({
    app,
    properties: {
      Name: line('Name', {}),
      Email: line('Email', { unique: true }),
      Badge: line('Badge', { unique: true, required: true }),
    },
  });
  await kintone.app.deployApp({ apps: [{ app }] });
  const directory = await temporaryFolder({
    'linkwright.yaml': `version: 1
connections:
  hubspot:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: pat-exchanged, baseUrl: "${sandbox.hubspot.baseUrl}" }
    limits: { requestsPerSecond: 1000 }
  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${baseUrl}", username: ann@example.com, password: secret }
    limits: { requestsPerSecond: 1000 }
syncs:
  people:
    left: { connection: hubspot, object: contacts }
    right: { connection: kintone, object: "${app}" }
    match: { left: email, right: Email }
    fields:
      - { left: firstname, right: Name }
      - { left: email, right: Email }
      - { left: badge, right: Badge }
    associations: []
`,
  });
  const inHubspot = async (): Promise<People> => {
    const { results } = await contacts.basicApi.getPage(100, undefined, ['firstname', 'email', 'badge']);
    return Object.fromEntries(
      results.map(({ properties: { firstname, email, badge } }) => [
        firstname ?? '',
        { email: email ?? '', badge: badge ?? '' },
      ]),
    );
  };
  const records = () => kintone.record.getAllRecords({ app });
  const inKintone = async (): Promise<People> =>
    Object.fromEntries(
      (await records()).map(({ Name, Email, Badge }) => [
        String(Name?.value),
        { email: String(Email?.value), badge: String(Badge?.value) },
      ]),
    );
  const edit: Readonly<Record<App, (name: string, changed: Partial<Person>) => Promise<void>>> = {
    async hubspot(name, changed) {
      await contacts.basicApi.update(ids[name] ?? '', { properties: { ...changed } });
    },
    async kintone(name, { email, badge }) {
      const id = (await records()).find((record) => record.Name?.value === name)?.$id?.value;
      await kintone.record.updateRecord({
        app,
        id: String(id),
        record: {
          ...(email !== undefined && { Email: { value: email } }),
          ...(badge !== undefined && { Badge: { value: badge } }),
        },
      });
    },
  };
  return {
    sandbox,
    add,
    read: { hubspot: inHubspot, kintone: inKintone },
    run: (...words: readonly string[]) => runHere(words, directory),
    /** As a person does it, who has to make room in this app too. */
    async give(on: App, people: People): Promise<void> {
      for (const name of Object.keys(people)) {
        await edit[on](name, { email: `${name}@moving.example`, badge: `moving ${name}` });
      }
      for (const [name, person] of Object.entries(people)) await edit[on](name, person);
    },
    /** A sync that is killed as soon as `isLast` has been asked for and something else is. */
    async dieAfter(isLast: (request: FacingRequest) => boolean): Promise<void> {
      const child = startCommand(['sync'], { directory });
      const ended = resultOf(child);
      let seen = false;
      arrived = (request) => {
        if (seen) child.kill('SIGKILL');
        seen ||= isLast(request);
      };
      await ended;
      arrived = () => undefined;
      expect(child.signalCode).toBe('SIGKILL');
    },
  };
}

const apps = ['hubspot', 'kintone'] as const;
const otherApp = { hubspot: 'kintone', kintone: 'hubspot' } as const;

describe.each(apps)('exchanged in %s', (origin) => {
  const target = otherApp[origin];

  test('addresses that must be unique arrive, and nobody is joined, made or left without one', async () => {
    const people = await startPeople();
    expect(await people.run('sync')).toMatchObject({ exitCode: 0 });
    // Two exchange their addresses, and the badges go round.
    const exchanged = {
      Ada: { email: bob.email, badge: bob.badge },
      Bob: { email: ada.email, badge: cid.badge },
      Cid: { email: cid.email, badge: ada.badge },
    };
    await people.give(origin, exchanged);
    const planned = await people.run('plan', '-q');
    expect(planned.stdout).toMatch(/for a moment, while another record takes the old value\)/);
    expect(await people.read[target]()).toEqual({ Ada: ada, Bob: bob, Cid: cid });
    const synced = await people.run('sync');
    expect(synced.stderr + synced.stdout).not.toContain('already');
    expect(synced).toMatchObject({ exitCode: 0 });
    expect(await people.read[target]()).toEqual(exchanged);
    expect(await people.read[origin]()).toEqual(exchanged);
    people.sandbox.clearRequests();
    expect(await people.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect(people.sandbox.requests().filter(isWrite)).toEqual([]);
    expect((await people.run('drift')).exitCode).toBe(0);
  });

  test('a sync that is killed in between is finished by the next one', async () => {
    const people = await startPeople();
    expect(await people.run('sync')).toMatchObject({ exitCode: 0 });
    const exchanged = { Ada: { ...ada, email: bob.email }, Bob: { ...bob, email: ada.email }, Cid: cid };
    await people.give(origin, exchanged);
    await people.dieAfter(
      ({ app, body }) => app === target && /"email":""|"Email":\{"value":(""|null)\}/.test(String(body)),
    );
    expect(Object.values(await people.read[target]()).map(({ email }) => email)).toContain('');
    people.sandbox.clearRequests();
    expect(await people.run('sync')).toMatchObject({ exitCode: 0 });
    expect(people.sandbox.requests().filter((request) => isWrite(request) && request.app === origin)).toEqual([]);
    expect(await people.read[target]()).toEqual(exchanged);
    expect(await people.read[origin]()).toEqual(exchanged);
  });
});

test('a new contact gets the address that another one has let go of', async () => {
  const people = await startPeople();
  expect(await people.run('sync')).toMatchObject({ exitCode: 0 });
  const moved = { email: 'ada@new.example', badge: 'A-9' };
  await people.give('hubspot', { Ada: moved });
  await people.add('Dan', ada);
  expect(await people.run('sync')).toMatchObject({ exitCode: 0 });
  const expected = { Ada: moved, Bob: bob, Cid: cid, Dan: ada };
  expect(await people.read.kintone()).toEqual(expected);
  expect(await people.read.hubspot()).toEqual(expected);
});
