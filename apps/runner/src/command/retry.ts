import { ConfigurationError } from '@linkwright/core';
import { releaseRecords } from '@linkwright/engine';
import { z } from 'zod';
import { count } from '../output/format-number.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { runSyncs } from './run-syncs.ts';

const optionsSchema = z.object({ record: z.string().optional() });

export const registerRetry: RegisterCommand = (program, act) => {
  program
    .command('retry')
    .description('sync, and try what was refused or left alone again now, whatever its back-off says')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--record <key-or-id>', 'only the records with this id or match key')
    .action(act(runRetry));
};

const runRetry: CommandAction = (context, given, words) => {
  const { record } = optionsSchema.parse(given);
  return runSyncs(context, 'sync', { full: false }, words, async (store, session, only) => {
    const wanted = { ...(only && { only }), ...(record !== undefined && { record }) };
    const { released, known } = await releaseRecords(store, session.compilation.syncs, wanted);
    if (!known) {
      throw new ConfigurationError(`No record "${record}" is known.`, {
        code: 'unknown-record',
        remedy: 'Name its id or its match key as the app shows it; linkwright status --failing lists what waits.',
      });
    }
    context.output.note(
      released === 0 ? 'Nothing waits to be tried again.' : `${count(released, 'record')} tried again.`,
    );
  });
};
