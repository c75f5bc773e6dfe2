import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { forgetHooks, listHooks, makeHook } from '../operations/hooks.ts';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerHook: RegisterCommand = (program, act) => {
  const hook = program.command('hook').description('addresses at which apps may call a service when something changes');
  hook
    .command('create')
    .description('make an address for a connection; it is shown once, and is a secret')
    .argument('<connection>', 'its name in the file')
    .option('--url <address>', 'how the service is reached from outside (default: LINKWRIGHT_PUBLIC_URL)', addressOf)
    .action(act(runCreate));
  hook.command('list').description('list them, without their secret parts').action(act(runList));
  hook
    .command('remove')
    .description('from here on nobody is heard at the addresses of a connection')
    .argument('<connection>', 'its name in the file')
    .action(act(runRemove));
};

function addressOf(text: string): string {
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).search === '';
  if (isAddress) return text;
  throw new InvalidArgumentError('It must be an address such as https://sync.example.com.');
}

const createSchema = z.object({ url: z.string().optional() });

const runCreate: CommandAction = async (context, given, [connection = '']) => {
  const { url = null } = createSchema.parse(given);
  const address = await makeHook(await openWork(context), { connection, url });
  context.output.document({ address });
  context.output.print(address);
  context.output.note(
    'Paste it where the app asks which address to call. Whoever knows it can make us look at records.',
  );
  return exitCodes.done;
};

const runList: CommandAction = async (context) => {
  const hooks = await listHooks(await openWork(context));
  context.output.document({ hooks });
  const rows = hooks.map(({ connection, connector, publicUrl, createdAt }) => [
    visible(connection),
    visible(`${publicUrl}/hooks/${connector}/…`),
    new Date(createdAt).toISOString(),
  ]);
  if (rows.length === 0) context.output.print('There are none.');
  else {
    const titles = ['connection', 'address', 'made'].map((title) => ({ title }));
    context.output.print(renderTable(titles, rows, context.output.columns));
  }
  return exitCodes.done;
};

const runRemove: CommandAction = async (context, _given, [connection = '']) => {
  const removed = await forgetHooks(await openWork(context), connection);
  context.output.document({ removed });
  context.output.print(removed === 0 ? 'There were none.' : `Nobody is heard there any more: ${removed}.`);
  return exitCodes.done;
};
