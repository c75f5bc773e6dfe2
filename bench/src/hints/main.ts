import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openHintedApps } from './hinted-apps.ts';
import { measureLatency } from './measure-latency.ts';
import { countCycles, countHour, type HourOfCalls } from './measure-quiet-hour.ts';

const usage = `bench:hints [--edits N] [--lapse N] [--only hour|latency]

  --edits N  changes that people make, in either app in turn (default 24; some 25 s each)
  --lapse N  the quiet hour is counted in time that runs so many times faster (default 20)
  --only …   one of the two measurements`;

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '24' },
    lapse: { type: 'string', default: '20' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2;
};

if (values.help) console.log(usage);
else {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-hints-'));
  const progress = (text: string): void => console.error(text);
  const inApps = async <Result>(
    name: string,
    lapse: number,
    use: (apps: Awaited<ReturnType<typeof openHintedApps>>) => Promise<Result>,
  ) => {
    const apps = await openHintedApps(join(folder, name), lapse);
    try {
      return await use(apps);
    } finally {
      await apps.sandbox.close();
    }
  };
  try {
    if (values.only !== 'latency') {
      const lapse = Number(values.lapse);
      progress(`the quiet hour, at ${lapse} times the pace of time`);
      const cycles = await inApps('cycles', lapse, (apps) => countCycles(apps, lapse));
      const feeds = await inApps('hour-feeds', lapse, (apps) => countHour(apps, { pings: false, lapse }));
      const pings = await inApps('hour-pings', lapse, (apps) => countHour(apps, { pings: true, lapse }));
      const line = (what: string, { hubspot, airtable }: HourOfCalls) =>
        console.log(`${what.padEnd(60)} HubSpot ${hubspot}, Airtable ${airtable}, together ${hubspot + airtable}`);
      console.log('Calls of a quiet hour');
      line('a cycle every ten minutes, no hints', cycles);
      line('journal and feed, both read', feeds);
      line('journal read, Airtable calls', pings);
      if (feeds.hubspot + feeds.airtable >= cycles.hubspot + cycles.airtable) process.exitCode = 1;
    }
    if (values.only !== 'hour') {
      const edits = Number(values.edits);
      for (const pings of [false, true]) {
        const { fromHubspot, fromAirtable } = await inApps(`latency-${pings}`, 1, (apps) =>
          measureLatency(apps, { pings, edits, progress }),
        );
        console.log(
          `Seconds until a change is on the other side, ${pings ? 'journal read, Airtable calls' : 'journal and feed, both read'}`,
        );
        for (const [what, seconds] of [
          ['from HubSpot', fromHubspot],
          ['from Airtable', fromAirtable],
        ] as const) {
          const most = Math.max(...seconds).toFixed(1);
          console.log(`${what.padEnd(60)} median ${median(seconds).toFixed(1)}, longest ${most}, of ${seconds.length}`);
          if (median(seconds) > 10) process.exitCode = 1;
        }
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
