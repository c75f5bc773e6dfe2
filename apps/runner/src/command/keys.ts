import { relative, resolve } from 'node:path';
import { ConfigurationError, isLinkwrightError } from '@linkwright/core';
import { makeMasterKey, parseMasterKey } from '@linkwright/engine';
import { z } from 'zod';
import { forgetEncrypted, rotate, verify } from '../operations/keys.ts';
import { count } from '../output/format-number.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { writeKey } from './keys/write-key.ts';
import { openConfiguration } from './open-configuration.ts';
import { openWork } from './open-work.ts';

export const registerKeys: RegisterCommand = (program, act) => {
  const keys = program.command('keys').description('the key that credentials in the state are encrypted with');
  keys
    .command('init')
    .description('make a key; it is shown once, or written to a file that is to lie apart from the state')
    .option('--file <file>', 'write it there, for LINKWRIGHT_KEY_FILE')
    .action(act(runInit));
  keys
    .command('verify')
    .description('open everything that is encrypted, with the key that is set')
    .action(act(runVerify));
  keys
    .command('rotate')
    .description('encrypt everything anew; with LINKWRIGHT_KEY_PREVIOUS set, LINKWRIGHT_KEY takes its place')
    .action(act(runRotate));
  keys
    .command('forget')
    .description('the key is lost: remove what nobody can read any more')
    .option('--yes', 'do so')
    .action(act(runForget));
};

const initSchema = z.object({ file: z.string().optional() });

const runInit: CommandAction = async (context, given) => {
  const { output, directory } = context;
  const { file } = initSchema.parse(given);
  const key = makeMasterKey();
  const { fingerprint } = parseMasterKey(key, 'the new key');
  if (file === undefined) {
    output.document({ key, fingerprint });
    output.print(key);
    output.note(
      'It is shown this once. Keep it where secrets are kept, apart from the state and its backups, and set it as LINKWRIGHT_KEY.',
    );
    return exitCodes.done;
  }
  const path = resolve(directory, file);
  const folder = await stateFolder(context);
  if (path.split(/[\\/]/).includes('.linkwright') || (folder !== null && isWithin(path, folder))) {
    throw new ConfigurationError('The key would lie in the folder of the state, with what it encrypts.', {
      code: 'key-beside-state',
      remedy: 'Name a file somewhere else, which is not backed up with the state.',
    });
  }
  await writeKey(path, key);
  output.document({ file: path, fingerprint });
  output.print(`Written: ${relative(directory, path) || path}. Set LINKWRIGHT_KEY_FILE to ${path}.`);
  return exitCodes.done;
};

/** The folder of a state that is not known from here is whatever it is called. */
async function stateFolder(context: CommandContext): Promise<string | null> {
  try {
    return (await openConfiguration(context)).state.folder;
  } catch (error) {
    // A key may be made before there is a file, or while it cannot be read.
    if (context.configurationFile === undefined && isLinkwrightError(error)) return null;
    throw error;
  }
}

const isWithin = (path: string, folder: string): boolean => !relative(folder, path).startsWith('..');

const runVerify: CommandAction = async (context) => {
  const told = await verify(await openWork(context));
  context.output.document(told);
  context.output.print(
    told.dataKeys === 0
      ? `Nothing is encrypted yet; this key would be used (${told.key}).`
      : `The key fits (${told.key}): ${count(told.credentials, 'credential')} can be read.`,
  );
  return exitCodes.done;
};

const runRotate: CommandAction = async (context) => {
  const told = await rotate(await openWork(context));
  context.output.document(told);
  context.output.print(`Encrypted anew: ${count(told.credentials, 'credential')}. The key is ${told.key}.`);
  context.output.note('Restart what runs with the former key; earlier backups need that one still.');
  return exitCodes.done;
};

const runForget: CommandAction = async (context, given) => {
  const { yes = false } = z.object({ yes: z.boolean().optional() }).parse(given);
  if (!yes) {
    throw new ConfigurationError('This removes every credential of the state; each account is then connected anew.', {
      code: 'flags-missing',
      remedy: 'If the key is really lost: linkwright keys forget --yes',
    });
  }
  const { dataKeys, credentials } = await forgetEncrypted(await openWork(context));
  context.output.document({ dataKeys, credentials });
  context.output.print(`Removed: ${count(credentials, 'credential')}. linkwright connect NAME begins anew.`);
  return exitCodes.done;
};
