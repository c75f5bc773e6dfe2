import { ConfigurationError, nearest } from '@linkwright/core';
import type { ResolveRequest } from '@linkwright/engine';
import { Option } from 'commander';
import { z } from 'zod';
import { conflicts } from '../operations/conflicts.ts';
import type { ConflictsDocument } from '../operations/documents/conflicts-document.ts';
import { resolveConflict } from '../operations/resolve-conflict.ts';
import { count } from '../output/format-number.ts';
import { wrapped } from '../output/wrapped.ts';
import { conflictLines } from '../report/conflict-lines.ts';
import { timesFor } from '../report/tell-time.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';
import { printRan } from './print-run.ts';

const optionsSchema = z.object({
  open: z.boolean().default(false),
  settled: z.boolean().default(false),
  sync: z.array(z.string()).default([]),
  record: z.string().optional(),
  run: z.string().optional(),
  limit: z.number().optional(),
});

/** A list for machines is whole. */
const shown = 50;

export const registerConflicts: RegisterCommand = (program, act) => {
  const command = program
    .command('conflicts')
    .description('values that both apps had changed, with who won: nothing that was seen is lost')
    .option('--open', 'only those that wait for a decision')
    .addOption(new Option('--settled', 'only those that wait for nobody').conflicts('open'))
    .option('--sync <name>', 'only of this sync; may be repeated', collectWords)
    .option('--record <key-or-id>', 'only of the record with this id or match key')
    .option('--run <run>', 'only of this run')
    .option('--limit <conflicts>', 'list at most so many, the latest first', positiveNumber)
    .action(act(runConflicts));
  command
    .command('resolve')
    .description('decide a conflict: the value of one side, or another one, is written to both')
    .argument('<id>', 'its number, as linkwright conflicts lists it')
    .argument('[value]', 'left or right: the value of that side of the file; anything else is a value itself')
    .option('--value <text>', 'a value that may be left, right or empty')
    .action(act(runResolve));
};

const runConflicts: CommandAction = async (context, given) => {
  const { output } = context;
  const { sync, limit, open, settled, ...asked } = optionsSchema.parse(given);
  const listed = limit ?? (output.json ? Number.MAX_SAFE_INTEGER : shown);
  const document = await conflicts(await openWork(context), {
    ...asked,
    ...((open || settled) && { open }),
    syncs: sync,
    limit: listed,
  });
  output.document(document);
  const told = wrapped(output);
  const timeOf = timesFor(output, context.now());
  for (const conflict of document.conflicts) {
    for (const line of conflictLines(conflict, { output: told, timeOf })) told.print(line);
  }
  told.print(summaryOf(document, open ? 'open' : settled ? 'settled' : 'all'));
  return document.conflicts.some(({ state }) => state === 'waiting') ? exitCodes.attention : exitCodes.done;
};

const resolveOptionsSchema = z.object({ value: z.string().optional() });

const runResolve: CommandAction = async (context, given, [number = '', word]) => {
  const { value } = resolveOptionsSchema.parse(given);
  const conflict = z.coerce.number().int().positive().safeParse(number.replace(/^#/, ''));
  const said = value ?? word;
  if (!conflict.success || said === undefined) {
    throw new ConfigurationError(
      conflict.success ? 'Nobody has said which value is right.' : `"${number}" is no number of a conflict.`,
      { code: 'usage', remedy: 'linkwright conflicts resolve ID left|right|VALUE' },
    );
  }
  const isSide = value === undefined && (said === 'left' || said === 'right');
  const meant = value === undefined && !isSide ? nearest(said, ['left', 'right']) : null;
  if (meant !== null) {
    throw new ConfigurationError(`"${said}" may be meant as ${meant}, or as a value itself.`, {
      code: 'usage',
      remedy: `linkwright conflicts resolve ${conflict.data} ${meant}, or --value ${JSON.stringify(said)}`,
    });
  }
  const resolve: ResolveRequest = { conflict: conflict.data, value: isSide ? { side: said } : { text: said } };
  return resolveConflict(await openWork(context), resolve, async (ran) => {
    context.output.document(ran.document);
    await printRan(context.output, ran, { all: true });
    return ran.report.syncs.some(({ failing }) => failing > 0) ? exitCodes.attention : exitCodes.done;
  });
};

const summaries = {
  open: { none: 'No conflict waits for a decision.', kind: ' to decide' },
  settled: { none: 'No conflict has been settled.', kind: ', settled' },
  all: { none: 'No conflicts.', kind: '' },
} as const;

function summaryOf({ conflicts, total }: ConflictsDocument, asked: keyof typeof summaries): string {
  const { none, kind } = summaries[asked];
  if (total === 0) return none;
  const left = total - conflicts.length;
  const more = left > 0 ? ` ${count(left, 'earlier one')} not listed (--limit).` : '';
  return `${count(total, 'conflict')}${kind}.${more}`;
}
