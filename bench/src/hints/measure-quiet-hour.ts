import { setTimeout as wait } from 'node:timers/promises';
import { callsOf } from '../row.ts';
import { freePort, runCommand, startCommand } from './command-process.ts';
import type { HintedApps } from './hinted-apps.ts';

export interface HourOfCalls {
  readonly hubspot: number;
  readonly airtable: number;
}

const hourMs = 3_600_000;

/** An hour in which nothing happens, as the six cycles of `every: 10m` make it where no app tells anything. */
export async function countCycles(apps: HintedApps, lapse: number): Promise<HourOfCalls> {
  await settle(apps, lapse);
  await apps.sandbox.clear();
  for (let cycle = 0; cycle < 6; cycle += 1) await runCommand(apps, ['-q', 'sync']);
  return countOf(apps);
}

/**
 * The first hour in which nothing happens after a service has begun. `pings`: it has a public address, so that Airtable calls it.
 * `lapse`: how many times faster time runs.
 */
export async function countHour(
  apps: HintedApps,
  { pings, lapse }: { readonly pings: boolean; readonly lapse: number },
): Promise<HourOfCalls> {
  await settle(apps, lapse);
  const port = await freePort();
  const more: Record<string, string> = pings ? { LINKWRIGHT_PUBLIC_URL: `http://localhost:${port}` } : {};
  const service = startCommand(apps, ['start', '--port', String(port), '--log-level', 'warn'], more);
  try {
    // Its first run, and the opening of its feeds, which makes it look at everything once more.
    await wait(600_000 / lapse);
    await apps.sandbox.clear();
    await wait(hourMs / lapse);
    return await countOf(apps);
  } finally {
    await service.end();
  }
}

/** Until both sides are alike, and our own writes have been read back. */
async function settle(apps: HintedApps, lapse: number): Promise<void> {
  for (let cycle = 0; cycle < 2; cycle += 1) {
    await runCommand(apps, ['-q', 'sync', '--yes']);
    await wait(300_000 / lapse);
  }
}

async function countOf({ sandbox }: HintedApps): Promise<HourOfCalls> {
  const requests = await sandbox.requests();
  return { hubspot: callsOf(requests, 'hubspot').all, airtable: callsOf(requests, 'airtable').all };
}
