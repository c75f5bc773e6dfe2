import { join } from 'node:path';
import { z } from 'zod';
import { findConfiguration } from '../configuration/find-configuration.ts';
import { isStatePlace, type StatePlace, statePlace } from '../configuration/state-place.ts';
import { copyStates } from '../operations/copy-state.ts';
import { count } from '../output/format-number.ts';
import { visible } from '../output/visible.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

const wordsSchema = z.tuple([z.string(), z.string()]);

export const registerState: RegisterCommand = (program, act) => {
  program
    .command('state')
    .description('move the state between a folder and PostgreSQL')
    .command('copy')
    .description('copy a state to a place that holds none yet, and compare every row')
    .argument('<from>', 'a folder, or postgresql://…')
    .argument('<to>', 'a folder, or postgresql://…')
    .action(act(runCopy));
};

const runCopy: CommandAction = async (context, _given, words) => {
  const { output, signal } = context;
  const [from, to] = wordsSchema.parse(words);
  output.redactor.add([from, to].flatMap(passwordsOf));
  const file = await configurationFile(context);
  const placeOf = (word: string): StatePlace => statePlace(isFolder(word) ? join(context.directory, 'x') : file, word);
  const document = await copyStates(
    {
      signal,
      tell: (event) => {
        if (event.kind === 'progress') output.progress(event.line);
      },
    },
    { from: placeOf(from), to: placeOf(to) },
  );
  output.document(document);
  output.print(
    `Copied ${count(document.rows, 'row')} from ${visible(document.from)} to ${visible(document.to)}, and compared each.`,
  );
  output.print(
    'Syncs still use the place that the file names: name the copy, and its schema, with state: in it, or with LINKWRIGHT_STATE.',
  );
  return exitCodes.done;
};

const isFolder = (word: string): boolean => isStatePlace(word) && !word.includes('://');

/** The schema of an address that names none follows the name of the file, as in every command. */
async function configurationFile({ directory, configurationFile: asked }: CommandContext): Promise<string> {
  if (asked !== undefined) return findConfiguration(directory, asked);
  return findConfiguration(directory).catch(() => join(directory, 'linkwright.yaml'));
}

function passwordsOf(word: string): string[] {
  if (!URL.canParse(word)) return [];
  const { password } = new URL(word);
  if (password === '') return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
