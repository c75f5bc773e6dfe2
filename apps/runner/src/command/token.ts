import { userInfo } from 'node:os';
import { ConfigurationError } from '@linkwright/core';
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { roles } from '../service/access/roles.ts';
import { createToken, listTokens, revokeToken, tokenFolderOf } from '../service/access/token-folder.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

const placeOption = [
  '--place <place>',
  'the first place that linkwright start is given (default: the file here)',
] as const;

export const registerToken: RegisterCommand = (program, act) => {
  const token = program.command('token').description('tokens for the API of a service');
  token
    .command('create')
    .description('make a token; it is shown once')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .option('--name <name>', 'who or what it is for')
    .option('--expires <days>', 'after so many days it opens nothing, as 90d (default: never)', daysOf)
    .option(...placeOption)
    .action(act(runCreate));
  token
    .command('list')
    .description('list them: not themselves, but what they may do and when they were used')
    .option(...placeOption)
    .action(act(runList));
  token
    .command('revoke')
    .description('from here on it opens nothing')
    .argument('<id>', 'its id, as the list has it')
    .option(...placeOption)
    .action(act(runRevoke));
};

const dayMs = 86_400_000;

/** In milliseconds. */
function daysOf(text: string): number {
  const [, days] = /^([1-9]\d{0,4})d$/.exec(text) ?? [];
  if (days === undefined) throw new InvalidArgumentError('It must be a number of days, as 90d.');
  return Number(days) * dayMs;
}

const placeSchema = z.object({ place: z.string().optional() });
const createSchema = placeSchema.extend({
  role: z.enum(roles),
  name: z.string().max(100).optional(),
  expires: z.number().optional(),
});

const folderOf = (context: CommandContext, place: string | undefined): Promise<string> => {
  const first = place ?? context.configurationFile;
  return tokenFolderOf(context, first === undefined ? [] : [first]);
};

const runCreate: CommandAction = async (context, given) => {
  const { role, name = userInfo().username, expires, place } = createSchema.parse(given);
  const now = context.now();
  const expiresAt = expires === undefined ? null : now + expires;
  const { token, about } = await createToken(await folderOf(context, place), { role, name, expiresAt, now });
  context.output.document({ token, ...about });
  context.output.print(token);
  context.output.note(
    `It is shown this once. Send it as "Authorization: Bearer …"; linkwright token revoke ${about.id} takes it back.`,
  );
  return exitCodes.done;
};

const dateOf = (moment: number | null): string =>
  moment === null ? 'never' : `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const runList: CommandAction = async (context, given) => {
  const tokens = await listTokens(await folderOf(context, placeSchema.parse(given).place));
  context.output.document({ tokens });
  if (tokens.length === 0) {
    context.output.print('There are none: linkwright token create --role viewer makes one.');
    return exitCodes.done;
  }
  const titles = ['id', 'role', 'name', 'used', 'expires'].map((title) => ({ title }));
  const rows = tokens.map(({ id, role, name, lastUsedAt, expiresAt }) => [
    id,
    role,
    visible(name),
    dateOf(lastUsedAt),
    dateOf(expiresAt),
  ]);
  context.output.print(renderTable(titles, rows, context.output.columns));
  return exitCodes.done;
};

const runRevoke: CommandAction = async (context, given, words) => {
  const [id] = z.tuple([z.string()]).parse(words);
  if (!(await revokeToken(await folderOf(context, placeSchema.parse(given).place), id))) {
    throw new ConfigurationError(`There is no token "${id}".`, {
      code: 'unknown-token',
      remedy: 'linkwright token list names them.',
    });
  }
  context.output.document({ revoked: id });
  context.output.print(`Revoked: ${id}. It opens nothing any more.`);
  return exitCodes.done;
};
