import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import type { RestoreDocument } from '../operations/documents/backup-document.ts';
import { restore } from '../operations/restore.ts';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import { createQuestions } from '../prompt/questions.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

const optionsSchema = z.object({ yes: z.boolean().default(false) });
const wordsSchema = z.tuple([z.string()]);

export const registerRestore: RegisterCommand = (program, act) => {
  program
    .command('restore')
    .description('put a backup in the place of the state, which is kept beside it')
    .argument('<file>', 'a file that backup has made')
    .option('--yes', 'do not ask')
    .action(act(runRestore));
};

const runRestore: CommandAction = async (context, given, words) => {
  const { yes } = optionsSchema.parse(given);
  const [file] = wordsSchema.parse(words);
  const { output } = context;
  const document = await restore(await openWork(context), { file }, (found) =>
    yes ? Promise.resolve(true) : isMeant(context, found),
  );
  if (!document.restored) {
    output.print('Nothing was changed.');
    return exitCodes.done;
  }
  output.document(document);
  output.print(`The state is that of ${visible(document.file)}: ${contentsOf(document)}.`);
  if (document.kept !== null) output.print(`The one before is kept as ${visible(document.kept)}.`);
  output.print('The next sync finds out what has happened since; linkwright plan shows it before.');
  return exitCodes.done;
};

const contentsOf = ({ links, lastRunAt }: RestoreDocument): string => {
  const run = lastRunAt === null ? 'no run yet' : `last run ${new Date(lastRunAt).toISOString().slice(0, 16)}Z`;
  return `${count(links, 'linked pair')}, ${run}`;
};

async function isMeant({ terminal, signal }: CommandContext, found: RestoreDocument): Promise<boolean> {
  if (!terminal) {
    throw new ConfigurationError('A restore replaces the state.', {
      code: 'not-confirmed',
      remedy: 'Say that it is meant: --yes.',
    });
  }
  const question = `Put ${found.file} (${contentsOf(found)}) in the place of the state? The one there is kept.`;
  return createQuestions(terminal, signal).confirm(visible(question), false);
}
