import { inspect } from 'node:util';
import { isErrorOfKind, isLinkwrightError } from '@linkwright/core';
import { CommanderError } from 'commander';
import { ProblemsError } from '../configuration/problems-error.ts';
import { LeftError } from '../prompt/left-error.ts';
import { printProblems } from '../report/print-problems.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

const repository = 'https://github.com/linkwright/linkwright';
const issuesPage = `${repository}/issues`;
const errorsPage = `${repository}/blob/main/docs/errors.md`;

/** Help is a better answer to a mistyped command, and who has stopped a run knows why. */
const selfEvident: readonly string[] = ['usage', 'flags-missing', 'left', 'interrupted', 'internal-error'];

interface Report {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly exitCode: ExitCode;
}

type ReportContext = Pick<CommandContext, 'output' | 'directory' | 'environment' | 'signal'>;

/** Says what went wrong and what to do, in the form that the options ask for, and gives the exit code. */
export function reportError(error: unknown, context: ReportContext): ExitCode {
  const { output, environment } = context;
  if (error instanceof ProblemsError) {
    printProblems(error.problems, error.loaded, context, error.outcome);
    return exitCodes.mustChange;
  }
  // Help and version were asked for and have been printed.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
  const { code, message, remedy, exitCode } = describe(error, context.signal);
  output.document({ error: { code, message, remedy } });
  if (!output.json) {
    const told = `${output.styleError('red', message)}${remedy === '' ? '' : `\n${remedy}`}`;
    const explains = !selfEvident.includes(code);
    output.error(explains ? `${told}\n${output.styleError('dim', `${code}: ${errorsPage}#${code}`)}` : told);
  }
  if (environment.LINKWRIGHT_DEBUG && !(error instanceof CommanderError)) output.error(inspect(error));
  return exitCode;
}

function describe(error: unknown, signal: AbortSignal): Report {
  if (error instanceof CommanderError) return describeUsage(error);
  if (error instanceof LeftError) {
    return { code: 'left', message: 'Left. Nothing was written.', remedy: '', exitCode: exitCodes.interrupted };
  }
  if (signal.aborted && isAbort(error)) {
    return {
      code: 'interrupted',
      message: 'Stopped.',
      remedy: 'What was done is kept; the same command goes on from there.',
      exitCode: exitCodes.interrupted,
    };
  }
  if (isLinkwrightError(error)) return describeLinkwrightError(error);
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return {
      code: 'system-error',
      message: `The operating system refused: ${error.message}`,
      remedy: 'Check that the path or the port is free to use.',
      exitCode: exitCodes.failed,
    };
  }
  return {
    code: 'internal-error',
    message: `This is a fault in linkwright: ${firstLine(error)}`,
    remedy: `Please report it: ${issuesPage} (with LINKWRIGHT_DEBUG=1 set, the details are printed).`,
    exitCode: exitCodes.failed,
  };
}

function describeLinkwrightError(error: Error & { readonly code: string }): Report {
  const { code, message } = error;
  if (isErrorOfKind(error, 'configuration') || isErrorOfKind(error, 'authentication')) {
    return { code, message, remedy: error.remedy, exitCode: exitCodes.mustChange };
  }
  if (isErrorOfKind(error, 'record')) return { code, message, remedy: error.remedy, exitCode: exitCodes.failed };
  const own = isErrorOfKind(error, 'retryable') || isErrorOfKind(error, 'contract') ? error.remedy : undefined;
  if (own !== undefined) return { code, message, remedy: own, exitCode: exitCodes.failed };
  const remedy = isErrorOfKind(error, 'retryable')
    ? `${code === 'host-unreachable' ? 'Check the address in the file and the network, or run' : 'Run'} the same command again later; what was done is kept.`
    : isErrorOfKind(error, 'contract')
      ? 'This is a fault in the connector: update it, or report this to its authors.'
      : '';
  return { code, message, remedy, exitCode: exitCodes.failed };
}

function describeUsage(error: CommanderError): Report {
  if (error.code === 'commander.help') {
    // The help itself stands on stderr.
    return { code: 'usage', message: 'No command was given.', remedy: '', exitCode: exitCodes.mustChange };
  }
  const [what = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const hint = hints.join(' ').replace(/^\((.*)\)$/, '$1');
  return {
    code: 'usage',
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)}`.replace(/([.?])?$/, (end) => end || '.'),
    remedy: hint === '' ? 'linkwright --help lists the commands and their options.' : hint,
    exitCode: exitCodes.mustChange,
  };
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || ('code' in error && error.code === 'ABORT_ERR'));

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0] ?? '';
