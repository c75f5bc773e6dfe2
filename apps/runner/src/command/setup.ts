import { relative, resolve } from 'node:path';
import { intro, log, outro } from '@clack/prompts';
import { ConfigurationError, isErrorOfKind } from '@linkwright/core';
import { writeConfiguration } from '../configuration/edit/write-configuration.ts';
import { configurationFileName, findConfiguration } from '../configuration/find-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { readIfThere } from '../configuration/read-if-there.ts';
import { wrapText } from '../output/wrap-text.ts';
import { createQuestions, widthBesideGuide } from '../prompt/questions.ts';
import { withWayBack } from '../prompt/reversible-questions.ts';
import { openCatalogue } from '../session/object-catalogue.ts';
import type { OpenConnection } from '../session/open-connections.ts';
import { changeSync } from '../setup/change-sync.ts';
import { chooseConnection } from '../setup/choose-connection.ts';
import { openDraft } from '../setup/draft.ts';
import { refuseMissingFlags } from '../setup/missing-flags.ts';
import { namedVariables } from '../setup/named-variables.ts';
import { type Review, review, tellProblems } from '../setup/review.ts';
import { setUpSync } from '../setup/set-up-sync.ts';
import type { SetupContext } from '../setup/setup-context.ts';
import {
  associationFlag,
  endFlag,
  filterFlag,
  mappingFlag,
  referenceFlag,
  settingFlag,
  setupFlagsSchema,
} from '../setup/setup-flags.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { accompany } from './init/accompany.ts';

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
    .option('--winner <side>', 'who wins where both changed one value: left, right, newest or review')
    .option(
      '--filter <side:field=value>',
      'which records take part; !=, > and < too, * for any value, none; may be repeated',
      filterFlag,
    )
    .option('--remove-mapping <left=right>', 'with --change: take a field or association out', mappingFlag)
    .option('--rename <name>', 'with --change: another name in the file')
    .option('--remove', 'with --change: take the sync out of the file')
    .option('--enable', 'with --change: switch the sync on')
    .option('--disable', 'with --change: switch the sync off')
    .option('--yes', 'write the file without asking')
    .action(act(runSetup));
};

const runSetup: CommandAction = async (command, given) => {
  const flags = parseFlags(given);
  const file = await targetFile(command);
  const before = await readIfThere(file);
  const draft = await openDraft({ file, before }, command.environment);
  const broken = draft.loaded().problems.filter(({ code }) => code === 'yaml-syntax' || code === 'duplicate-key');
  if (broken.length > 0) throw new ProblemsError(broken, draft.loaded());
  const { terminal } = command;
  if (!terminal) await refuseMissingFlags(flags, draft, command.signal);
  const connections = new Map<string, OpenConnection>();
  const context: Omit<SetupContext, 'ask'> = {
    command: {
      ...command,
      get environment() {
        return draft.environment();
      },
    },
    flags,
    draft,
    connections,
    openedWith: new Map(),
    catalogue: openCatalogue(connections, command.signal),
    counted: new Map(),
    countedLinks: new Map(),
  };
  try {
    if (terminal) {
      intro(before === null ? `Linkwright: a new ${configurationFileName}` : 'Linkwright', { output: terminal.output });
      log.message('Esc goes back one question. Ctrl-C leaves, and nothing is written.', { output: terminal.output });
    }
    const { reviewed, isWanted } = terminal
      ? await withWayBack(createQuestions(terminal, command.signal), async (ask) => {
          await draft.reset();
          return setUp({ ...context, ask });
        })
      : await setUp({ ...context, ask: null });
    if (isWanted) await writeConfiguration({ file, before, after: draft.text(), environment: draft.environment() });
    const isNew = isWanted && before === null;
    const beside = isNew ? await accompany(file, await namedVariables(draft, command.signal), command.signal) : [];
    await tellEnd(context, reviewed, isWanted ? beside : null);
    reviewed?.plan?.close();
    return exitCodes.done;
  } finally {
    await Promise.all([...connections.values()].map(({ app }) => app.close()));
  }
};

interface SetUp {
  /** `null`: nothing was changed, so there is nothing to look at. */
  readonly reviewed: Review | null;
  readonly isWanted: boolean;
}

/** From the first question to the last: is what was set up to be written? */
async function setUp(context: SetupContext): Promise<SetUp> {
  const { ask, flags, draft } = context;
  await edit(context);
  if (draft.touched.size === 0 && draft.text() === draft.before) return { reviewed: null, isWanted: false };
  for (;;) {
    const reviewed = await reviewUntilRight(context);
    if (flags.yes || ask === null) return { reviewed, isWanted: true };
    try {
      const answer = await ask.decide<'write' | 'answer' | 'more' | 'leave'>(`Write ${reviewed.name}?`, [
        { value: 'write', label: 'Yes' },
        { value: 'answer', label: 'Change an answer' },
        ...(draft.touched.size === 0
          ? []
          : [{ value: 'more' as const, label: 'Change more', hint: 'filters, names, what is left out, …' }]),
        { value: 'leave', label: 'No, leave everything as it was' },
      ]);
      if (answer === 'write' || answer === 'leave') return { reviewed, isWanted: answer === 'write' };
      if (answer === 'answer') await ask.changeAnswer();
      else await changeTouched(context);
    } catch (error) {
      reviewed.plan?.close();
      throw error;
    }
    reviewed.plan?.close();
  }
}

/** Changes one of the syncs that were set up just now. */
async function changeTouched(context: SetupContext): Promise<void> {
  const [only, ...others] = [...context.draft.touched];
  const withoutFlags = { ...context, flags: setupFlagsSchema.parse({}) };
  await changeSync(withoutFlags, others.length === 0 ? (only ?? null) : null);
}

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

type Task = 'set-up' | 'more' | 'change' | 'nothing';

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
        { value: 'nothing', label: 'Nothing' },
      ]);
  if (task === 'nothing') return;
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
      const answer = await ask.decide<'answer' | 'more' | 'leave'>('What now?', [
        { value: 'answer', label: 'Change an answer' },
        ...(draft.touched.size === 0 ? [] : [{ value: 'more' as const, label: 'Change a sync' }]),
        { value: 'leave', label: 'Leave everything as it was' },
      ]);
      if (answer === 'leave') throw error;
      if (answer === 'answer') await ask.changeAnswer();
      else await changeTouched(context);
    }
  }
}

async function tellEnd(
  { command, draft }: Pick<SetupContext, 'command' | 'draft'>,
  reviewed: Review | null,
  /** Files that were written beside the configuration. `null`: nothing was. */
  beside: readonly string[] | null,
): Promise<void> {
  const { output, terminal } = command;
  const name = relative(command.directory, draft.file) || draft.file;
  const { difference, plan } = reviewed ?? { difference: '', plan: null };
  await output.streamDocument({
    file: name,
    written: beside !== null,
    ...(beside !== null && { beside }),
    syncs: [...draft.touched],
    difference,
    ...(plan !== null && { plan: plan.document }),
  });
  const variables = [...draft.typed.keys()];
  const lines = beside
    ? [
        `Wrote ${[name, ...beside].join(', ')}.`,
        ...variables.map(
          (variable) =>
            `Put ${variable}=… into .env beside it, or into the environment: it was typed in for this run only.`,
        ),
        'linkwright sync writes what the plan shows.',
      ]
    : ['Nothing was written.'];
  if (terminal) {
    const told = wrapText(lines.join('\n'), widthBesideGuide(terminal.output));
    outro(told.replaceAll('\n', '\n   '), { output: terminal.output });
  } else output.print(`\n${lines.join('\n')}`);
}
