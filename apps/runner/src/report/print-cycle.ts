import type { CompiledSync, CycleReport, OperationReport, SyncReport } from '@linkwright/engine';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { truncate } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { type SyncDetails, shownPerKind } from './collect-cycle.ts';
import { tellValue } from './tell-value.ts';

/** What a cycle wrote, or a plan would write, sync by sync, as a person tells it. */
export function printCycle(
  output: Output,
  request: {
    readonly report: CycleReport;
    readonly syncs: readonly CompiledSync[];
    readonly details: (sync: string) => SyncDetails;
  },
): void {
  for (const report of request.report.syncs) {
    const sync = request.syncs.find((candidate) => candidate.name === report.name);
    if (sync) printSync(output, sync, report, request.details(report.name));
  }
  output.print(summary(request.report, request.syncs));
}

function printSync(output: Output, sync: CompiledSync, report: SyncReport, details: SyncDetails): void {
  const [left, right] = sync.reversed ? [sync.right, sync.left] : [sync.left, sync.right];
  const counts = [
    `${formatNumber(report.linked)} linked`,
    ...part(report.excluded, 'excluded'),
    ...part(report.ambiguous, 'ambiguous'),
    ...part(report.failing, 'failing'),
    ...part(report.inReview, 'in review'),
    ...(report.associations.pending > 0 ? [`${formatNumber(report.associations.pending)} associations waiting`] : []),
  ];
  const arrow = { 'two-way': '⇄', 'left-to-right': '→', 'right-to-left': '←' }[fileDirection(sync)];
  const pair = `${left.displayName} ${left.object.name} ${arrow} ${right.displayName} ${right.object.name}`;
  output.print(`${output.style('bold', sync.name)}   ${pair}   ${counts.join(' · ')}`);
  const names = new Map([
    [left.connection, left.displayName],
    [right.connection, right.displayName],
  ]);
  const widest = Math.max(...[...names.values()].map((name) => name.length));
  const appOf = (connection: string): string => (names.get(connection) ?? connection).padEnd(widest);
  const lines = [
    ...details.creates.map(
      (operation) => `  ${output.style('green', '+')} ${appOf(operation.connection)}  ${create(operation)}`,
    ),
    ...more(details.counts.creates, details.creates.length, 'create'),
    ...details.updates.flatMap((operation) =>
      update(operation, sync, names).map(
        (line) => `  ${mark(output, line.mark)} ${appOf(operation.connection)}  ${line.text}`,
      ),
    ),
    ...more(details.counts.updates, details.updates.length, 'change'),
    ...details.failing.flatMap((failing) => [
      `  ${output.style('red', '✗')} ${appOf(sideConnection(sync, failing.side))}  ${label(failing.label)}  ${visible(failing.message)}`,
      `    ${visible(failing.remedy)}`,
    ]),
    ...more(details.counts.failing, details.failing.length, 'refused record'),
    ...details.held.map(
      (held) =>
        `  ${output.style('yellow', '?')} ${appOf(sideConnection(sync, held.side))}  ${label(held.label)}  ${held.reason}: ${visible(held.text)}`,
    ),
    ...more(details.counts.held, details.held.length, 'record that is left alone', 'records that are left alone'),
  ];
  for (const line of lines) output.print(line);
}

const part = (value: number, word: string): readonly string[] => (value > 0 ? [`${formatNumber(value)} ${word}`] : []);

const more = (total: number, shown: number, noun: string, plural?: string): readonly string[] =>
  total > shown && shown >= shownPerKind
    ? [`    … and ${count(total - shown, `more ${noun}`, plural && `more ${plural}`)}`]
    : [];

const label = (text: string): string => truncate(visible(text), 40);

function mark(output: Output, sign: '~' | '!'): string {
  return sign === '!' ? output.style('yellow', sign) : output.style('cyan', sign);
}

function create(operation: OperationReport): string {
  const filled = operation.fields.filter((field) => field.after !== null).length;
  const associations = operation.associations.map((edit) => `${edit.field} → ${edit.added.map(label).join(', ')}`);
  return [label(operation.label), [count(filled, 'field'), ...associations].join('; ')].join('   ');
}

function update(
  operation: OperationReport,
  sync: CompiledSync,
  names: ReadonlyMap<string, string>,
): readonly { readonly mark: '~' | '!'; readonly text: string }[] {
  const name = label(operation.label);
  const otherEnd = sync.left.connection === operation.connection ? sync.right : sync.left;
  const other = names.get(otherEnd.connection) ?? otherEnd.displayName;
  const fields = operation.fields.map((field) =>
    field.conflict
      ? {
          mark: '!' as const,
          text: `${name}   ${field.field}  ${tellValue(field.before)} | ${tellValue(field.after)}   ${other} wins, ${tellValue(field.before)} kept in the conflict log`,
        }
      : {
          mark: '~' as const,
          text: `${name}   ${field.field}  ${tellValue(field.before)} → ${tellValue(field.after)}   (changed in ${other})`,
        },
  );
  const associations = operation.associations.map((edit) => ({
    mark: '~' as const,
    text: `${name}   ${edit.field}  ${moved(edit)}`,
  }));
  return [...fields, ...associations];
}

function moved(edit: OperationReport['associations'][number]): string {
  const added = edit.added.map(label);
  const removed = edit.removed.map(label);
  if (added.length === 1 && removed.length === 1) return `${removed[0]} → ${added[0]}`;
  return [...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`)].join(', ');
}

const sideConnection = (sync: CompiledSync, side: 'left' | 'right'): string => {
  const internal = sync.reversed ? (side === 'left' ? 'right' : 'left') : side;
  return sync[internal].connection;
};

function fileDirection(sync: CompiledSync): CompiledSync['direction'] {
  if (!sync.reversed || sync.direction === 'two-way') return sync.direction;
  return sync.direction === 'left-to-right' ? 'right-to-left' : 'left-to-right';
}

function summary(report: CycleReport, syncs: readonly CompiledSync[]): string {
  const apps = new Map<string, { created: number; updated: number }>();
  let added = 0;
  let removed = 0;
  let calls = 0;
  for (const sync of report.syncs) {
    const compiled = syncs.find((candidate) => candidate.name === sync.name);
    for (const side of ['left', 'right'] as const) {
      const end = compiled && [compiled.left, compiled.right].find((one) => one.connection === sync[side].connection);
      const name = end?.displayName ?? sync[side].connection;
      const sum = apps.get(name) ?? { created: 0, updated: 0 };
      apps.set(name, { created: sum.created + sync[side].created, updated: sum.updated + sync[side].updated });
      added += sync.associations[side].added;
      removed += sync.associations[side].removed;
      calls += sync[side].calls;
    }
  }
  const parts = [...apps].flatMap(([name, { created, updated }]) => {
    const words = [
      ...(created > 0 ? [count(created, 'create')] : []),
      ...(updated > 0 ? [count(updated, 'change')] : []),
    ];
    return words.length > 0 ? [`${name}: ${words.join(', ')}.`] : [];
  });
  if (added + removed > 0) {
    const words = [
      ...(added > 0 ? [`${formatNumber(added)} added`] : []),
      ...(removed > 0 ? [`${formatNumber(removed)} removed`] : []),
    ];
    parts.push(`Associations: ${words.join(', ')}.`);
  }
  if (parts.length === 0) parts.push('Nothing to do: both sides are in step.');
  const conflicts = report.syncs.reduce((sum, sync) => sum + sync.conflicts, 0);
  if (conflicts > 0) parts.push(`${count(conflicts, 'value')} in the conflict log.`);
  parts.push(report.mode === 'plan' ? 'Nothing was written.' : `${count(calls, 'call')}.`);
  return parts.join(' ');
}
