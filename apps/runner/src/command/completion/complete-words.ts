import { brakeNames, directions, winners } from '@linkwright/core';
import type { Argument, Command, Option } from 'commander';

/** What a word of a command line may become. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Names that the configuration gives. */
export interface WrittenNames {
  readonly connections: readonly Candidate[];
  readonly syncs: readonly Candidate[];
  /** By connection: the objects that syncs name. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
}

/**
 * Candidates for the last of the words, which is being typed and may be empty. None: a file, or something that nobody can know.
 * `words`: without the name of the program.
 */
export function completeWords(program: Command, words: readonly string[], names: WrittenNames): readonly Candidate[] {
  const { command, option, given, current, isPlain } = readLine(program, words);
  const typed = unquoted(current);
  const candidates = option
    ? valuesOf(option, names)
    : typed.startsWith('-') && !isPlain
      ? optionsOf(command)
      : [...(given.length === 0 ? commandsOf(command) : []), ...argumentsOf(command, given, names)];
  return candidates.filter(({ word }) => word.startsWith(typed));
}

interface ReadLine {
  readonly command: Command;
  /** The option whose value is being typed. */
  readonly option: Option | null;
  /** Arguments of the command before the word that is being typed. */
  readonly given: readonly string[];
  readonly current: string;
  /** Is it behind `--`? */
  readonly isPlain: boolean;
}

function readLine(program: Command, words: readonly string[]): ReadLine {
  // bash takes an equals sign for a word of its own.
  const parts = words.flatMap((word) => (word === '=' ? [] : word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word]));
  if (words.at(-1) === '=') parts.push('');
  const current = parts.pop() ?? '';
  let command = program;
  let option: Option | null = null;
  let isPlain = false;
  let given: string[] = [];
  for (const part of parts) {
    if (option) option = null;
    else if (isPlain) given.push(part);
    else if (part === '--') isPlain = true;
    else if (part.startsWith('-')) {
      const found = allOptions(command).find((one) => one.long === part || one.short === part);
      option = found && (found.required || found.optional) ? found : null;
    } else {
      const below = given.length === 0 ? command.commands.find((one) => one.name() === part) : undefined;
      if (below) {
        command = below;
        given = [];
      } else given.push(part);
    }
  }
  return { command, option, given, current, isPlain };
}

const allOptions = (command: Command): readonly Option[] => [
  ...command.options,
  ...(command.parent ? allOptions(command.parent) : []),
];

const optionsOf = (command: Command): readonly Candidate[] => [
  ...allOptions(command).flatMap(({ long, description, hidden }) =>
    typeof long === 'string' && !hidden ? [{ word: long, description }] : [],
  ),
  { word: '--help', description: 'print help' },
];

const commandsOf = (command: Command): readonly Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), description: one.description() }));

/** By the name of the argument: commands name the same thing alike. */
function argumentsOf(
  command: Command,
  given: readonly string[],
  { connections, syncs, objects }: WrittenNames,
): readonly Candidate[] {
  const expected: Argument | undefined =
    command.registeredArguments[given.length] ?? command.registeredArguments.filter(({ variadic }) => variadic).at(-1);
  if (expected === undefined) return [];
  if (expected.argChoices) return plain(expected.argChoices);
  switch (expected.name()) {
    case 'sync':
      return syncs.filter(({ word }) => !given.includes(word));
    case 'connection':
      return connections;
    case 'object':
      return plain(objects.get(given.at(-1) ?? '') ?? []);
    default:
      return [];
  }
}

function valuesOf(option: Option, { syncs }: WrittenNames): readonly Candidate[] {
  if (option.argChoices) return plain(option.argChoices);
  switch (option.long) {
    case '--sync':
    case '--change':
      return syncs;
    case '--allow':
      return plain(brakeNames);
    case '--winner':
      return plain(winners);
    case '--direction':
      return plain(directions);
    default:
      return [];
  }
}

const plain = (words: readonly string[]): readonly Candidate[] => words.map((word) => ({ word, description: '' }));

/** A shell gives the word as it was typed, with its quotes. */
const unquoted = (word: string): string => word.replace(/^["']/, '').replace(/\\(.)/g, '$1');
