import { setTimeout as wait } from 'node:timers/promises';
import { freePort, runCommand, startCommand } from './command-process.ts';
import type { HintedApps } from './hinted-apps.ts';

/** How long changes took, in seconds, from the app's answer to the edit until the other app shows it. */
export interface Latencies {
  readonly fromHubspot: readonly number[];
  readonly fromAirtable: readonly number[];
}

/** Airtable takes five calls a second of everybody together, so nobody looks more often. */
const lookEveryMs = 500;
/** Nothing that a feed tells takes as long. */
const patienceMs = 600_000;

/** People change a record in either app in turn, some ten to thirty seconds apart. `pings`: Airtable calls the service. */
export async function measureLatency(
  apps: HintedApps,
  {
    pings,
    edits,
    progress,
  }: { readonly pings: boolean; readonly edits: number; readonly progress: (text: string) => void },
): Promise<Latencies> {
  const { hubspot, airtable, sample } = apps;
  await runCommand(apps, ['-q', 'sync', '--yes']);
  const port = await freePort();
  const more: Record<string, string> = pings ? { LINKWRIGHT_PUBLIC_URL: `http://localhost:${port}` } : {};
  const service = startCommand(apps, ['start', '--port', String(port), '--log-level', 'warn'], more);
  try {
    // The feeds are open, and what the service did by itself has come back.
    await wait(45_000);
    const rows = new Map(
      (await airtable.base('Contacts').select().all()).map((row) => [String(row.get('Email')), row.id]),
    );
    const { results } = await hubspot.client.crm.contacts.basicApi.getPage(100, undefined, ['email']);
    const ids = new Map(results.map(({ id, properties }) => [properties.email ?? '', id]));
    const both = sample.contacts.filter(({ email }) => rows.has(email) && ids.has(email));
    const seconds = { fromHubspot: [] as number[], fromAirtable: [] as number[] };
    for (let edit = 0; edit < edits; edit += 1) {
      const email = both[edit % both.length]?.email ?? '';
      const [id, row] = [ids.get(email) ?? '', rows.get(email) ?? ''];
      const title = `Title ${edit}`;
      if (edit % 2 === 0) {
        await hubspot.client.crm.contacts.basicApi.update(id, { properties: { jobtitle: title } });
        seconds.fromHubspot.push(
          await until(async () => (await airtable.base('Contacts').find(row)).get('Job title') === title),
        );
      } else {
        await airtable.base('Contacts').update(row, { 'Job title': title });
        seconds.fromAirtable.push(
          await until(async () => {
            const { properties } = await hubspot.client.crm.contacts.basicApi.getById(id, ['jobtitle']);
            return properties.jobtitle === title;
          }),
        );
      }
      progress(`${pings ? 'pings' : 'feeds'}: ${edit + 1} of ${edits}`);
      await wait(10_000 + ((edit * 7_919) % 20_000));
    }
    return seconds;
  } finally {
    await service.end();
  }
}

async function until(holds: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    if (await holds()) return (performance.now() - startedAt) / 1000;
    if (performance.now() - startedAt > patienceMs)
      throw new Error('A change was not on the other side in ten minutes.');
    await wait(lookEveryMs);
  }
}
