import { Client } from '@hubspot/api-client';
import { type LiveAccount, type LiveRun, livePrefix, startFaultProxy } from '@linkwright/core/testing';
import { type HubspotWorld, makeProperties, rolesOf, settings, startProxy } from '../support/conformance-world.ts';

/** The two objects of the suite; their order is that of deletion. */
const objects = { source: 'contacts', target: 'companies' };

/** Holds the properties of the runs, and its first property tells since when the records of the portal are ours. */
const groupName = `${livePrefix}properties`;

export const liveHubspot: LiveAccount<HubspotWorld> = {
  name: 'HubSpot',
  // The search takes 5 a second.
  callsPerSecond: 4,
  variables: [
    {
      name: 'HUBSPOT_ACCESS_TOKEN',
      meaning:
        'service key of a test account without contacts and companies: read and write scopes of contacts and ' +
        'companies (crm.objects and crm.schemas), crm.objects.owners.read',
    },
    { name: 'HUBSPOT_OWNER', meaning: 'e-mail address of a user of the account' },
    { name: 'HUBSPOT_BASE_URL', meaning: 'address of the API', default: 'https://api.hubapi.com' },
  ],
  async open(run) {
    const portal = await openPortal(run);
    try {
      if ((await portal.oldestProperty()) !== null) {
        throw new Error('An earlier run has left its properties behind: remove them with --cleanup first.');
      }
      for (const object of Object.values(objects)) {
        const { results } = await portal.sdk.crm.objects.basicApi.getPage(object, 1);
        if (results.length === 0) continue;
        throw new Error(
          `The account has ${object} of its own, which the suite could not tell from those it makes and deletes. ` +
            'Use a test account without any.',
        );
      }
      await portal.makeGroup();
      await makeProperties(portal.sdk, run.prefix, groupName);
      const names = { prefix: run.prefix, owner: run.variable('HUBSPOT_OWNER') };
      return {
        roles: rolesOf(names),
        settings,
        async create() {
          await portal.archiveOwnRecords();
          const proxy = await startProxy(run.variable('HUBSPOT_BASE_URL'), run.pace);
          return {
            sdk: portal.sdk,
            proxy,
            names,
            settings: { accessToken: run.variable('HUBSPOT_ACCESS_TOKEN'), baseUrl: proxy.baseUrl },
            objects,
            context: { clock: run.clock },
            settle: run.settle,
            close: proxy.close,
          };
        },
        async close() {
          await portal.archiveOwnRecords();
          await portal.removeProperties();
          await portal.close();
        },
      };
    } catch (error) {
      await portal.close();
      throw error;
    }
  },
  async cleanUp(run) {
    const portal = await openPortal(run);
    try {
      return [...(await portal.archiveOwnRecords()), ...(await portal.removeProperties())];
    } finally {
      await portal.close();
    }
  },
};

/** Past the connector, at the pace of the run. */
async function openPortal(run: LiveRun) {
  const { baseUrl, close } = await startFaultProxy({
    target: run.variable('HUBSPOT_BASE_URL'),
    isWrite: () => false,
    refusal: { body: null },
    pace: run.pace,
  });
  const sdk = new Client({ accessToken: run.variable('HUBSPOT_ACCESS_TOKEN'), basePath: baseUrl });
  const { coreApi, groupsApi } = sdk.crm.properties;

  async function ownProperties() {
    const { results } = await coreApi.getAll(objects.source);
    return results.filter(({ name }) => name.startsWith(livePrefix));
  }

  async function listRecords(object: string) {
    const records = [];
    let after: string | undefined;
    do {
      const page = await sdk.crm.objects.basicApi.getPage(object, 100, after);
      records.push(...page.results);
      after = page.paging?.next?.after;
    } while (after !== undefined);
    return records;
  }

  /** Since when a run is under way, or was when it was killed, in milliseconds since 1970. `null`: none is. */
  async function oldestProperty(): Promise<number | null> {
    const times = (await ownProperties()).map(({ createdAt }) => createdAt?.getTime() ?? Number.POSITIVE_INFINITY);
    return times.length === 0 ? null : Math.min(...times);
  }

  return {
    sdk,
    close,
    oldestProperty,
    async makeGroup() {
      const { results } = await groupsApi.getAll(objects.source);
      if (results.some(({ name }) => name === groupName)) return;
      await groupsApi.create(objects.source, { name: groupName, label: groupName, displayOrder: -1 });
    },
    /** All records that are younger than our properties: the portal was empty when these were made. */
    async archiveOwnRecords(): Promise<readonly string[]> {
      const since = await oldestProperty();
      if (since === null) return [];
      const archived: string[] = [];
      for (const object of Object.values(objects)) {
        const records = await listRecords(object);
        const own = records.filter(({ createdAt }) => createdAt.getTime() >= since);
        for (let start = 0; start < own.length; start += 100) {
          const inputs = own.slice(start, start + 100).map(({ id }) => ({ id }));
          await sdk.crm.objects.batchApi.archive(object, { inputs });
        }
        if (own.length > 0) archived.push(`${own.length} ${object}`);
      }
      return archived;
    },
    async removeProperties(): Promise<readonly string[]> {
      const properties = await ownProperties();
      for (const { name } of properties) await coreApi.archive(objects.source, name);
      const { results } = await groupsApi.getAll(objects.source);
      const group = results.find(({ name }) => name === groupName);
      if (group !== undefined) await groupsApi.archive(objects.source, groupName);
      return properties.map(({ name }) => `the property ${name}`);
    },
  };
}
