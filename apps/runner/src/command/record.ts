import type { RecordDocument } from '../operations/documents/record-document.ts';
import { record } from '../operations/record.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { conflictLines } from '../report/conflict-lines.ts';
import { historyLines } from '../report/history-lines.ts';
import { printProblemLines } from '../report/print-problems.ts';
import { renderFields } from '../report/render-fields.ts';
import { tellLink } from '../report/tell-link.ts';
import { type TimeOf, timesFor } from '../report/tell-time.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

type DescribedRecord = RecordDocument['records'][number];

export const registerRecord: RegisterCommand = (program, act) => {
  program
    .command('record')
    .description('both twins of a record, field by field, and its associations with the reason of each missing one')
    .argument('<connection>', 'name of a connection')
    .argument('<object>', 'name of an object')
    .argument('<key-or-id>', 'the value of its match key, or its id')
    .action(act(runRecord));
};

const runRecord: CommandAction = async (context, _options, words) => {
  const [connection = '', object = '', keyOrId = ''] = words;
  const document = await record(await openWork(context), { connection, object, keyOrId });
  context.output.document(document);
  const told = wrapped(context.output);
  const timeOf = timesFor(told, context.now());
  for (const one of document.records) printRecord(told, one, timeOf);
  printProblemLines(context.output, document.problems ?? [], 'stopped until it is put right');
  return exitCodes.done;
};

function printRecord(output: Output, record: DescribedRecord, timeOf: TimeOf): void {
  const { left, right } = record.connections;
  const sync = `${record.sync}${record.implied ? ' (implied)' : ''}`;
  output.print(`${output.style('bold', visible(record.label))}   ${sync}   ${tellLink(record)}`);
  for (const twin of [record.left, record.right]) if (twin) output.print(`  ${tellTwin(twin)}`);
  printWaiting(output, record, timeOf);
  output.print('');
  output.print(renderFields(record.fields, { left, right, width: output.columns, timeOf }));
  for (const association of record.associations) {
    output.print(`\n${association.left} ↔ ${association.right}`);
    if (association.targets.length === 0) output.print('  (none)');
    association.targets.forEach((target, index) => {
      const branch = index === association.targets.length - 1 ? '└' : '├';
      const where =
        target.left && target.right ? '' : target.left ? `  only in ${left}` : target.right ? `  only in ${right}` : '';
      const reason = target.reason === null ? '' : `: ${visible(target.reason)}`;
      output.print(`  ${branch} ${visible(target.label)}${where}${reason}`);
    });
  }
  const told = { timeOf, output };
  if (record.conflicts.length > 0) {
    output.print('\nConflicts, the latest first');
    for (const conflict of record.conflicts)
      for (const line of conflictLines(conflict, told)) output.print(`  ${line}`);
  }
  const story = historyLines(record, told);
  if (story.length > 0) output.print('\nWhat happened, the latest last');
  for (const line of story) output.print(`  ${line}`);
  output.print('');
}

/** Why the record, or a value of it, has not arrived. */
function printWaiting(output: Output, { notes, failures, holds }: DescribedRecord, timeOf: TimeOf): void {
  for (const note of notes) output.print(`  ${output.style('yellow', visible(note))}`);
  for (const hold of holds) {
    const what = `left alone since ${timeOf(hold.since)} (${hold.reason}): ${hold.text}`;
    output.print(`  ${output.style('yellow', visible(what))}`);
    for (const { connection, id, label } of hold.candidates) {
      output.print(`    ${connection}  ${label === id ? id : `${visible(label)} (${id})`}`);
    }
  }
  for (const failure of failures) {
    const what = `failing: ${failure.message.replace(/\.?$/, '.')} ${failure.remedy}`;
    output.print(`  ${output.style('yellow', visible(what))}`);
    const times = `${count(failure.attempts, 'attempt')} since ${timeOf(failure.since)}`;
    output.print(`    ${times}, next ${timeOf(failure.nextAt)}, or when it changes, or with linkwright retry`);
  }
}

function tellTwin(twin: NonNullable<DescribedRecord['left']>): string {
  const address = twin.url === null ? '' : `  ${twin.url}`;
  return `${twin.connection} ${twin.object} ${twin.id}${twin.gone ? ' (deleted)' : ''}${address}`;
}
