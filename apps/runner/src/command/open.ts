import { setTimeout as wait } from 'node:timers/promises';
import { ConfigurationError } from '@linkwright/core';
import { isStateLocked } from '@linkwright/engine';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { ProblemsError } from '../configuration/problems-error.ts';
import { openBrowser } from '../connect/open-browser.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openConfiguration } from './open-configuration.ts';
import { userName } from './open-work.ts';

export const registerOpen: RegisterCommand = (program, act) => {
  program
    .command('open')
    .description(
      'open the page in a browser, without a service: syncs run when you ask, and it ends with this terminal',
    )
    .option('--port <port>', 'on this port of this machine (default: 4460, or any that is free)', portOf)
    .option('--no-browser', 'print the address and open nothing')
    .action(act(runOpen));
};

/** 0: any that is free. */
function portOf(text: string): number {
  const port = Number(text);
  if (Number.isSafeInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

const optionsSchema = z.object({ port: z.number().optional(), browser: z.boolean() });

const runOpen: CommandAction = async (context, given) => {
  const { port = null, browser } = optionsSchema.parse(given);
  const { output, environment, directory, signal, now, terminal } = context;
  const loaded = await openConfiguration(context);
  if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
  const { place, schema } = loaded.state;
  if (await isStateLocked(place, { schema, purpose: 'service' })) {
    throw new ConfigurationError('A service looks after this state.', {
      code: 'state-served',
      remedy: 'Open the page of that service: it answers at the --port that it was started with.',
    });
  }
  const [{ openPage }, { createServiceLog }] = await Promise.all([
    import('../service/open-page.ts'),
    import('../service/service-log.ts'),
  ]);
  const redact = (text: string): string => output.redactor.redact(text);
  await openPage({
    file: loaded.file,
    directory,
    environment,
    port,
    name: userName() ?? 'linkwright open',
    log: createServiceLog(output.stderr, { level: 'warn', redact, now }),
    clock: {
      now,
      wait: (ms, until) => wait(ms, undefined, { signal: until }).catch(() => undefined),
    },
    signal,
    async onOpen(address) {
      const opened = browser && terminal !== undefined && (await openBrowser(address, environment));
      if (output.json) output.jsonLine({ address });
      output.print(`${opened ? 'A browser was opened. If it was not, open' : 'Open'} this address:\n\n  ${address}\n`);
      output.note('It opens once, and to you alone. A sync runs when you ask for it. Ctrl-C ends the page.');
    },
  });
  return exitCodes.done;
};
