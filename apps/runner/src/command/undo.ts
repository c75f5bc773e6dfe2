import { brakeNames, ConfigurationError } from '@linkwright/core';
import { findRecordIds, type Store, type UndoReport, type UndoRequest } from '@linkwright/engine';
import { z } from 'zod';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { createQuestions } from '../prompt/questions.ts';
import { tellValue } from '../report/tell-value.ts';
import { undoDocument } from '../report/undo-document.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { withLock, withState } from '../session/open-state.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import type { RanCycle } from './ran-cycle.ts';
import { runOn } from './run-syncs.ts';
import { brakesOf } from './sync.ts';

const optionsSchema = z.object({
  record: z.string().optional(),
  field: z.array(z.string()).optional(),
  permanently: z.boolean().default(false),
  yes: z.boolean().default(false),
  allow: z.array(z.enum(brakeNames)).default([]),
});

type UndoOptions = z.output<typeof optionsSchema>;

export const registerUndo: RegisterCommand = (program, act) => {
  program
    .command('undo')
    .description('take back what a run wrote: tells what cannot be and why, shows the inverse as a plan, and asks')
    .argument('<run>', 'the run, as linkwright status, record or conflicts name it')
    .option('--record <key-or-id>', 'only what it wrote to the record with this id or match key, and to its twin')
    .option('--field <name>', 'only this field; may be repeated', collectWords)
    .option('--permanently', 'remove what the run made also from an app that deletes for good')
    .option('--allow <brakes>', `let through once what a brake stops: ${brakeNames.join(', ')}`, brakesOf)
    .option('--yes', 'write without asking; needed without a terminal')
    .action(act(runUndo));
};

const runUndo: CommandAction = async (context, given, [run = '']) => {
  const options = optionsSchema.parse(given);
  const work = await openWork(context);
  return withLock(work, async (signal) => {
    const locked = { ...context, signal };
    const session = await openSession({ ...work, signal });
    try {
      return await withState(session, (store) => undoRun(locked, session, store, run, options));
    } finally {
      await session.close();
    }
  });
};

async function undoRun(
  context: CommandContext,
  session: Session,
  store: Store,
  run: string,
  options: UndoOptions,
): Promise<ExitCode> {
  const { output, terminal, signal } = context;
  const undo: UndoRequest = {
    run,
    permanently: options.permanently,
    ...(options.field && { fields: options.field }),
    ...(options.record !== undefined && { records: await recordsMeant(session, store, options.record) }),
  };
  const cycle = { options: { full: false, all: true, allow: options.allow }, only: undefined, undo };
  const told = wrapped(output);
  const planned = await runOn(context, session, store, { ...cycle, mode: 'plan' });
  try {
    const report = undoOf(planned);
    printRefusals(told, report);
    if (report.values + report.associations + report.archives === 0) {
      output.document(undoDocument(planned.report));
      told.print(`Nothing of run ${run} is to be taken back.`);
      return report.refused.length > 0 ? exitCodes.attention : exitCodes.done;
    }
    await planned.print();
    if (!options.yes) {
      if (!terminal) {
        output.document(undoDocument(planned.report));
        output.note('Add --yes to take it back.');
        return exitCodes.mustChange;
      }
      if (!(await createQuestions(terminal, signal).confirm('Take this back?', false))) {
        told.print('Nothing was written.');
        return exitCodes.done;
      }
    }
  } finally {
    planned.close();
  }
  const ran = await runOn(context, session, store, { ...cycle, mode: 'sync' });
  try {
    output.document(undoDocument(ran.report));
    await ran.print();
    const { refused } = undoOf(ran);
    if (refused.length > 0) told.print(`${count(refused.length, 'thing')} could not be taken back, as listed above.`);
    return refused.length > 0 || ran.report.status !== 'done' ? exitCodes.attention : exitCodes.done;
  } finally {
    ran.close();
  }
}

function undoOf({ report }: RanCycle): UndoReport {
  if (!report.undo) throw new Error('a run that takes another one back reports it');
  return report.undo;
}

async function recordsMeant(
  { compilation }: Session,
  store: Store,
  keyOrId: string,
): Promise<NonNullable<UndoRequest['records']>> {
  const found = await findRecordIds(store, compilation.syncs, keyOrId);
  if (found.every(({ left, right }) => left.size + right.size === 0)) {
    throw new ConfigurationError(`No record "${keyOrId}" is known.`, {
      code: 'unknown-record',
      remedy: 'Name its id or its match key as the app shows it.',
    });
  }
  return new Map(found.map(({ sync, left, right }) => [sync, { left, right }]));
}

function printRefusals(output: Output, { undone, refused, elsewhere }: UndoReport): void {
  if (refused.length > 0) output.print(`What run ${undone} did and cannot be taken back:`);
  for (const { connection, label, id, field, text, before, current } of refused) {
    const name = label === id ? id : `${label} (${id})`;
    const what = field === null ? '' : `   ${field}`;
    const values =
      before === undefined || current === undefined
        ? ''
        : ` (before the run ${tellValue(before)}, now ${tellValue(current)})`;
    output.print(`  ${output.style('yellow', '✗')} ${visible(`${connection}  ${name}${what}   ${text}`)}${values}`);
  }
  if (elsewhere > 0) {
    output.print(`${count(elsewhere, 'call')} of it wrote to objects that no sync of the file pairs; they stay.`);
  }
  if (refused.length + elsewhere > 0) output.print('');
}
