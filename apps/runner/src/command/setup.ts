import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { intro, outro } from '@clack/prompts';
import { ConfigurationError, isErrorOfKind } from '@linkwright/core';
import { writeConfiguration } from '../configuration/edit/write-configuration.ts';
import { configurationFileName, findConfiguration } from '../configuration/find-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { createQuestions } from '../prompt/questions.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import { changeSync } from '../setup/change-sync.ts';
import { chooseConnection } from '../setup/choose-connection.ts';
import { openDraft } from '../setup/draft.ts';
import { refuseMissingFlags } from '../setup/missing-flags.ts';
import { type Review, review, tellProblems } from '../setup/review.ts';
import { setUpSync } from '../setup/set-up-sync.ts';
import type { SetupContext } from '../setup/setup-context.ts';
import {
  associationFlag,
  endFlag,
  mappingFlag,
  referenceFlag,
  settingFlag,
  setupFlagsSchema,
} from '../setup/setup-flags.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

export const registerSetup: RegisterCommand = (program, act) => {
  program
    .command('setup')
    .description('set up a sync, sync more data or change a sync, by questions or by flags')
    .option('--left <connection:object>', 'the left end, as in hubspot:contacts', endFlag)
    .option('--right <connection:object>', 'the right end, as in airtable:People', endFlag)
    .option('--left-connector <connector>', 'of a new left connection: hubspot, airtable, kintone or any package')
    .option('--right-connector <connector>', 'of a new right connection')
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own placeholder.
    .option('--left-setting <key=value>', 'of a new left connection; secrets as ${NAME}; may be repeated', settingFlag)
    .option('--right-setting <key=value>', 'of a new right connection', settingFlag)
    .option('--name <name>', 'of the new sync in the file')
    .option('--change <sync>', 'change this sync instead of adding one')
    .option('--match <left=right>', 'a field that records are recognized by; may be repeated', mappingFlag)
    .option(
      '--reference <side:field=sync>',
      'a field that names a record of another sync, with :KEY[:SEPARATOR]',
      referenceFlag,
    )
    .option('--field <left=right>', 'two fields to keep in step; -> and <- go one way; may be repeated', mappingFlag)
    .option('--association <left=right>', 'two association fields, with " via SYNC"; may be repeated', associationFlag)
    .option('--suggested', 'take the suggested match key and fields where none are given')
    .option('--direction <direction>', 'two-way, left-to-right or right-to-left')
    .option('--create <side>', 'where records may be created: both, left, right or none')
    .option('--enable', 'with --change: switch the sync on')
    .option('--disable', 'with --change: switch the sync off')
    .option('--yes', 'write the file without asking')
    .action(act(runSetup));
};

const runSetup: CommandAction = async (command, given) => {
  const flags = parseFlags(given);
  const file = await targetFile(command);
  const before = await readIfThere(file);
  const draft = await openDraft(file, before, command.environment);
  const broken = draft.loaded().problems.filter(({ code }) => code === 'yaml-syntax' || code === 'duplicate-key');
  if (broken.length > 0) throw new ProblemsError(broken, draft.loaded());
  const { terminal } = command;
  if (!terminal) await refuseMissingFlags(flags, draft);
  const connections = new Map<string, OpenConnection>();
  const context: SetupContext = {
    command: {
      ...command,
      get environment() {
        return draft.environment();
      },
    },
    ask: terminal ? createQuestions(terminal, command.signal) : null,
    flags,
    draft,
    connections,
    catalogue: openCatalogue(connections, command.signal),
  };
  try {
    if (terminal)
      intro(before === null ? `Linkwright: a new ${configurationFileName}` : 'Linkwright', { output: terminal.output });
    await edit(context);
    const reviewed = await reviewUntilRight(context);
    const isWanted = flags.yes || context.ask === null || (await context.ask.confirm(`Write ${reviewed.name}?`));
    if (isWanted) await writeConfiguration({ file, before, after: draft.text(), environment: draft.environment() });
    await tellEnd(context, reviewed, isWanted);
    reviewed.plan?.close();
    return exitCodes.done;
  } finally {
    await Promise.all([...connections.values()].map(({ app }) => app.close()));
  }
};

function parseFlags(given: unknown) {
  const parsed = setupFlagsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const flags = parsed.error.issues.map(({ path }) => `--${String(path[0])}`);
  throw new ConfigurationError(`${flags.join(' and ')} cannot be that.`, {
    code: 'usage',
    remedy: 'linkwright setup --help lists what each option may be.',
  });
}

/** The file that is there, or the one that will be made. */
async function targetFile({ directory, configurationFile }: CommandContext): Promise<string> {
  try {
    return await findConfiguration(directory, configurationFile);
  } catch (error) {
    if (!isErrorOfKind(error, 'configuration')) throw error;
    return resolve(directory, configurationFile ?? configurationFileName);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

type Task = 'set-up' | 'more' | 'change';

async function edit(context: SetupContext): Promise<void> {
  const { ask, flags, draft } = context;
  const { syncs } = draft.loaded().configuration;
  if (flags.change !== undefined) return changeSync(context, flags.change);
  const isNew = Object.keys(syncs).length === 0 || flags.left !== undefined || ask === null;
  const task: Task = isNew
    ? 'set-up'
    : await ask.choose<Task>('What would you like to do?', [
        { value: 'more', label: 'Sync more data', hint: 'other records of apps that are connected' },
        { value: 'change', label: 'Change a sync' },
        { value: 'set-up', label: 'Set up a sync', hint: 'between other accounts' },
      ]);
  if (task === 'change') return changeSync(context, null);
  const [left, right] = task === 'more' ? await connectedPair(context) : await newPair(context);
  const wish = (side: 'left' | 'right', connection: string) => {
    const object = flags[side]?.object;
    return { connection, ...(object !== undefined && { objects: [object] }) };
  };
  await setUpSync(context, wish('left', left), wish('right', right));
}

async function newPair(context: SetupContext): Promise<readonly [string, string]> {
  const left = await chooseConnection(context, 'left');
  return [left, await chooseConnection(context, 'right', left)];
}

/** Two connections that are synced with each other already. */
async function connectedPair(context: SetupContext): Promise<readonly [string, string]> {
  const { ask, draft } = context;
  const pairs = new Map<string, { readonly left: string; readonly right: string }>();
  for (const { left, right } of Object.values(draft.loaded().configuration.syncs)) {
    const isKnown = pairs.has(`${right.connection} and ${left.connection}`);
    if (!isKnown)
      pairs.set(`${left.connection} and ${right.connection}`, { left: left.connection, right: right.connection });
  }
  const [only] = pairs.values();
  const pair =
    pairs.size < 2 || ask === null
      ? only
      : await ask.choose(
          'Between which?',
          [...pairs].map(([label, value]) => ({ value, label })),
        );
  if (pair === undefined) return newPair(context);
  for (const side of ['left', 'right'] as const) {
    const flags = setupFlagsSchema.parse({ [side]: { connection: pair[side], object: '' } });
    await chooseConnection({ ...context, flags }, side);
  }
  return [pair.left, pair.right];
}

/** A mistake is told and can be put right, as long as somebody is there to do it. */
async function reviewUntilRight(context: SetupContext): Promise<Review> {
  const { ask, draft } = context;
  for (;;) {
    try {
      return await review(context);
    } catch (error) {
      if (ask === null || !(error instanceof ProblemsError)) throw error;
      ask.tell(tellProblems(error), 'error');
      if (!(await ask.confirm('Put it right now?'))) throw error;
      const [only, ...others] = [...draft.touched];
      const withoutFlags = { ...context, flags: setupFlagsSchema.parse({}) };
      await changeSync(withoutFlags, others.length === 0 ? (only ?? null) : null);
    }
  }
}

async function tellEnd(
  { command, draft }: SetupContext,
  { name, difference, plan }: Review,
  written: boolean,
): Promise<void> {
  const { output, terminal } = command;
  await output.streamDocument({
    file: name,
    written,
    syncs: [...draft.touched],
    difference,
    ...(plan !== null && { plan: plan.document }),
  });
  const variables = [...draft.typed.keys()];
  const lines = written
    ? [
        `Wrote ${name}.`,
        ...variables.map(
          (variable) =>
            `Put ${variable}=… into .env beside it, or into the environment: it was typed in for this run only.`,
        ),
        'linkwright sync writes what the plan shows.',
      ]
    : ['Nothing was written.'];
  if (terminal) outro(lines.join('\n   '), { output: terminal.output });
  else output.print(`\n${lines.join('\n')}`);
}
