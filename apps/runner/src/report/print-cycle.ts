import { type CompiledSync, type CycleReport, objectTitle, type SyncReport } from '@linkwright/engine';
import stringWidth from 'string-width';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { pad } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { type SyncDetails, shownPerKind } from './collect-cycle.ts';
import { cycleSummary } from './cycle-summary.ts';
import type { WriteEstimate } from './estimate-writes.ts';
import { label, type OperationLine, tellOperation } from './tell-operation.ts';

export interface CycleToPrint {
  readonly report: CycleReport;
  readonly syncs: readonly CompiledSync[];
  readonly details: (sync: string) => SyncDetails;
  /** What writing a plan would cost. `null`: it has been written. */
  readonly estimate: WriteEstimate | null;
}

/** What a cycle wrote, or a plan would write, sync by sync, as a person tells it. */
export function printCycle(output: Output, cycle: CycleToPrint): void {
  const { report, syncs } = cycle;
  for (const syncReport of report.syncs) {
    const sync = syncs.find((candidate) => candidate.name === syncReport.name);
    if (sync) printSync(output, sync, syncReport, report.mode, cycle.details(syncReport.name));
  }
  const moves = report.syncs.reduce((sum, sync) => sum + cycle.details(sync.name).counts.moves, 0);
  output.print(cycleSummary(report, syncs, { estimate: cycle.estimate, moves }));
}

function printSync(
  output: Output,
  sync: CompiledSync,
  report: SyncReport,
  mode: CycleReport['mode'],
  details: SyncDetails,
): void {
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const arrow = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' }[fileDirection(sync)];
  const pair = `${left.displayName} ${objectTitle(left.object)} ${arrow} ${right.displayName} ${objectTitle(right.object)}`;
  const name = `${output.style('bold', sync.name)}${sync.implied ? ' (implied)' : ''}`;
  output.print(`${name}   ${pair}   ${counts(report, mode).join(' · ')}`);

  const names = new Map([left, right].map((end) => [end.connection, end.displayName]));
  const widest = Math.max(...[...names.values()].map((name) => stringWidth(name)));
  const app = (connection: string): string => pad(names.get(connection) ?? connection, widest);
  const other = (connection: string): string => (left.connection === connection ? right : left).displayName;
  const creates = details.creates.flatMap((operation) => tellOperation(operation, other(operation.connection)));
  const updates = details.updates.flatMap((operation) => tellOperation(operation, other(operation.connection)));
  const print = (sign: string, connection: string, text: string): void =>
    output.print(`  ${sign} ${app(connection)}  ${text}`);

  for (const [line, text] of inColumns(creates)) print(output.style('green', '+'), line.connection, text);
  for (const text of more(details.counts.creates, details.creates.length, 'create')) output.print(text);
  for (const [line, text] of inColumns(updates)) {
    print(output.style(line.sign === '!' ? 'yellow' : 'cyan', line.sign), line.connection, text);
  }
  for (const text of more(details.counts.updates, details.updates.length, 'change')) output.print(text);
  const labelOf = paddedLabels([...details.failing, ...details.held]);
  for (const failing of details.failing.slice(0, shownPerKind)) {
    const { connection } = failing.side === 'left' ? left : right;
    print(output.style('red', '✗'), connection, `${labelOf(failing)}   ${visible(failing.message)}`);
    output.print(`    ${visible(failing.remedy)}`);
  }
  for (const text of more(details.counts.failing, details.failing.length, 'refused record')) output.print(text);
  for (const held of details.held.slice(0, shownPerKind)) {
    const { connection } = held.side === 'left' ? left : right;
    print(output.style('yellow', '?'), connection, `${labelOf(held)}   ${held.reason}: ${visible(held.text)}`);
  }
  const alone = ['record that is left alone', 'records that are left alone'] as const;
  for (const text of more(details.counts.held, details.held.length, ...alone)) output.print(text);
}

function counts(report: SyncReport, mode: CycleReport['mode']): readonly string[] {
  const part = (value: number, word: string): readonly string[] =>
    value > 0 ? [`${formatNumber(value)} ${word}`] : [];
  const matched = report.newlyLinked - report.left.created - report.right.created;
  // The report of a plan counts as linked what would be, once it is written.
  const linked = report.linked - (mode === 'plan' ? report.newlyLinked : 0);
  return [
    `${formatNumber(linked)} linked`,
    ...part(matched, mode === 'plan' ? 'to be linked' : 'newly linked'),
    ...part(report.excluded, 'excluded'),
    ...part(report.frozen, 'frozen'),
    ...part(report.ambiguous, 'ambiguous'),
    ...part(report.failing, 'failing'),
    ...part(report.inReview, 'in review'),
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

/** Records, fields and values below each other, as wide as the lines of one list need. */
function inColumns(lines: readonly OperationLine[]): readonly (readonly [OperationLine, string])[] {
  const shown = lines.slice(0, shownPerKind);
  const widthOf = (read: (line: OperationLine) => string): number =>
    Math.max(0, ...shown.map((line) => stringWidth(read(line))));
  const labels = widthOf((line) => line.label);
  const fields = widthOf((line) => line.field ?? '');
  const texts = widthOf((line) => (line.remark === undefined ? '' : line.text));
  return shown.map((line) => {
    const field = line.field === undefined ? '' : `${pad(line.field, fields)}  `;
    const remark = line.remark === undefined ? '' : `   ${line.remark}`;
    return [line, `${pad(line.label, labels)}   ${field}${pad(line.text, texts)}${remark}`.trimEnd()];
  });
}

type Labelled = { readonly label: string };

function paddedLabels(records: readonly Labelled[]): (record: Labelled) => string {
  const width = Math.max(0, ...records.map((record) => stringWidth(label(record.label))));
  return (record) => pad(label(record.label), width);
}

const more = (total: number, kept: number, noun: string, plural?: string): readonly string[] => {
  const shown = Math.min(kept, shownPerKind);
  return total > shown ? [`    … and ${count(total - shown, `more ${noun}`, plural && `more ${plural}`)}`] : [];
};

function fileDirection(sync: CompiledSync): CompiledSync['direction'] {
  if (!sync.reversed || sync.direction === 'two-way') return sync.direction;
  return sync.direction === 'left-to-right' ? 'right-to-left' : 'left-to-right';
}
