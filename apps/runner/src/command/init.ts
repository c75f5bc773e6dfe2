import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { z } from 'zod';
import { configurationFileName } from '../configuration/find-configuration.ts';
import { schemaFileOf } from '../editor/schema-file.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { accompany } from './init/accompany.ts';
import { findGuide, tellApart } from './init/find-guide.ts';
import { renderConfiguration } from './init/render-configuration.ts';

const optionsSchema = z.object({ left: z.string(), right: z.string(), file: z.string().optional() });

export const registerInit: RegisterCommand = (program, act) => {
  program
    .command('init')
    .description('write a new configuration')
    .option('--left <connector>', 'hubspot, airtable, or the package name of any connector', 'hubspot')
    .option('--right <connector>', 'likewise', 'airtable')
    .option('--file <file>', `where to write it (default: ${configurationFileName} here)`)
    .action(act(runInit));
};

const runInit: CommandAction = async ({ output, directory, configurationFile, signal }, given) => {
  const options = optionsSchema.parse(given);
  const file = resolve(directory, options.file ?? configurationFile ?? configurationFileName);
  const folder = dirname(file);
  const guide = (name: string) => findGuide(name, folder, signal);
  const [left, right] = tellApart(...(await Promise.all([guide(options.left), guide(options.right)])));
  await writeNewFile(file, renderConfiguration({ left, right, schema: basename(schemaFileOf(file)) }));
  const variables = [...left.settings, ...right.settings];
  const beside = await accompany(file, variables, signal);

  const shown = relative(directory, file) || file;
  const isDefaultPlace = shown === configurationFileName;
  const suffix = isDefaultPlace ? '' : ` -c ${shown}`;
  output.document({ file, beside, variables: variables.map(({ variable }) => variable) });
  output.print(`${output.style('green', `Wrote ${[shown, ...beside].join(', ')}.`)}\n`);
  // Two accounts of one app need the same explanation once.
  for (const text of new Set([left, right].map(({ credentials }) => credentials.join('\n')))) output.print(`${text}\n`);
  output.print(
    [
      `1. Copy ${relative(directory, join(folder, '.env.example'))} to ${relative(directory, join(folder, '.env'))}, and put your own values in:`,
      ...variables.map(({ variable, example }) => `     ${variable}=${example}`),
      `2. Put the names of your objects and fields into ${shown}; they are listed by: linkwright objects${suffix}`,
      `3. linkwright schema --live${suffix}   makes your editor complete and check these names`,
      `4. linkwright check${suffix}   tells everything that is not right yet`,
      `5. linkwright plan${suffix}    shows what would be written`,
      `6. linkwright sync${suffix}    writes it`,
    ].join('\n'),
  );
  return exitCodes.done;
};

async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    // `wx`: between asking whether the file is there and writing it, somebody else could have written it.
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') {
      throw new ConfigurationError(`${file} is there already; it was left as it is.`, {
        code: 'file-exists',
        remedy: 'Choose another name with --file, or move the old file away.',
      });
    }
    throw new ConfigurationError(`${file} cannot be written${code === null ? '' : ` (${String(code)})`}.`, {
      code: 'file-not-writable',
      remedy: 'Choose another place with --file.',
      cause: error,
    });
  }
}
