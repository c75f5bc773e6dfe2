import { z } from 'zod';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { positiveNumber } from './positive-number.ts';
import { runOptionsSchema, runSyncs } from './run-syncs.ts';

export const registerSync: RegisterCommand = (program, act) => {
  program
    .command('sync')
    .description('bring both sides in step')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--limit <records>', 'a trial: write at most so many records', positiveNumber)
    .option('--full', 'compare both sides completely instead of reading what changed')
    .option('--yes', 'write a large first sync without asking')
    .action(act(runSync));
};

const syncOptionsSchema = runOptionsSchema
  .extend({ yes: z.boolean().default(false) })
  .transform(({ yes, ...options }) => ({ ...options, asks: !yes }));

export const runSync: CommandAction = (context, given, words) =>
  runSyncs(context, 'sync', syncOptionsSchema.parse(given), words);
