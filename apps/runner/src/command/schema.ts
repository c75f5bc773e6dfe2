import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { isErrorOfKind } from '@linkwright/core';
import { z } from 'zod';
import { configurationFileName } from '../configuration/find-configuration.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { editorSchema } from '../editor/editor-schema.ts';
import { type AskedAccounts, knowAccounts } from '../editor/know-accounts.ts';
import { knowConnectors } from '../editor/know-connectors.ts';
import type { KnownAccount } from '../editor/known-account.ts';
import { schemaFileOf, schemaLine, writeSchema } from '../editor/schema-file.ts';
import { count } from '../output/format-number.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import { noteProblems, openConnections, refuseProblems } from '../session/open-connections.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openConfiguration } from './open-configuration.ts';
import { workOn } from './open-work.ts';

const optionsSchema = z.object({ live: z.boolean().default(false), out: z.string().optional() });

export const registerSchema: RegisterCommand = (program, act) => {
  program
    .command('schema')
    .description('write the JSON Schema of the configuration, by which editors complete and check it')
    .option('--live', 'with the objects, fields and options of the connected accounts')
    .option('--out <file>', 'where to write it (default: beside the configuration, under its name)')
    .action(act(runSchema));
};

const runSchema: CommandAction = async (context, given) => {
  const { live, out } = optionsSchema.parse(given);
  const loaded = live ? await openConfiguration(context) : await openIfThere(context);
  const file = loaded?.file ?? resolve(context.directory, context.configurationFile ?? configurationFileName);
  const { connections = {}, syncs = {} } = loaded?.configuration ?? {};
  const { accounts, refused } = loaded && live ? await askAccounts(context, loaded) : nobodyAsked;
  const named = Object.values(connections).map(({ connector }) => connector);
  const schema = editorSchema({
    connectors: await knowConnectors(loaded?.directory ?? context.directory, named, context.signal),
    connections: Object.keys(connections),
    syncs: Object.keys(syncs),
    accounts,
  });
  const target = out === undefined ? schemaFileOf(file) : resolve(context.directory, out);
  await writeSchema(target, schema);

  const { output, directory } = context;
  output.progress(null);
  const line = schemaLine(relative(resolve(file, '..'), target));
  const shown = relative(directory, target) || target;
  output.document({
    file: target,
    line,
    connections: accounts.map(({ connection, schemas }) => ({
      connection,
      objects: schemas.map(({ name, fields, associations }) => ({
        name,
        fields: fields.length,
        associations: associations.length,
      })),
    })),
    refused,
  });
  output.print(output.style('green', `Wrote ${shown}.`));
  for (const account of accounts) output.print(`  ${tellAccount(account)}`);
  for (const { connection, object, message } of refused) output.note(`${connection} ${object} is left out: ${message}`);
  const text = loaded === null ? null : await readFile(loaded.file, 'utf8');
  if (text?.split(/\r?\n/).some((one) => one.trim() === line) !== true)
    output.print(`Editors find it by the first line of ${relative(directory, file) || file}:\n  ${line}`);
  return exitCodes.done;
};

const nobodyAsked: AskedAccounts = { accounts: [], refused: [] };

/** A schema can be written before there is a file. */
async function openIfThere(context: CommandContext): Promise<LoadedConfiguration | null> {
  try {
    return await openConfiguration(context);
  } catch (error) {
    const isMissing = isErrorOfKind(error, 'configuration') && error.code === 'configuration-not-found';
    // A file that is named is meant.
    if (isMissing && context.configurationFile === undefined) return null;
    throw error;
  }
}

async function askAccounts(context: CommandContext, loaded: LoadedConfiguration): Promise<AskedAccounts> {
  const work = workOn(context, loaded);
  const opened = await openConnections(work);
  try {
    // A file that is still wrong is what an editor is to help with.
    if (opened.connections.size === 0) refuseProblems(opened);
    noteProblems(work, opened);
    const { connections } = opened;
    const syncs = Object.values(loaded.configuration.syncs);
    return await knowAccounts(connections, syncs, openCatalogue(connections, context.signal));
  } finally {
    await opened.close();
  }
}

function tellAccount({ connection, displayName, schemas, complete }: KnownAccount): string {
  const fields = schemas.reduce((sum, schema) => sum + schema.fields.length, 0);
  const associations = schemas.reduce((sum, schema) => sum + schema.associations.length, 0);
  const told = `${connection} (${displayName}): ${count(schemas.length, 'object')}, ${count(fields, 'field')}, ${count(associations, 'association field')}`;
  return complete ? told : `${told}; its key lists no objects, so those that the file names`;
}
