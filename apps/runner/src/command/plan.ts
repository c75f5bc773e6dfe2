import { z } from 'zod';
import { runSyncs } from '../operations/run-syncs.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import type { ExitCode } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';
import { printRun } from './print-run.ts';
import { runOptionsSchema } from './run-options.ts';
import { watchPlan } from './watch-plan.ts';

export const registerPlan: RegisterCommand = (program, act) => {
  program
    .command('plan')
    .description('show everything that a sync would write, and write nothing')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--limit <records>', 'at most so many records', positiveNumber)
    .option('--full', 'compare both sides completely instead of reading what changed')
    .option('--all', 'show every line instead of the first ones of each kind')
    .option('--sync <name>', 'the same as naming it; may be repeated', collectWords)
    .option('--record <key-or-id>', 'show only what is about the records with this id or match key')
    .option('--watch', 'plan again whenever the file or a connector of one’s own changes, until Ctrl-C')
    .option('--out <file>', 'write every operation to a file, a line of JSON each')
    .action(act(runPlan));
};

const planOptionsSchema = runOptionsSchema.extend({
  sync: z.array(z.string()).default([]),
  all: z.boolean().default(false),
  record: z.string().optional(),
  out: z.string().optional(),
  watch: z.boolean().default(false),
});

export const runPlan: CommandAction = async (context, given, words) => {
  const { sync, all, out, watch, ...asked } = planOptionsSchema.parse(given);
  const isDetailed = context.output.json || all || asked.record !== undefined || out !== undefined;
  const plan = async (round: CommandContext): Promise<ExitCode> =>
    runSyncs(await openWork(round), { mode: 'plan', syncs: [...words, ...sync], isDetailed, ...asked }, (outcome) =>
      printRun(round, outcome, { all, out }),
    );
  return watch ? watchPlan(context, plan) : plan(context);
};
