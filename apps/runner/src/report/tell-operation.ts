import type { CanonicalValue } from '@linkwright/core';
import type { OperationReport } from '@linkwright/engine';
import { isMove } from '../operations/cycle/collect-cycle.ts';
import { count } from '../output/format-number.ts';
import { truncate } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { tellValue } from './tell-value.ts';

/** One line about a record: what it is called, and columns of what happens to it. */
export interface OperationLine {
  readonly sign: '+' | '~' | '!' | '−';
  readonly connection: string;
  readonly label: string;
  /** The field that changes. Absent where the line is about the record as a whole. */
  readonly field?: string;
  readonly text: string;
  /** Where the change comes from, and what a rule decided. */
  readonly remark?: string;
}

export const label = (text: string): string => truncate(visible(text), 40);

/** `from`: what the app is called that the values come from. */
export function tellOperation(operation: OperationReport, from: string): readonly OperationLine[] {
  const { kind, connection } = operation;
  const record = { connection, label: label(operation.label) };
  if (kind === 'create') {
    const filled = operation.fields.filter((field) => field.after !== null).length;
    const associations = operation.associations.map((edit) => `${edit.field} → ${edit.added.map(label).join(', ')}`);
    return [{ ...record, sign: '+', text: [count(filled, 'field'), ...associations].join('; ') }];
  }
  if (kind === 'archive') {
    const why = operation.reason === 'undone' ? 'a run had made it' : `deleted in ${from}`;
    return [{ ...record, sign: '−', text: 'archived', remark: `(${why})` }];
  }
  if (kind === 'merge') {
    const text = `merged into ${label(operation.into?.label ?? '')}`;
    return [{ ...record, sign: '−', text, remark: `(merged in ${from})` }];
  }
  const fields = operation.fields.map((change): OperationLine => {
    const { field, before, after, conflict, firstMatch, standIn } = change;
    const [old, next] = [tellValue(before), tellValue(after)];
    const decided = decisionOf(change, from);
    if (decided !== null) return { ...record, sign: '~', field, text: `${old} → ${next}`, remark: decided };
    return conflict
      ? {
          ...record,
          sign: '!',
          field,
          text: `${old} | ${next}`,
          remark: `${from} wins, ${old} kept in the conflict log${stepOf(standIn)}`,
        }
      : {
          ...record,
          sign: '~',
          field,
          text: `${old} → ${next}`,
          remark: remarkOf(before, from, firstMatch, stepOf(standIn)),
        };
  });
  const associations = operation.associations.map(
    (edit): OperationLine => ({ ...record, sign: '~', field: edit.field, text: moved(edit) }),
  );
  return [...fields, ...associations];
}

/** What a person has decided. `null`: nobody has. */
function decisionOf({ after, undone, resolved }: OperationReport['fields'][number], from: string): string | null {
  if (resolved) return '(somebody decided the conflict)';
  if (undone === undefined) return null;
  const kept = tellValue(undone.twin);
  return kept === tellValue(after) ? '(taken back)' : `(taken back; ${from} keeps ${kept})`;
}

/** At a first match nobody knows who changed what. */
function remarkOf(before: CanonicalValue, from: string, firstMatch: true | undefined, step: string): string {
  if (firstMatch !== true) return `(changed in ${from}${step})`;
  return before === null ? `(blank so far, filled from ${from})` : `(first match, ${from} has it${step})`;
}

/** Where records exchange values that must be unique, one of them goes without its own for a moment. */
function stepOf(standIn: CanonicalValue | undefined): string {
  if (standIn === undefined) return '';
  return `; ${standIn === null ? 'blank' : tellValue(standIn)} for a moment, while another record takes the old value`;
}

function moved(edit: OperationReport['associations'][number]): string {
  const added = edit.added.map(label);
  const lost = new Map((edit.marksLost ?? []).map(({ target, marks }) => [target, marks.map(label).join(', ')]));
  const removed = edit.removed.map((name) => {
    const marks = lost.get(name);
    return marks === undefined ? label(name) : `${label(name)} (and its marks: ${marks})`;
  });
  if (isMove(edit)) return `${removed[0]} → ${added[0]}`;
  const renamed = (edit.renamed ?? []).map((name) => `key of ${label(name)} written on`);
  return [...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`), ...renamed].join(', ');
}
