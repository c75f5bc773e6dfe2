import { z } from 'zod';
import { collectWords } from './collect-words.ts';
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
    .option('--all', 'show every line instead of the first ones of each kind')
    .option('--sync <name>', 'the same as naming it; may be repeated', collectWords)
    .option('--record <key-or-id>', 'show only what is about the records with this id or match key')
    .option('--out <file>', 'write every operation to a file, a line of JSON each')
    .action(act(runPlan));
};

const planOptionsSchema = runOptionsSchema.extend({ sync: z.array(z.string()).default([]) });

export const runPlan: CommandAction = (context, given, words) => {
  const { sync, ...options } = planOptionsSchema.parse(given);
  return runSyncs(context, 'plan', options, [...words, ...sync]);
};
