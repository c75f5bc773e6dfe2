import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { awaitBrowser } from '../connect/await-browser.ts';
import { openBrowser } from '../connect/open-browser.ts';
import { pastedAnswer } from '../connect/pasted-answer.ts';
import {
  aboutAccount,
  beginAuthorization,
  callbackPath,
  disconnect,
  finishAuthorization,
  waitsForGrant,
} from '../operations/connect.ts';
import type { ConnectDocument } from '../operations/documents/connect-document.ts';
import { visible } from '../output/visible.ts';
import { type LoneConnection, openConnection } from '../session/open-connection.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { moveKeys } from './connect/move-keys.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

/** Registered with apps as `http://localhost:4460/oauth/callback/NAME`. */
export const defaultCallbackPort = 4460;

export const registerConnect: RegisterCommand = (program, act) => {
  program
    .command('connect')
    .description('let Linkwright into an account with a browser (OAuth), and keep the grant encrypted in the state')
    .argument('<connection>', 'its name in the file')
    .option(
      '--store-key',
      'keep the keys that its settings hold encrypted in the state, so that they need not stand in .env',
    )
    .option('--yes', 'with --store-key: take them out of the file and of .env without asking')
    .option('--port <port>', 'where the browser comes back to on this machine', portOf, defaultCallbackPort)
    .action(act(runConnect));
  program
    .command('disconnect')
    .description('give the grant back to the app, and forget what is kept of the connection')
    .argument('<connection>', 'its name in the file, or what it was called there')
    .action(act(runDisconnect));
};

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isSafeInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

const optionsSchema = z.object({
  port: z.number(),
  storeKey: z.boolean().default(false),
  yes: z.boolean().default(false),
});

const runConnect: CommandAction = async (context, given, words) => {
  const { port, storeKey, yes } = optionsSchema.parse(given);
  const [name] = z.tuple([z.string()]).parse(words);
  const work = await openWork(context);
  const connection = await openConnection(work, name);
  const told = waitsForGrant(connection) ? await byBrowser(context, connection, port) : await aboutAccount(connection);
  context.output.print(describe(told));
  // Only what the app has just taken.
  const moved = await moveKeys(context, work, { name, isAsked: storeKey, yes });
  context.output.document({ ...told, ...moved.document });
  return moved.exitCode;
};

async function byBrowser(context: CommandContext, connection: LoneConnection, port: number): Promise<ConnectDocument> {
  const { output, environment, signal, terminal } = context;
  const browser = await awaitBrowser(port);
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const authorization = await beginAuthorization(connection, browser.base);
    const { state, url, redirectUri } = authorization;
    const input = terminal?.input ?? context.input;
    const pasted = input && pastedAnswer(input, state, (text) => output.error(text));
    const waiting = browser.answer(callbackPath(connection.connector.name), state);
    // The state in it opens nothing without the process that waits for it here.
    const opened = terminal !== undefined && (await openBrowser(url, environment));
    output.stderr.write(
      `${opened ? 'A browser was opened. If it was not, open' : 'Open'} this address:\n\n  ${url}\n\n`,
    );
    if (!opened) {
      output.note(
        `If the browser is on another machine, the page that it ends at, ${redirectUri}?…, cannot be shown there: paste its address here.`,
      );
    }
    try {
      const answer = await Promise.race([waiting, stopped.promise, ...(pasted ? [pasted.answer] : [])]);
      return await finishAuthorization(connection, authorization, answer);
    } finally {
      pasted?.close();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await browser.close();
  }
}

const runDisconnect: CommandAction = async (context, _given, words) => {
  const [name] = z.tuple([z.string()]).parse(words);
  const told = await disconnect(await openWork(context), name);
  const { output } = context;
  output.document(told);
  output.print(
    told.forgotten ? `Disconnected: ${visible(name)}. Nothing is kept of it.` : `Nothing was kept of ${visible(name)}.`,
  );
  if (told.notRevoked !== null) output.note(`${told.notRevoked} End the grant there, in the account’s settings.`);
  return exitCodes.done;
};

function describe({ connection, connector, accountName, missingScopes }: ConnectDocument): string {
  const told = `Connected: ${visible(connection)} is ${visible(accountName)} (${connector}).`;
  return missingScopes.length === 0 ? told : `${told}\nNot granted: ${missingScopes.join(', ')}.`;
}
