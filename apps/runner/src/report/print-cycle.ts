import {
  type CompiledSync,
  type CycleReport,
  type OperationReport,
  objectTitle,
  type SyncReport,
} from '@linkwright/engine';
import stringWidth from 'string-width';
import { type SyncDetails, shownPerKind } from '../operations/cycle/collect-cycle.ts';
import type { WriteEstimate } from '../operations/cycle/estimate-writes.ts';
import type { KeptList } from '../operations/cycle/kept-list.ts';
import { filtered, mapped } from '../operations/cycle/lazy.ts';
import type { RecordFilter, RecordNames } from '../operations/cycle/record-filter.ts';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { pad } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { cycleSummary } from './cycle-summary.ts';
import { firstOperations, inColumns, type Operations } from './operation-lines.ts';
import { printBrakes } from './print-brakes.ts';
import { label, tellOperation } from './tell-operation.ts';
import { tellReasonCounts } from './tell-reason-counts.ts';

export interface CycleToPrint {
  readonly report: CycleReport;
  readonly syncs: readonly CompiledSync[];
  readonly details: (sync: string) => SyncDetails;
  /** What writing a plan would cost. `null`: it has been written. */
  readonly estimate: WriteEstimate | null;
  /** Every line, instead of the first ones of each kind. Default false. */
  readonly all?: boolean;
  /** Only what is about these records. */
  readonly record?: RecordFilter;
  /** Only syncs of which there is something to tell. Default false. */
  readonly newsOnly?: boolean;
  /** What was typed, where it was no plan and no sync: what is said to be typed for more begins with it. */
  readonly again?: string;
}

/** What a cycle wrote, or a plan would write, sync by sync, as a person tells it. */
export async function printCycle(to: Output, cycle: CycleToPrint): Promise<void> {
  const output = wrapped(to, 2);
  const { report, syncs } = cycle;
  let cut: string | null = null;
  for (const syncReport of report.syncs) {
    const sync = syncs.find((candidate) => candidate.name === syncReport.name);
    if (cycle.newsOnly === true && !isNews(syncReport)) continue;
    if (sync && (await printSync(output, sync, syncReport, cycle))) cut ??= sync.name;
  }
  if (cut !== null && report.mode === 'plan') {
    const { again } = cycle;
    const typed = again ?? 'linkwright plan';
    const ways = [
      [`${typed} --all`, 'every line'],
      [again === undefined ? `${typed} --sync ${visible(cut)} --record KEY` : `${typed} --record KEY`, 'one record'],
      [`${typed} --out plan.jsonl`, 'everything, for programs'],
    ] as const;
    const width = Math.max(...ways.map(([command]) => command.length));
    output.print('Not everything is shown:');
    for (const [command, what] of ways) output.print(`  ${command.padEnd(width)}   ${what}`);
  }
  const moves = report.syncs.reduce((sum, sync) => sum + cycle.details(sync.name).moves, 0);
  wrapped(to).print(cycleSummary(report, syncs, { estimate: cycle.estimate, moves }));
}

function isNews({ left, right, associations, newlyLinked, brakes, notes, ...counts }: SyncReport): boolean {
  const writes = [left, right].flatMap((side) => [side.created, side.updated, side.archived, side.merged ?? 0]);
  const edges = [associations.left, associations.right].flatMap(({ added, removed }) => [added, removed]);
  const { failing, ambiguous, inReview, undecided } = counts;
  const waits = [failing, ambiguous, inReview, undecided, associations.unkept ?? 0, brakes.length, notes.length];
  return [...writes, ...edges, ...waits, newlyLinked].some((count) => count > 0);
}

/** Resolves to whether lines were left out. */
async function printSync(
  output: Output,
  sync: CompiledSync,
  report: SyncReport,
  { report: { mode }, details: detailsOf, all = false, record, again }: CycleToPrint,
): Promise<boolean> {
  const details = detailsOf(sync.name);
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const arrow = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' }[fileDirection(sync)];
  const pair = `${left.displayName} ${objectTitle(left.object)} ${arrow} ${right.displayName} ${objectTitle(right.object)}`;
  const name = `${output.style('bold', sync.name)}${sync.implied ? ' (implied)' : ''}`;
  output.print(`${name}   ${pair}   ${counts(report, mode).join(' · ')}`);
  printBrakes(output, sync.name, report.brakes, mode, again);
  for (const { text } of report.notes) output.print(`  ${output.style('yellow', '·')} ${visible(text)}`);

  const names = new Map([left, right].map((end) => [end.connection, end.displayName]));
  const widest = Math.max(...[...names.values()].map((name) => stringWidth(name)));
  const app = (connection: string): string => names.get(connection) ?? connection;
  const other = (connection: string): string => (left.connection === connection ? right : left).displayName;
  const connectionOf = ({ side }: { readonly side: 'left' | 'right' }): string =>
    (side === 'left' ? left : right).connection;
  const print = (sign: string, connection: string, text: string): void =>
    output.print(`  ${sign} ${pad(app(connection), widest)}  ${text}`);

  const isWhole = all || record !== undefined;
  const shown = <Item extends RecordNames>(list: KeptList<Item>): Iterable<Item> =>
    record ? filtered(list, (item) => record(sync.name, item)) : all ? list : list.first;
  const linesOf = (list: KeptList<OperationReport>): Operations => {
    const lines = mapped(shown(list), (operation) => tellOperation(operation, other(operation.connection)));
    return isWhole ? lines : firstOperations(lines, shownPerKind);
  };
  const operations = {
    creates: linesOf(details.creates),
    updates: linesOf(details.updates),
    archives: linesOf(details.archives),
  };
  const leftOut = (list: KeptList<unknown>, lines: Operations): number =>
    isWhole ? 0 : list.total - [...lines].length;
  const hidden = {
    creates: leftOut(details.creates, operations.creates),
    updates: leftOut(details.updates, operations.updates),
    archives: leftOut(details.archives, operations.archives),
  };
  const isCut =
    hidden.creates + hidden.updates + hidden.archives > 0 ||
    (!isWhole && [details.held, details.failing].some((list) => hasMore(list)));
  if (isCut || all) {
    for (const line of tellReasonCounts(details.reasons, app, other)) output.print(`  ${line}`);
    const reasons = [...details.heldReasons].map(([reason, number]) => `${formatNumber(number)} ${reason}`);
    if (reasons.length > 0) output.print(`  left alone: ${reasons.join(' · ')}`);
  }
  for (const kind of ['creates', 'updates', 'archives'] as const) {
    for (const [line, text] of inColumns(operations[kind])) {
      print(output.style(colours[line.sign], line.sign), line.connection, text);
      await output.drained();
    }
    if (hidden[kind] > 0) output.print(more(hidden[kind], nouns[kind]));
  }
  const labelOf = paddedLabels([...details.failing.first, ...details.held.first]);
  for (const failing of shown(details.failing)) {
    print(output.style('red', '✗'), connectionOf(failing), `${labelOf(failing)}   ${visible(failing.message)}`);
    output.print(`    ${visible(failing.remedy)}`);
    await output.drained();
  }
  if (!isWhole && hasMore(details.failing)) {
    output.print(more(details.failing.total - shownPerKind, 'refused record'));
  }
  for (const held of shown(details.held)) {
    const text = `${labelOf(held)}   ${held.reason}: ${visible(held.text)}`;
    print(output.style('yellow', '?'), connectionOf(held), text);
    await output.drained();
  }
  if (!isWhole && hasMore(details.held)) {
    const hidden = details.held.total - shownPerKind;
    output.print(more(hidden, 'record that is left alone', 'records that are left alone'));
  }
  return isCut;
}

const colours = { '+': 'green', '~': 'cyan', '!': 'yellow', '−': 'red' } as const;

const nouns = { creates: 'create', updates: 'change', archives: 'archived record' } as const;

const hasMore = (list: KeptList<unknown>): boolean => list.total > list.first.length;

function counts(report: SyncReport, mode: CycleReport['mode']): readonly string[] {
  const part = (value: number, word: string): readonly string[] =>
    value > 0 ? [`${formatNumber(value)} ${word}`] : [];
  const matched = report.newlyLinked - report.left.created - report.right.created;
  // The report of a plan counts as linked what would be, once it is written.
  const linked = report.linked - (mode === 'plan' ? report.newlyLinked : 0);
  return [
    `${formatNumber(linked)} linked`,
    ...part(matched, mode === 'plan' ? 'to be linked' : 'newly linked'),
    ...part(report.excluded - report.twinGone, 'excluded'),
    ...part(report.twinGone, 'with a deleted twin'),
    ...part(report.frozen, 'frozen'),
    ...part(report.ambiguous, 'ambiguous'),
    ...part(report.failing, 'failing'),
    ...part(report.inReview, 'in review'),
    ...part(report.undecided, 'to decide'),
    ...part(report.associations.pending, 'associations waiting'),
    ...filterEffect(report.filter, mode),
  ];
}

/** What the filter changes about records that were there before; a first exclusion is told by the count of all. */
function filterEffect(
  { excluded, frozen, unlinked, returned }: SyncReport['filter'],
  mode: CycleReport['mode'],
): readonly string[] {
  const would = mode === 'plan' ? 'would be ' : '';
  const texts = [
    ...(excluded > 0 ? [`${formatNumber(excluded)} ${would}left out`] : []),
    ...(frozen > 0 ? [`${formatNumber(frozen)} ${would}frozen`] : []),
    ...(unlinked > 0 ? [`${formatNumber(unlinked)} ${would}unlinked`] : []),
    ...(returned > 0 ? [`${formatNumber(returned)} ${mode === 'plan' ? 'would return' : 'returned'}`] : []),
  ];
  return texts.length > 0 ? [`filter: ${texts.join(', ')}`] : [];
}

type Labelled = { readonly label: string };

function paddedLabels(records: readonly Labelled[]): (record: Labelled) => string {
  const width = Math.max(0, ...records.map((record) => stringWidth(label(record.label))));
  return (record) => pad(label(record.label), width);
}

const more = (number: number, noun: string, plural?: string): string =>
  `    … and ${count(number, `more ${noun}`, plural && `more ${plural}`)}`;

function fileDirection(sync: CompiledSync): CompiledSync['direction'] {
  if (!sync.reversed || sync.direction === 'two-way') return sync.direction;
  return sync.direction === 'left-to-right' ? 'right-to-left' : 'left-to-right';
}
