import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { airtableSide, hubspotSide, kintoneSide } from './edited-side.ts';
import { openCallingApps, openHintedApps } from './hinted-apps.ts';
import { type Latencies, measureLatency } from './measure-latency.ts';
import { countCycles, countHour, type HourOfCalls } from './measure-quiet-hour.ts';

const usage = `bench:hints [--edits N] [--lapse N] [--only hour|latency|calls]

  --edits N  changes that people make, in either app in turn (default 24; some 25 s each)
  --lapse N  the quiet hour is counted in time that runs so many times faster (default 20)
  --only …   one of the two measurements, or calls: the latency of the apps that only call`;

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
    if (values.only === undefined || values.only === 'hour') {
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
    const edits = Number(values.edits);
    const tell = (how: string, latencies: readonly Latencies[]): void => {
      console.log(`Seconds until a change is on the other side, ${how}`);
      for (const { from, seconds } of latencies) {
        if (seconds.length === 0) {
          console.log(`${`from ${from}`.padEnd(60)} nothing was changed there: give more --edits`);
          continue;
        }
        const most = Math.max(...seconds).toFixed(1);
        console.log(
          `${`from ${from}`.padEnd(60)} median ${median(seconds).toFixed(1)}, longest ${most}, of ${seconds.length}`,
        );
        if (median(seconds) > 10) process.exitCode = 1;
      }
    };
    if (values.only === undefined || values.only === 'latency') {
      for (const isCalled of [false, true]) {
        const apps = await openHintedApps(join(folder, `latency-${isCalled}`), 1);
        try {
          const sides = [hubspotSide(apps.hubspot), airtableSide(apps.airtable)] as const;
          const how = isCalled ? 'journal read, Airtable calls' : 'journal and feed, both read';
          tell(how, await measureLatency({ apps, sides, isCalled, edits, progress }));
        } finally {
          await apps.sandbox.close();
        }
      }
    }
    if (values.only !== 'hour') {
      const apps = await openCallingApps(join(folder, 'calls'));
      try {
        const sides = [hubspotSide(apps.hubspot), kintoneSide(apps.kintone)] as const;
        const { paste } = apps;
        tell('HubSpot and Kintone call', await measureLatency({ apps, sides, isCalled: true, paste, edits, progress }));
      } finally {
        await apps.sandbox.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
