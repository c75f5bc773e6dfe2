import type { CommandAction, RegisterCommand } from './command-context.ts';
import { positiveNumber } from './positive-number.ts';
import { runOptionsSchema, runSyncs } from './run-syncs.ts';

export const registerPlan: RegisterCommand = (program, act) => {
  program
    .command('plan')
    .description('show everything that a sync would write, and write nothing')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--limit <records>', 'at most so many records', positiveNumber)
    .option('--full', 'compare both sides completely instead of reading what changed')
    .action(act(runPlan));
};

export const runPlan: CommandAction = (context, given, words) =>
  runSyncs(context, 'plan', runOptionsSchema.parse(given), words);
