import { airtablePair } from './airtable-pair.ts';
import { createAirtableBase } from './bench-airtable.ts';
import { openHubspot } from './bench-hubspot.ts';
import type { BenchOptions } from './bench-options.ts';
import { startBenchSandbox } from './bench-sandbox.ts';
import type { Bounds, Side } from './bounds.ts';
import type { Counted } from './count-calls.ts';
import { bySide, callRows, type MeasuredRun, unlimited } from './measure-run.ts';
import { runNaiveScript } from './naive-script.ts';
import { hubspotRatePerSecond } from './rates.ts';
import { callsOf, type Row } from './row.ts';
import { makeSample } from './sample.ts';

/** The calls of a script that does the first sync with Airtable, and of the same script run once more. */
export interface NaiveCalls {
  readonly first: Readonly<Record<Side, number>>;
  readonly again: Readonly<Record<Side, number>>;
}

export async function countNaiveCalls({ naive, progress }: BenchOptions): Promise<NaiveCalls> {
  progress(`naive script with ${naive.contacts} contacts`);
  const sandbox = await startBenchSandbox(unlimited);
  try {
    const hubspot = openHubspot(sandbox.hubspot, 'pat-bench-naive');
    await hubspot.load(makeSample(naive));
    const airtable = await createAirtableBase(sandbox.airtable);
    const run = async (): Promise<Readonly<Record<Side, number>>> => {
      await sandbox.clear();
      await runNaiveScript(hubspot, airtable);
      const requests = await sandbox.requests();
      return { hubspot: callsOf(requests, 'hubspot').all, other: callsOf(requests, 'airtable').all };
    };
    return { first: await run(), again: await run() };
  } finally {
    await sandbox.close();
  }
}

export function naiveRows({ size, naive }: BenchOptions, ours: Counted, theirs: NaiveCalls): readonly Row[] {
  const factor = size.contacts / naive.contacts;
  const secondsOf = (calls: Readonly<Record<Side, number>>): number =>
    Math.max(calls.hubspot / hubspotRatePerSecond, calls.other / airtablePair.ratePerSecond);
  const formula = factor === 1 ? 'ours' : `ours; measured with ${naive.contacts} contacts, × ${factor.toFixed(1)}`;
  const rows = (what: string, measured: Readonly<Record<Side, number>>, own: MeasuredRun): readonly Row[] => {
    const calls = bySide((side) => Math.round(measured[side] * factor));
    const ownCalls = bySide((side) => own.calls[side].all);
    const bounds: Bounds = {
      hubspot: { calls: ownCalls.hubspot, formula },
      other: { calls: ownCalls.other, formula },
    };
    return [
      ...callRows(`${what}, calls`, airtablePair, calls, bounds),
      {
        what: `${what}, calls ÷ rate`,
        pair: airtablePair.displayName,
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
