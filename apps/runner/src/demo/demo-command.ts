import { z } from 'zod';
import type { CommandAction, RegisterCommand } from '../command/command-context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { DemoFailure } from './demo-failure.ts';

const optionsSchema = z.object({ keep: z.boolean().default(false) });

export const registerDemo: RegisterCommand = (program, act) => {
  program
    .command('demo')
    .description('fill two local apps with a sample, sync them, edit both, sync again')
    .option('--keep', 'leave the apps and the configuration standing, to try commands on them')
    .action(act(runDemoCommand));
};

const runDemoCommand: CommandAction = async (context, given) => {
  const { keep } = optionsSchema.parse(given);
  const { output } = context;
  const { runDemo } = await import('./run-demo.ts');
  try {
    await runDemo(context, { keep });
    return exitCodes.done;
  } catch (error) {
    if (context.signal.aborted) {
      output.document({ error: { code: 'interrupted', message: 'Stopped.', remedy: '' } });
      if (!output.json) output.error('Stopped; nothing is left behind.');
      return exitCodes.interrupted;
    }
    if (!(error instanceof DemoFailure)) throw error;
    output.document({ error: { code: 'demo-failed', message: error.message, remedy: '' } });
    if (!output.json) output.error(output.styleError('red', `The demo failed. ${error.message}`));
    return exitCodes.failed;
  }
};
