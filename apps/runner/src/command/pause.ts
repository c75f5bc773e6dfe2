import { z } from 'zod';
import { pauseSyncs, resumeSyncs } from '../operations/schedule.ts';
import { visible } from '../output/visible.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork, userName } from './open-work.ts';

export const registerPause: RegisterCommand = (program, act) => {
  program
    .command('pause')
    .description('a service leaves these syncs alone, until they are resumed')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--why <text>', 'kept with the pause, for whoever wonders')
    .action(act(runPause));
  program
    .command('resume')
    .description('a service takes these syncs up again, also after an app refused their credentials')
    .argument('[sync...]', 'names of syncs (default: all)')
    .action(act(runResume));
};

const optionsSchema = z.object({ why: z.string().default('') });

const runPause: CommandAction = async (context, given, syncs) => {
  const { why } = optionsSchema.parse(given);
  const paused = await pauseSyncs(await openWork(context), { syncs, why, by: userName() ?? 'somebody' });
  context.output.document({ paused });
  context.output.print(`Paused: ${paused.map(visible).join(', ')}. linkwright resume takes them up again.`);
  return exitCodes.done;
};

const runResume: CommandAction = async (context, _given, syncs) => {
  const resumed = await resumeSyncs(await openWork(context), { syncs });
  context.output.document({ resumed });
  context.output.print(resumed.length > 0 ? `Resumed: ${resumed.map(visible).join(', ')}.` : 'Nothing was paused.');
  return exitCodes.done;
};
