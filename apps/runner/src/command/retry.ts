import { z } from 'zod';
import { retry } from '../operations/retry.ts';
import { count } from '../output/format-number.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { openWork } from './open-work.ts';
import { printRun } from './print-run.ts';

const optionsSchema = z.object({ record: z.string().optional() });

export const registerRetry: RegisterCommand = (program, act) => {
  program
    .command('retry')
    .description('sync, and try what was refused or left alone again now, whatever its back-off says')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--record <key-or-id>', 'only the records with this id or match key')
    .action(act(runRetry));
};

const runRetry: CommandAction = async (context, given, syncs) => {
  const { record } = optionsSchema.parse(given);
  const { output } = context;
  const tellReleased = (records: number): void =>
    output.note(records === 0 ? 'Nothing waits to be tried again.' : `${count(records, 'record')} tried again.`);
  return retry(await openWork(context), { syncs, record }, tellReleased, (outcome) => printRun(context, outcome));
};
