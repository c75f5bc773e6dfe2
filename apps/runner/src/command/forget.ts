import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import type { ForgetDocument } from '../operations/documents/forget-document.ts';
import { forget } from '../operations/forget.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { createQuestions } from '../prompt/questions.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

const optionsSchema = z.object({ yes: z.boolean().default(false) });
const wordsSchema = z.tuple([z.string(), z.string(), z.string()]);

export const registerForget: RegisterCommand = (program, act) => {
  program
    .command('forget')
    .description('erase the values of a person from the state and its logs; the ids stay, so that nothing is made anew')
    .argument('<connection>', 'its connection')
    .argument('<object>', 'its object')
    .argument('<id>', 'the id of the record')
    .option('--yes', 'do not ask')
    .action(act(runForget));
};

const runForget: CommandAction = async (context, given, words) => {
  const { yes } = optionsSchema.parse(given);
  const [connection, object, id] = wordsSchema.parse(words);
  const document = await forget(await openWork(context), { connection, object, id }, (records) =>
    yes ? Promise.resolve(true) : isMeant(context, records),
  );
  if (!document.forgotten) {
    context.output.print('Nothing was erased.');
    return exitCodes.done;
  }
  context.output.document(document);
  printForgotten(context.output, document);
  return exitCodes.done;
};

async function isMeant({ terminal, signal }: CommandContext, records: ForgetDocument['records']): Promise<boolean> {
  if (!terminal) {
    throw new ConfigurationError('What is erased cannot be brought back.', {
      code: 'not-confirmed',
      remedy: 'Say that it is meant: --yes.',
    });
  }
  const names = records.map((record) => `${record.connection} ${record.object} ${record.id}`);
  const question = `Erase what is known of ${names.join(' and ')}? It cannot be brought back.`;
  return createQuestions(terminal, signal).confirm(visible(question), false);
}

/** So many records that name the person are named; --json has all. */
const mostMentions = 20;

function printForgotten(to: Output, { records, mentioned }: ForgetDocument): void {
  const output = wrapped(to, 2);
  output.print(
    `Erased what was known of ${count(records.length, 'record')}; their ids stay, so that they are not paired again.`,
  );
  for (const { connection, object, id, remains } of records) {
    const there = remains ? 'is still there: delete it in the app' : 'was not there any more';
    output.print(`  ${visible(connection)} ${visible(object)} ${visible(id)} ${there}.`);
  }
  if (mentioned.length > 0) {
    output.print(
      `${count(mentioned.length, 'other record')} may name the person, by a match key or name, and keep that:`,
    );
    for (const { connection, object, id, places } of mentioned.slice(0, mostMentions)) {
      const where = places.includes('values') ? 'in its values' : 'in the log of its changes';
      output.print(`  ${visible(connection)} ${visible(object)} ${visible(id)} ${where}.`);
    }
    if (mentioned.length > mostMentions) output.print('  … all of them with --json.');
    output.print('Correct them in the app and sync; what the log keeps goes with `keep.audit`.');
  }
  output.print('Not reached: copies of the state that you keep.');
}
