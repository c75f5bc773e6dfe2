import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestCount } from '@linkwright/sandbox';
import { createAirtableBase } from './bench-airtable.ts';
import { openHubspot } from './bench-hubspot.ts';
import { type BenchSandbox, startBenchSandbox } from './bench-sandbox.ts';
import { type Bound, changes, firstRead, firstSync, unchangedCycle } from './bounds.ts';
import { runNaiveScript } from './naive-script.ts';
import { type AppName, appNames, type Calls, callsOf, displayNames, type Row } from './row.ts';
import { type Apps, runSync, type SyncRun, writesOf } from './run-sync.ts';
import { edgesOf, makeSample, type Sample, type Size } from './sample.ts';
import { measureThroughput } from './throughput.ts';

export interface BenchOptions {
  readonly size: Size;
  /** Changed records or associations of one cycle. */
  readonly changed: number;
  /** Size that the naive script is run with. */
  readonly naive: Size;
  /** Records that pass between two apps in memory. */
  readonly throughput: number;
  /** The vendors' rates, so many times faster. */
  readonly speed: number;
  /** Told what is going on. */
  readonly progress: (text: string) => void;
}

/** The vendors' rates at speed 1, in calls per second: a HubSpot Professional account, and any Airtable base. */
const ratePerSecond: Readonly<Record<AppName, number>> = { hubspot: 19, airtable: 5 };

/** More than every overlap of an incremental read. */
const later = 600_000;

interface Measured extends SyncRun {
  readonly requests: readonly RequestCount[];
  readonly calls: Readonly<Record<AppName, Calls>>;
}

/** At this speed nobody waits for a rate: where calls are counted, and not time. */
const unlimited = 1000;

/** Every row, in the order of the table. */
export async function runBench(options: BenchOptions): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-bench-'));
  try {
    const counted = await countCalls(options, join(folder, 'calls'));
    const paced = await paceFirstSync(options, join(folder, 'pace'));
    const naive = await countNaiveCalls(options);
    options.progress(`${options.throughput} records between two apps in memory`);
    const throughput = await measureThroughput(options.throughput);
    return [...counted.rows, ...paced, ...throughput, ...naiveRows(options, counted, naive)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Counted {
  readonly rows: readonly Row[];
  readonly first: Measured;
  readonly unchanged: Measured;
}

async function countCalls(options: BenchOptions, stateFile: string): Promise<Counted> {
  const { size, progress } = options;
  const sample = makeSample(size);
  const sandbox = await startBenchSandbox(unlimited);
  try {
    progress(`${size.contacts} contacts, ${size.companies} companies and ${edgesOf(sample)} associations in HubSpot`);
    const apps = await openApps(sandbox, sample);
    const cycle = (what: string, file = stateFile): Promise<Measured> => {
      progress(what);
      return measure(sandbox, apps, file);
    };
    const first = await cycle('first sync');
    expectWrites(first, { left: 0, right: size.contacts + size.companies });
    const readBack = await cycle('own writes are read back');
    expectWrites(readBack, { left: 0, right: 0 });
    const unchanged = await cycle('nothing has changed');
    expectWrites(unchanged, { left: 0, right: 0 });
    const changed = await countChanges(options, sample, apps, unchanged, cycle);
    const moved = await cycle('moving in: the state is lost', `${stateFile}-moved`);
    expectWrites(moved, { left: 0, right: 0 });
    const rows = [
      ...callRows('first sync', first, firstSync(size), 1.05),
      ...callRows('cycle with nothing changed', unchanged, unchangedCycle(size), 1),
      ...changed,
      ...callRows('moving in: all linked, nothing written', moved, firstRead(size), 1.05),
      ...appNames.map((app) => openingRow(app, first)),
    ];
    return { rows, first, unchanged };
  } finally {
    await sandbox.close();
  }
}

async function openApps(sandbox: BenchSandbox, sample: Sample): Promise<Apps> {
  const hubspot = openHubspot(sandbox.hubspot, 'pat-bench');
  await hubspot.load(sample);
  return { hubspot, airtable: await createAirtableBase(sandbox.airtable) };
}

async function measure(sandbox: BenchSandbox, apps: Apps, stateFile: string): Promise<Measured> {
  await sandbox.advance(later);
  await sandbox.clear();
  const run = await runSync(apps, stateFile);
  const requests = await sandbox.requests();
  return {
    ...run,
    requests,
    calls: { hubspot: callsOf(requests, 'hubspot'), airtable: callsOf(requests, 'airtable') },
  };
}

/** A figure says nothing if the work was not done. */
function expectWrites({ report }: SyncRun, records: { readonly left: number; readonly right: number }): void {
  const written = { left: 0, right: 0 };
  for (const sync of report.syncs) {
    for (const side of ['left', 'right'] as const) written[side] += sync[side].created + sync[side].updated;
  }
  if (written.left === records.left && written.right === records.right) return;
  throw new Error(`expected writes of ${JSON.stringify(records)} records, got ${JSON.stringify(written)}`);
}

function callRows(
  what: string,
  { calls }: Measured,
  bounds: Readonly<Record<AppName, Bound>>,
  budget: number,
): readonly Row[] {
  return appNames.map((app) => ({
    what,
    app: displayNames[app],
    measured: calls[app].records,
    bound: bounds[app].calls,
    budget,
    unit: 'calls',
    formula: bounds[app].formula,
  }));
}

function openingRow(app: AppName, { calls }: Measured): Row {
  return {
    what: 'constant of a run: account and schemas',
    app: displayNames[app],
    measured: calls[app].opening,
    bound: app === 'hubspot' ? 13 : 2,
    unit: 'calls',
    formula:
      app === 'hubspot'
        ? 'account, schemas, limits, properties of 2 objects, their associations with 4 each'
        : 'account, tables of the base',
  };
}

/** What changed records and associations cost on top of a cycle in which nothing has changed. */
async function countChanges(
  { changed: count }: BenchOptions,
  sample: Sample,
  apps: Apps,
  unchanged: Measured,
  cycle: (what: string) => Promise<Measured>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const edits = [
    { kind: 'records', from: 'hubspot', edit: () => apps.hubspot.changeContacts(sample, count, 'Edited in HubSpot') },
    {
      kind: 'records',
      from: 'airtable',
      edit: () => apps.airtable.changeContacts(sample, count, 'Edited in Airtable'),
    },
    { kind: 'associations', from: 'hubspot', edit: () => apps.hubspot.addCompanies(sample, count) },
    { kind: 'associations', from: 'airtable', edit: () => apps.airtable.addCompanies(sample, count) },
  ] as const;
  for (const { kind, from, edit } of edits) {
    await edit();
    const what = `${count} changed ${kind} in ${displayNames[from]}, on top`;
    const run = await cycle(what);
    // An association is written with its record in Airtable, and counts as an update of it.
    const least = kind === 'associations' && from === 'hubspot' ? 2 * count : count;
    if (writesOf(run.report) !== least) throw new Error(`${what}: ${writesOf(run.report)} writes, not ${least}`);
    const bounds = changes(kind, from, count);
    for (const app of appNames) {
      const measured = run.calls[app].records - unchanged.calls[app].records;
      const { calls: bound, formula } = bounds[app];
      rows.push({ what, app: displayNames[app], measured, bound, budget: 1, unit: 'calls', formula });
    }
    // So that the next measurement is of its own edits alone.
    await cycle('own writes are read back');
  }
  return rows;
}

/** The first sync against the vendors' rates: wall time against what the slower app's rate allows. */
async function paceFirstSync({ size, speed, progress }: BenchOptions, stateFile: string): Promise<readonly Row[]> {
  const sandbox = await startBenchSandbox(speed);
  try {
    progress(`first sync at ${speed} times the vendors' rates`);
    const { seconds, calls } = await measure(sandbox, await openApps(sandbox, makeSample(size)), stateFile);
    return [
      {
        what: `first sync, wall time at ${speed} times the vendors' rates`,
        app: 'both',
        measured: seconds,
        bound: Math.max(...appNames.map((app) => calls[app].all / (ratePerSecond[app] * speed))),
        budget: 1.05,
        unit: 's',
        formula: 'the greater of calls ÷ rate of the two apps',
      },
      {
        what: 'the same, calls refused with 429',
        app: 'both',
        measured: calls.hubspot.refused + calls.airtable.refused,
        bound: 0,
        budget: 1,
        unit: 'calls',
        formula: 'none',
      },
    ];
  } finally {
    await sandbox.close();
  }
}

/** The calls of a script that does the first sync, and of the same script run once more. */
interface NaiveCalls {
  readonly first: Readonly<Record<AppName, number>>;
  readonly again: Readonly<Record<AppName, number>>;
}

async function countNaiveCalls({ naive, progress }: BenchOptions): Promise<NaiveCalls> {
  progress(`naive script with ${naive.contacts} contacts`);
  const sandbox = await startBenchSandbox(unlimited);
  try {
    const apps = await openApps(sandbox, makeSample(naive));
    const run = async (): Promise<Readonly<Record<AppName, number>>> => {
      await sandbox.clear();
      await runNaiveScript(apps);
      const requests = await sandbox.requests();
      return { hubspot: callsOf(requests, 'hubspot').all, airtable: callsOf(requests, 'airtable').all };
    };
    return { first: await run(), again: await run() };
  } finally {
    await sandbox.close();
  }
}

function naiveRows({ size, naive }: BenchOptions, ours: Counted, theirs: NaiveCalls): readonly Row[] {
  const factor = size.contacts / naive.contacts;
  const secondsOf = (calls: Readonly<Record<AppName, number>>): number =>
    Math.max(...appNames.map((app) => calls[app] / ratePerSecond[app]));
  const source = factor === 1 ? 'ours' : `ours; measured with ${naive.contacts} contacts, × ${factor.toFixed(1)}`;
  const rows = (what: string, measured: Readonly<Record<AppName, number>>, own: Measured): readonly Row[] => {
    const calls = { hubspot: Math.round(measured.hubspot * factor), airtable: Math.round(measured.airtable * factor) };
    const ownCalls = { hubspot: own.calls.hubspot.all, airtable: own.calls.airtable.all };
    return [
      ...appNames.map(
        (app): Row => ({
          what: `${what}, calls`,
          app: displayNames[app],
          measured: calls[app],
          bound: ownCalls[app],
          unit: 'calls',
          formula: source,
        }),
      ),
      {
        what: `${what}, calls ÷ rate`,
        app: 'both',
        measured: secondsOf(calls),
        bound: secondsOf(ownCalls),
        unit: 's',
        formula: 'ours; the slower app counts',
      },
    ];
  };
  return [
    ...rows('naive script, first sync', theirs.first, ours.first),
    ...rows('naive script, nothing changed', theirs.again, ours.unchanged),
  ];
}
