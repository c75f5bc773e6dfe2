import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type BenchAirtable, createAirtableBase } from '../bench-airtable.ts';
import { type BenchHubspot, openHubspot } from '../bench-hubspot.ts';
import { type BenchKintone, createKintoneApps } from '../bench-kintone.ts';
import type { OtherApp } from '../bench-pair.ts';
import { type BenchSandbox, startBenchSandbox } from '../bench-sandbox.ts';
import { makeSample, type Sample } from '../sample.ts';
import { type HintedWorkspace, runCommand } from './command-process.ts';

/** A portal with an app in it, and a base. */
export interface HintedApps extends HintedWorkspace {
  readonly sandbox: BenchSandbox;
  readonly hubspot: BenchHubspot;
  readonly airtable: BenchAirtable;
  readonly sample: Sample;
}

/** A portal with an app in it, and a domain. Both call, and neither has a feed that is read. */
export interface CallingApps extends HintedWorkspace {
  readonly sandbox: BenchSandbox;
  readonly hubspot: BenchHubspot;
  readonly kintone: BenchKintone;
  readonly sample: Sample;
  /** What a person does in both: the address of the service is written down there. */
  paste(publicUrl: string): Promise<void>;
}

const app = { appId: 9, clientId: 'client-of-the-bench', clientSecret: 'secret-of-the-bench' };
const size = { contacts: 200, companies: 20 };

/** HubSpot is filled, Airtable empty. `lapse`: how many times faster time runs. */
export async function openHintedApps(folder: string, lapse: number): Promise<HintedApps> {
  const { sandbox, sample, hubspot, lapsed } = await openPortal(lapse);
  const airtable = await createAirtableBase(sandbox.airtable);
  const told = { appClientId: app.clientId, appClientSecret: app.clientSecret };
  const workspace = await writeWorkspace(folder, hubspot, told, '@linkwright/connector-airtable', airtable, lapsed);
  return { sandbox, hubspot, airtable, sample, ...workspace };
}

/** HubSpot is filled, Kintone empty. */
export async function openCallingApps(folder: string): Promise<CallingApps> {
  const { sandbox, sample, hubspot, lapsed } = await openPortal(1);
  const kintone = await createKintoneApps(sandbox.kintone);
  // Without the client's id there is nothing to read the journal with.
  const told = { appClientSecret: app.clientSecret };
  const workspace = await writeWorkspace(folder, hubspot, told, '@linkwright/connector-kintone', kintone, lapsed);
  const addressOf = async (connection: string, publicUrl: string): Promise<string> => {
    const said = await runCommand(workspace, ['hook', 'create', connection, '--url', publicUrl]);
    return /https?:\/\/\S+\/hooks\/\S+/.exec(said)?.[0] ?? '';
  };
  return {
    sandbox,
    hubspot,
    kintone,
    sample,
    ...workspace,
    async paste(publicUrl) {
      await subscribe(sandbox.hubspot, await addressOf('hubspot', publicUrl));
      await post(
        `${sandbox.kintone}/k/v1/sandbox/webhooks.json`,
        'POST',
        { 'x-cybozu-api-token': 'person' },
        {
          app: kintone.apps.contacts,
          url: await addressOf('other', publicUrl),
        },
      );
    },
  };
}

async function openPortal(lapse: number) {
  // One time for all processes.
  const lapsed = { LINKWRIGHT_BENCH_LAPSE: String(lapse), LINKWRIGHT_BENCH_BEGAN: String(Date.now()) };
  const sandbox = await startBenchSandbox(1, lapsed);
  const sample = makeSample(size);
  const hubspot = openHubspot(sandbox.hubspot, 'pat-bench-hints');
  await hubspot.load(sample);
  await hubspot.client.apiRequest({ method: 'POST', path: '/sandbox/apps', body: app });
  return { sandbox, sample, hubspot, lapsed };
}

async function writeWorkspace(
  folder: string,
  { accessToken, baseUrl }: BenchHubspot,
  told: Readonly<Record<string, string>>,
  connector: string,
  { settings, syncs }: OtherApp,
  lapsed: Readonly<Record<string, string>>,
): Promise<HintedWorkspace> {
  const configuration = {
    version: 1,
    connections: {
      hubspot: { connector: '@linkwright/connector-hubspot', settings: { accessToken, baseUrl, ...told } },
      other: { connector, settings },
    },
    syncs: Object.fromEntries(Object.entries(syncs).map(([name, sync]) => [name, { every: '10m', ...sync }])),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/linkwright.yaml`, JSON.stringify(configuration, null, 2));
  return { folder, environment: { LINKWRIGHT_KEY: randomBytes(32).toString('base64'), ...lapsed } };
}

const tokenSchema = z.object({ access_token: z.string() });

/** The app is called when somebody changes the title of a contact. */
async function subscribe(baseUrl: string, targetUrl: string): Promise<void> {
  const form = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret };
  const granted = await fetch(`${baseUrl}/oauth/2026-09/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = tokenSchema.parse(await granted.json());
  const headers = { authorization: `Bearer ${access_token}` };
  const webhooks = `${baseUrl}/app-webhooks/2026-09/${app.appId}`;
  await post(`${webhooks}/settings`, 'PUT', headers, { targetUrl, throttling: { maxConcurrentRequests: 10 } });
  const subscription = { eventType: 'object.propertyChange', objectTypeId: '0-1', propertyName: 'jobtitle' };
  await post(`${webhooks}/subscriptions`, 'POST', headers, { active: true, ...subscription });
}

async function post(url: string, method: string, headers: Record<string, string>, body: object): Promise<void> {
  const sent = { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const answer = await fetch(url, sent);
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
}
