import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { type BenchAirtable, createAirtableBase } from '../bench-airtable.ts';
import { type BenchHubspot, openHubspot } from '../bench-hubspot.ts';
import { type BenchSandbox, startBenchSandbox } from '../bench-sandbox.ts';
import { makeSample, type Sample } from '../sample.ts';

/** A portal with an app in it, a base, and the folder of a workspace that keeps them in step every ten minutes. */
export interface HintedApps {
  readonly sandbox: BenchSandbox;
  readonly hubspot: BenchHubspot;
  readonly airtable: BenchAirtable;
  readonly sample: Sample;
  readonly folder: string;
  /** For the command, beside its own. */
  readonly environment: Readonly<Record<string, string>>;
}

const app = { appId: 9, clientId: 'client-of-the-bench', clientSecret: 'secret-of-the-bench' };
const size = { contacts: 200, companies: 20 };

/** HubSpot is filled, Airtable empty. `lapse`: how many times faster time runs. */
export async function openHintedApps(folder: string, lapse: number): Promise<HintedApps> {
  // One time for all processes.
  const lapsed = { LINKWRIGHT_BENCH_LAPSE: String(lapse), LINKWRIGHT_BENCH_BEGAN: String(Date.now()) };
  const sandbox = await startBenchSandbox(1, lapsed);
  const sample = makeSample(size);
  const accessToken = 'pat-bench-hints';
  const hubspot = openHubspot(sandbox.hubspot, accessToken);
  await hubspot.load(sample);
  await hubspot.client.apiRequest({ method: 'POST', path: '/sandbox/apps', body: app });
  const airtable = await createAirtableBase(sandbox.airtable);
  const configuration = {
    version: 1,
    connections: {
      hubspot: {
        connector: '@linkwright/connector-hubspot',
        settings: {
          accessToken,
          baseUrl: sandbox.hubspot,
          appClientId: app.clientId,
          appClientSecret: app.clientSecret,
        },
      },
      other: { connector: '@linkwright/connector-airtable', settings: airtable.settings },
    },
    syncs: Object.fromEntries(Object.entries(airtable.syncs).map(([name, sync]) => [name, { every: '10m', ...sync }])),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/linkwright.yaml`, JSON.stringify(configuration, null, 2));
  const environment = {
    LINKWRIGHT_KEY: randomBytes(32).toString('base64'),
    ...lapsed,
  };
  return { sandbox, hubspot, airtable, sample, folder, environment };
}
