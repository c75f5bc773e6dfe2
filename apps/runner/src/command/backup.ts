import { z } from 'zod';
import { backup } from '../operations/backup.ts';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

const optionsSchema = z.object({ force: z.boolean().default(false) });
const wordsSchema = z.tuple([z.string()]);

export const registerBackup: RegisterCommand = (program, act) => {
  program
    .command('backup')
    .description('copy the state into one file, also while a sync is running')
    .argument('<file>', 'the file to make')
    .option('--force', 'replace a file that is there')
    .action(act(runBackup));
};

const runBackup: CommandAction = async (context, given, words) => {
  const { force } = optionsSchema.parse(given);
  const [file] = wordsSchema.parse(words);
  const document = await backup(await openWork(context), { file, force });
  context.output.document(document);
  context.output.print(`Copied the state (${count(document.links, 'linked pair')}) to ${visible(document.file)}.`);
  context.output.print('It holds values of records, and no keys of apps. Only you can read it.');
  return exitCodes.done;
};
