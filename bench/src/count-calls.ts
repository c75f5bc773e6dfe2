import type { BenchOptions } from './bench-options.ts';
import type { BenchPair } from './bench-pair.ts';
import { startBenchSandbox } from './bench-sandbox.ts';
import type { Kind, Side } from './bounds.ts';
import { appOf, bySide, callRows, type MeasuredRun, measureRun, openApps, unlimited } from './measure-run.ts';
import type { Row } from './row.ts';
import { type Apps, type SyncRun, writesOf } from './run-sync.ts';
import { edgesOf, makeSample, type Sample } from './sample.ts';

export interface Counted {
  readonly rows: readonly Row[];
  readonly first: MeasuredRun;
  readonly unchanged: MeasuredRun;
}

/** Every budget of calls of one pair. */
export async function countCalls(options: BenchOptions, pair: BenchPair, stateFile: string): Promise<Counted> {
  const { size, progress } = options;
  const { bounds, displayName } = pair;
  const sample = makeSample(size);
  const sandbox = await startBenchSandbox(unlimited);
  try {
    progress(
      `${size.contacts} contacts, ${size.companies} companies and ${edgesOf(sample)} associations in HubSpot; ${displayName} is empty`,
    );
    const apps = await openApps(sandbox, pair, sample);
    const cycle = (what: string, file = stateFile): Promise<MeasuredRun> => {
      progress(`${displayName}: ${what}`);
      return measureRun(sandbox, apps, file);
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
    const recordCalls = ({ calls }: MeasuredRun) => bySide((side) => calls[side].records);
    const rows = [
      ...callRows('first sync', pair, recordCalls(first), bounds.firstSync(size), 1.05),
      ...callRows('cycle with nothing changed', pair, recordCalls(unchanged), bounds.unchangedCycle(size), 1),
      ...changed,
      ...callRows('moving in: all linked, nothing written', pair, recordCalls(moved), bounds.firstRead(size), 1.05),
      ...callRows(
        'constant of a run: account and schemas',
        pair,
        bySide((side) => first.calls[side].opening),
        bounds.opening,
      ),
    ];
    return { rows, first, unchanged };
  } finally {
    await sandbox.close();
  }
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

interface Edit {
  readonly kind: Kind;
  readonly from: Side;
  readonly edit: () => Promise<void>;
}

/** What changed records and associations cost on top of a cycle in which nothing has changed. */
async function countChanges(
  { changed: count }: BenchOptions,
  sample: Sample,
  { pair, hubspot, other }: Apps,
  unchanged: MeasuredRun,
  cycle: (what: string) => Promise<MeasuredRun>,
): Promise<readonly Row[]> {
  const title = (side: Side): string => `Edited in ${appOf(pair, side)}`;
  const edits: readonly Edit[] = [
    { kind: 'records', from: 'hubspot', edit: () => hubspot.changeContacts(sample, count, title('hubspot')) },
    { kind: 'records', from: 'other', edit: () => other.changeContacts(sample, count, title('other')) },
    { kind: 'associations', from: 'hubspot', edit: () => pair.changeAssociations(hubspot, sample, count) },
    { kind: 'associations', from: 'other', edit: () => other.changeAssociations(sample, count) },
  ];
  const rows: Row[] = [];
  for (const { kind, from, edit } of edits) {
    await edit();
    const what = `${count} changed ${kind} in ${appOf(pair, from)}, on top`;
    const run = await cycle(what);
    const least = kind === 'associations' ? pair.associationWrites(from, count) : count;
    if (writesOf(run.report) !== least) throw new Error(`${what}: ${writesOf(run.report)} writes, not ${least}`);
    const measured = bySide((side) => run.calls[side].records - unchanged.calls[side].records);
    rows.push(...callRows(what, pair, measured, pair.bounds.changes(kind, from, count), 1));
    // So that the next measurement is of its own edits alone.
    await cycle('own writes are read back');
  }
  return rows;
}
