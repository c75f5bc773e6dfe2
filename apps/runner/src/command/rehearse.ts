import { z } from 'zod';
import { rehearse } from '../operations/rehearse.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';

const optionsSchema = z.object({ records: z.int().positive(), mask: z.boolean().default(false) });

export const registerRehearse: RegisterCommand = (program, act) => {
  program
    .command('rehearse')
    .description('run the file on local copies of a sample of the accounts; these are only read')
    .option('--records <count>', 'so many records of each object, and their partners', positiveNumber, 500)
    .option('--mask', 'replace names, addresses and other texts by others of the same shape')
    .action(act(runRehearse));
};

const runRehearse: CommandAction = async (context, given) => {
  const options = optionsSchema.parse(given);
  const { printRehearsal } = await import('../rehearse/print-rehearsal.ts');
  const document = await rehearse(await openWork(context), options).catch((error: unknown) => {
    if (context.signal.aborted) return null;
    throw error;
  });
  if (document === null) {
    context.output.document({ error: { code: 'interrupted', message: 'Stopped.', remedy: '' } });
    if (!context.output.json) context.output.error('Stopped; nothing is left behind.');
    return exitCodes.interrupted;
  }
  const { rehearsal } = document;
  context.output.document(document);
  printRehearsal(context.output, rehearsal);
  const needsAttention = [...rehearsal.firstSync, ...rehearsal.secondSync].some(
    ({ refused, brakes }) => refused.length + brakes.length > 0,
  );
  return needsAttention || !rehearsal.thirdSync.nothingToDo ? exitCodes.attention : exitCodes.done;
};
