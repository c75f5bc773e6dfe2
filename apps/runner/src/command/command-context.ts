import type { Command } from 'commander';
import type { ImportModule } from '../connectors/load-connectors.ts';
import type { Output } from '../output/output.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';

/** What every command is given. */
export interface CommandContext
  extends Pick<Host, 'environment' | 'directory' | 'signal' | 'now' | 'terminal' | 'input'> {
  readonly output: Output;
  /** How connectors are read. Absent: each once. */
  readonly importModule?: ImportModule;
  /** The file behind `--config`, as typed. */
  readonly configurationFile: string | undefined;
}

/** `options` are those of the command itself, not yet checked; `words` are its arguments. */
export type CommandAction = (context: CommandContext, options: unknown, words: readonly string[]) => Promise<ExitCode>;

/** Declares one command; `act` makes a commander handler of its action. */
export type RegisterCommand = (program: Command, act: (action: CommandAction) => () => Promise<void>) => void;
