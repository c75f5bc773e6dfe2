import { Client } from '@hubspot/api-client';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTestLive } from '../../../test/live/run-test-live.ts';

/** The way of `pnpm test:live`, with the sandbox for an account. */
const speed = 1000;

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ speed, limits: false });
});

afterAll(() => sandbox.close());

/** Each token is a portal of its own. */
function openPortal(accessToken: string) {
  const { baseUrl } = sandbox.hubspot;
  const sdk = new Client({ accessToken, basePath: baseUrl });
  return {
    sdk,
    environment: {
      HUBSPOT_ACCESS_TOKEN: accessToken,
      HUBSPOT_OWNER: 'rita.rep@example.com',
      HUBSPOT_BASE_URL: baseUrl,
      LINKWRIGHT_LIVE_SPEED: String(speed),
    },
    async addContact(email: string) {
      await sdk.crm.contacts.basicApi.create({ properties: { email }, associations: [] });
    },
    async makeProperty(name: string) {
      const body = { name, label: name, groupName: 'contactinformation', type: 'string', fieldType: 'text' };
      await sdk.apiRequest({ method: 'POST', path: '/crm/v3/properties/contacts', body });
    },
    /** What a run could have left behind. */
    async leftovers() {
      const [contacts, companies, properties, groups] = await Promise.all([
        sdk.crm.contacts.basicApi.getPage(100),
        sdk.crm.companies.basicApi.getPage(100),
        sdk.crm.properties.coreApi.getAll('contacts'),
        sdk.crm.properties.groupsApi.getAll('contacts'),
      ]);
      const ours = [...properties.results, ...groups.results].map(({ name }) => name);
      return {
        contacts: contacts.results.map(({ properties: { email } }) => email),
        companies: companies.results.length,
        names: ours.filter((name) => name.startsWith('linkwright_test_')),
      };
    },
  };
}

describe('the suite for live accounts', () => {
  it('passes, and leaves nothing behind', async () => {
    const { environment, leftovers } = openPortal('pat-na1-live-passes');
    const { exitCode, output } = await runTestLive(['hubspot'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain(environment.HUBSPOT_ACCESS_TOKEN);
    expect(await leftovers()).toEqual({ contacts: [], companies: 0, names: [] });
  });

  it('touches no account that has records of its own', async () => {
    const { environment, addContact, leftovers } = openPortal('pat-na1-live-own');
    await addContact('own@example.com');
    const { exitCode, output } = await runTestLive(['hubspot', '--test', 'lists every id once'], environment);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('The account has contacts of its own');
    expect(await leftovers()).toEqual({ contacts: ['own@example.com'], companies: 0, names: [] });
  });

  it('cleans up what a run left that was killed, and only that', async () => {
    const { environment, addContact, makeProperty, leftovers } = openPortal('pat-na1-live-killed');
    await addContact('older@example.com');
    await makeProperty('linkwright_test_killed_score');
    await addContact('left.behind@example.com');
    const again = await runTestLive(['hubspot', '--test', 'lists every id once'], environment);
    expect(again.exitCode, again.output).toBe(1);
    expect(again.output).toContain('remove them with --cleanup first');
    const { exitCode, output } = await runTestLive(['hubspot', '--cleanup'], environment);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('1 contacts\n  the property linkwright_test_killed_score');
    expect(await leftovers()).toEqual({ contacts: ['older@example.com'], companies: 0, names: [] });
    const nothing = await runTestLive(['hubspot', '--cleanup'], environment);
    expect(nothing.output).toContain('nothing was left behind');
  });

  it('cleans up after a failure, too', async () => {
    const { environment, leftovers } = openPortal('pat-na1-live-fails');
    const wrong = { ...environment, HUBSPOT_OWNER: 'nobody@example.com' };
    const { exitCode, output } = await runTestLive(['hubspot', '--test', 'writes values of every type'], wrong);
    expect(exitCode, output).toBe(1);
    expect(await leftovers()).toEqual({ contacts: [], companies: 0, names: [] });
  });
});
