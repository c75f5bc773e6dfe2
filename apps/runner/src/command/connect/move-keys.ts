import { ConfigurationError } from '@linkwright/core';
import { keysInFile, storeKeys } from '../../operations/connect.ts';
import type { ConnectDocument } from '../../operations/documents/connect-document.ts';
import {
  describeUnneeded,
  takeOutKeys,
  type UnneededKeys,
  unneededDifference,
  unneededKeys,
} from '../../operations/unneeded-keys.ts';
import { visible } from '../../output/visible.ts';
import { createQuestions } from '../../prompt/questions.ts';
import type { Work } from '../../session/work.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

export interface KeysAsked {
  /** Of the connection. */
  readonly name: string;
  readonly isAsked: boolean;
  /** Files are changed without asking. */
  readonly yes: boolean;
}

export interface MovedKeys {
  readonly document: Pick<ConnectDocument, 'stored' | 'unneeded'>;
  readonly exitCode: ExitCode;
}

/** Keeps the keys of a connection encrypted in the state, and takes them out of the file and of `.env` where that is meant. */
export async function moveKeys(context: CommandContext, work: Work, asked: KeysAsked): Promise<MovedKeys> {
  const { output } = context;
  const { name } = asked;
  const shown = visible(name);
  const inFile = Object.keys(keysInFile(work, name));
  if (!asked.isAsked && !(inFile.length > 0 && (await isOffered(context, work, inFile)))) {
    if (inFile.length > 0) {
      output.note(`Its key may leave .env: linkwright connect ${shown} --store-key keeps it encrypted in the state.`);
    }
    return { document: {}, exitCode: exitCodes.done };
  }
  const stored = await storeKeys(work, name);
  if (stored.length === 0) {
    output.print(`The settings of ${shown} in the file hold no key.`);
    return { document: { stored }, exitCode: exitCodes.done };
  }
  output.print(`Kept encrypted in the state: ${stored.map(visible).join(', ')}.`);
  let found: UnneededKeys;
  try {
    found = await unneededKeys(work, name, stored);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const byHand = `Take ${stored.map(visible).join(', ')} out of the settings of ${shown} in the file, and out of .env: what stands in the file comes first.`;
    output.error(`${error.message} ${byHand}`);
    return { document: { stored }, exitCode: asked.yes ? exitCodes.mustChange : exitCodes.done };
  }
  return takeOut(context, work, asked, found);
}

/** On a terminal, where there is a key to keep it with. */
async function isOffered(
  { terminal, signal, output }: CommandContext,
  work: Work,
  keys: readonly string[],
): Promise<boolean> {
  if (!terminal || output.json || output.quiet || (await work.loaded.masterKey()) === null) return false;
  return createQuestions(terminal, signal).confirm(
    `Keep ${keys.map(visible).join(', ')} encrypted in the state, so that it need not stand in .env?`,
    false,
  );
}

async function takeOut(context: CommandContext, work: Work, asked: KeysAsked, found: UnneededKeys): Promise<MovedKeys> {
  const { output, environment } = context;
  const { directory } = work;
  const command = `linkwright connect ${visible(asked.name)} --store-key --yes`;
  output.print(`\n${unneededDifference(directory, found, output)}\n`);
  for (const sentence of found.stays) output.note(sentence);
  const isMeant = asked.yes || (await confirmed(context));
  const { written, failure } = isMeant ? await takeOutKeys(found, environment) : { written: [], failure: null };
  const unneeded = describeUnneeded(directory, found, written);
  for (const file of unneeded.written) output.print(output.style('green', `Wrote ${file}.`));
  if (failure !== null) {
    output.error(`${failure.message} ${failure.remedy}`);
    output.error(
      written.length === 0
        ? 'Nothing was taken out: make the change that is shown above by hand. Until then the file comes first.'
        : 'The settings are out of the file; take the lines that are shown above out of .env by hand.',
    );
  } else if (isMeant) {
    output.note(
      `The state alone holds the key from here on. To go back: put the setting back as it is shown above, and the key into .env; what stands in the file comes first, and linkwright disconnect ${visible(asked.name)} forgets what the state holds.`,
    );
  } else
    output.note(
      `The files were left as they are, and come first; ${command} takes this out of the file and out of .env.`,
    );
  return {
    document: { stored: [...found.settings], unneeded },
    exitCode: failure === null ? exitCodes.done : exitCodes.mustChange,
  };
}

async function confirmed({ terminal, signal, output }: CommandContext): Promise<boolean> {
  if (!terminal || output.json || output.quiet) return false;
  return createQuestions(terminal, signal).confirm('Take this out of the file and of .env?');
}
