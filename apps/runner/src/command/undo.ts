import { brakeNames } from '@linkwright/core';
import { z } from 'zod';
import { shownPerKind } from '../operations/cycle/collect-cycle.ts';
import { type UndoDocument, undoDocument } from '../operations/documents/undo-document.ts';
import { canUndo, type UndoAsked, undo } from '../operations/undo.ts';
import { asWord } from '../output/as-word.ts';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { createQuestions } from '../prompt/questions.ts';
import { tellValue } from '../report/tell-value.ts';
import { writePlan } from '../report/write-plan.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { printRan } from './print-run.ts';
import { brakesOf } from './sync.ts';

const optionsSchema = z.object({
  record: z.string().optional(),
  field: z.array(z.string()).optional(),
  permanently: z.boolean().default(false),
  yes: z.boolean().default(false),
  allow: z.array(z.enum(brakeNames)).default([]),
  all: z.boolean().default(false),
  out: z.string().optional(),
});

export const registerUndo: RegisterCommand = (program, act) => {
  program
    .command('undo')
    .description('take back what a run wrote: tells what cannot be and why, shows the inverse as a plan, and asks')
    .argument('<run>', 'the run, as linkwright status, record or conflicts name it')
    .option('--record <key-or-id>', 'only what it wrote to the record with this id or match key, and to its twin')
    .option('--field <name>', 'only this field; may be repeated', collectWords)
    .option('--permanently', 'remove what the run made also from an app that deletes for good')
    .option('--allow <brakes>', `let through once what a brake stops: ${brakeNames.join(', ')}`, brakesOf)
    .option('--all', 'show every line instead of the first ones of each kind')
    .option('--out <file>', 'write every operation of the plan to a file, a line of JSON each')
    .option('--yes', 'write without asking; needed without a terminal')
    .action(act(runUndo));
};

const runUndo: CommandAction = async (context, given, [run = '']) => {
  const { field: fields, yes, all: isAllAsked, out, ...asked } = optionsSchema.parse(given);
  const all = isAllAsked || asked.record !== undefined;
  const { output, terminal, signal } = context;
  const told = wrapped(output);
  let exitCode: ExitCode = exitCodes.done;
  const again = typed(run, { fields, ...asked });
  await undo(
    await openWork(context),
    { run, fields, ...asked, isDetailed: all || out !== undefined },
    async (planned) => {
      const { undo: report } = planned;
      if (out !== undefined) await writePlan(context, out, planned);
      const print = async (): Promise<void> => {
        printRefusals(told, report, { all, again });
        if (canUndo(report)) await printRan(output, planned, { all, again });
      };
      await (all ? output.paged(print) : print());
      if (!canUndo(report)) {
        output.document(undoDocument(planned.report));
        told.print(`Nothing of run ${run} is to be taken back.`);
        if (report.refused.length + report.forgotten > 0) exitCode = exitCodes.attention;
        return false;
      }
      if (yes) return true;
      if (!terminal) {
        output.document(undoDocument(planned.report));
        output.note('Add --yes to take it back.');
        exitCode = exitCodes.mustChange;
        return false;
      }
      const isMeant = await createQuestions(terminal, signal).confirm('Take this back?', false);
      if (!isMeant) told.print('Nothing was written.');
      return isMeant;
    },
    async (ran) => {
      output.document(undoDocument(ran.report));
      await printRan(output, ran, { all: false, again });
      const { refused, forgotten } = ran.undo;
      if (refused.length > 0) told.print(`${count(refused.length, 'thing')} could not be taken back, as told above.`);
      if (refused.length + forgotten > 0 || ran.report.status !== 'done') exitCode = exitCodes.attention;
    },
  );
  return exitCode;
};

/** The command again, but for what it was allowed and whether it asks. */
const typed = (
  run: string,
  { record, fields = [], permanently }: Pick<UndoAsked, 'record' | 'fields' | 'permanently'>,
): string =>
  [
    `linkwright undo ${asWord(run)}`,
    ...(record === undefined ? [] : [`--record ${asWord(record)}`]),
    ...fields.map((field) => `--field ${asWord(field)}`),
    ...(permanently ? ['--permanently'] : []),
  ].join(' ');

function printRefusals(
  output: Output,
  { undone, refused, elsewhere, forgotten }: Pick<UndoDocument, 'undone' | 'refused' | 'elsewhere' | 'forgotten'>,
  { all, again }: { readonly all: boolean; readonly again: string },
): void {
  const told = all ? refused : refused.slice(0, shownPerKind);
  if (refused.length > 0) output.print(`What run ${undone} did and cannot be taken back:`);
  for (const { connection, label, id, field, text, before, current } of told) {
    const name = label === id ? id : `${label} (${id})`;
    const what = field === null ? '' : `   ${field}`;
    const values =
      before === undefined || current === undefined
        ? ''
        : ` (before the run ${tellValue(before)}, now ${tellValue(current)})`;
    output.print(`  ${output.style('yellow', '✗')} ${visible(`${connection}  ${name}${what}   ${text}`)}${values}`);
  }
  const hidden = refused.length - told.length;
  if (hidden > 0) output.print(`    … and ${formatNumber(hidden)} more (${again} --all lists all of them)`);
  if (elsewhere > 0) {
    output.print(`${count(elsewhere, 'call')} of it wrote to objects that no sync of the file pairs; they stay.`);
  }
  if (forgotten > 0) {
    output.print(`What ${count(forgotten, 'call')} of it wrote is no longer kept (\`keep\` in the file); it stays.`);
  }
  if (refused.length + elsewhere + forgotten > 0) output.print('');
}
