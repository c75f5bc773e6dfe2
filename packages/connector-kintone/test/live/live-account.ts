import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { type LiveAccount, type LiveRun, livePrefix, startFaultProxy } from '@linkwright/core/testing';
import { type KintoneWorld, rolesOf, settings, startProxy } from '../support/conformance-world.ts';
import { companyFields, type FieldDefinition, peopleFields, postFields } from '../support/people-world.ts';

/** Kintone has no call that deletes an app, so all runs use the same two. */
const appNames = { companies: `${livePrefix}companies`, people: `${livePrefix}people` };

/** A login nobody has: failed attempts of a real one could lock it. */
const refused = { username: 'linkwright-test-nobody', password: 'invalid-conformance-password-77d0' };

export const liveKintone: LiveAccount<KintoneWorld> = {
  name: 'Kintone',
  callsPerSecond: 8,
  variables: [
    { name: 'KINTONE_BASE_URL', meaning: 'address of the domain, such as https://example.kintone.com' },
    { name: 'KINTONE_USERNAME', meaning: 'login name of somebody who may create apps; an e-mail address' },
    { name: 'KINTONE_PASSWORD', meaning: 'the password of that login' },
  ],
  async open(run) {
    const domain = await openDomain(run);
    const { client } = domain;
    try {
      const companies = await appNamed(domain, appNames.companies, companyFields);
      const people = await appNamed(domain, appNames.people, peopleFields(companies));
      const empty = async () => {
        await deleteRecords(client, people);
        await deleteRecords(client, companies);
      };
      return {
        roles: rolesOf(domain.username),
        settings: { ...settings, required: ['baseUrl', 'username', 'password'], secrets: ['password'], refused },
        async create() {
          await empty();
          const proxy = await startProxy(run.variable('KINTONE_BASE_URL'), run.pace);
          const { username, password } = domain;
          return {
            client,
            proxy,
            settings: { baseUrl: proxy.baseUrl, username, password },
            objects: { source: people, target: companies },
            context: { clock: run.clock },
            settle: run.settle,
            close: proxy.close,
          };
        },
        async close() {
          await empty();
          await domain.close();
        },
      };
    } catch (error) {
      await domain.close();
      throw error;
    }
  },
  async cleanUp(run) {
    const domain = await openDomain(run);
    try {
      const removed: string[] = [];
      for (const name of [appNames.people, appNames.companies]) {
        const app = await findApp(domain.client, name);
        const count = app === undefined ? 0 : await deleteRecords(domain.client, app);
        if (count > 0) removed.push(`${count} records of the app ${name}`);
      }
      return removed;
    } finally {
      await domain.close();
    }
  },
};

interface Domain {
  readonly run: LiveRun;
  readonly client: KintoneRestAPIClient;
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  close(): Promise<void>;
}

/** Past the connector, at the pace of the run. */
async function openDomain(run: LiveRun): Promise<Domain> {
  const [username, password] = [run.variable('KINTONE_USERNAME'), run.variable('KINTONE_PASSWORD')];
  const { baseUrl, close } = await startFaultProxy({
    target: run.variable('KINTONE_BASE_URL'),
    isWrite: () => false,
    refusal: { body: null },
    pace: run.pace,
  });
  const client = new KintoneRestAPIClient({ baseUrl, auth: { username, password } });
  return { run, client, baseUrl, username, password, close };
}

async function findApp(client: KintoneRestAPIClient, name: string): Promise<string | undefined> {
  const { apps } = await client.app.getApps({ name });
  return apps.find((app) => app.name === name)?.appId;
}

/** The app that an earlier run has made, or one like it. */
async function appNamed(domain: Domain, name: string, fields: readonly FieldDefinition[]): Promise<string> {
  const { client, run } = domain;
  const known = await findApp(client, name);
  if (known !== undefined) return known;
  const { app } = await client.app.addApp({ name });
  await postFields(domain, app, fields);
  await client.app.deployApp({ apps: [{ app }] });
  const signal = AbortSignal.timeout(300_000);
  for (;;) {
    const [deployment] = (await client.app.getDeployStatus({ apps: [app] })).apps;
    if (deployment?.status === 'SUCCESS') return app;
    if (deployment?.status !== 'PROCESSING') throw new Error(`The deployment of ${name} is ${deployment?.status}.`);
    await run.clock.sleep(1000, signal);
  }
}

async function deleteRecords(client: KintoneRestAPIClient, app: string): Promise<number> {
  const records = await client.record.getAllRecordsWithId({ app, fields: ['$id'] });
  const ids = records.map(({ $id }) => ({ id: String($id?.value) }));
  if (ids.length > 0) await client.record.deleteAllRecords({ app, records: ids });
  return ids.length;
}
