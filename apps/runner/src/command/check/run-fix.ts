import { relative } from 'node:path';
import { describeProblems } from '../../configuration/describe-problems.ts';
import { renderDifference } from '../../configuration/edit/render-difference.ts';
import { writeConfiguration } from '../../configuration/edit/write-configuration.ts';
import { ProblemsError } from '../../configuration/problems-error.ts';
import { count } from '../../output/format-number.ts';
import { createQuestions } from '../../prompt/questions.ts';
import { openConnections, refuseProblems } from '../../session/open-connections.ts';
import { problemOf } from '../../session/refusal.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openWork } from '../open-work.ts';
import { type FixedConfiguration, fixConfiguration } from './fix-configuration.ts';

/** Shows what can be fixed and writes it. `null`: the file stands, and the ordinary check may go on. */
export async function runFix(context: CommandContext, { yes }: { readonly yes: boolean }): Promise<ExitCode | null> {
  const { output } = context;
  const opened = await openConnections(await openWork(context));
  try {
    const fixed = await fixConfiguration(context, opened);
    output.progress(null);
    const isChanged = fixed.after !== fixed.before;
    const name = relative(context.directory, fixed.loaded.file) || fixed.loaded.file;
    if (isChanged) {
      output.print(`${renderDifference(name, fixed.before, fixed.after, output)}\n`);
      for (const sentence of fixed.assumed) output.print(sentence);
      output.print('');
    }
    const isWritten = isChanged && (await mayWrite(context, fixed, name, yes));
    if (isWritten) {
      const { before, after } = fixed;
      await writeConfiguration({ file: fixed.loaded.file, before, after, environment: context.environment });
    }
    if (output.json) return tellMachines(context, fixed, name, isWritten);
    if (isChanged && !isWritten) {
      output.error(`${name} was left as it is; linkwright check --fix --yes writes this.`);
      return exitCodes.mustChange;
    }
    if (isWritten)
      output.print(`${output.style('green', `Wrote ${name}.`)} ${count(fixed.assumed.length, 'fix', 'fixes')}.`);
    const left = { ...opened, loaded: fixed.loaded, problems: [...fixed.problems], refusals: [...fixed.refusals] };
    if (isWritten && fixed.problems.length > 0) {
      throw new ProblemsError(fixed.problems, fixed.loaded, 'for you to decide; the file was changed as shown above');
    }
    refuseProblems(left);
    return null;
  } finally {
    await opened.close();
  }
}

async function mayWrite(
  { terminal, signal }: CommandContext,
  { assumed }: FixedConfiguration,
  name: string,
  yes: boolean,
): Promise<boolean> {
  if (yes) return true;
  if (!terminal) return false;
  return createQuestions(terminal, signal).confirm(`Write ${count(assumed.length, 'fix', 'fixes')} to ${name}?`);
}

function tellMachines(
  { output, directory }: CommandContext,
  fixed: FixedConfiguration,
  file: string,
  written: boolean,
): ExitCode {
  const problems = [...fixed.problems, ...fixed.refusals.map(problemOf)];
  const plain = { style: (_: unknown, text: string) => text };
  output.document({
    file,
    written,
    difference: renderDifference(file, fixed.before, fixed.after, plain),
    assumed: fixed.assumed,
    declined: fixed.declined,
    problems: describeProblems(problems, fixed.loaded, directory),
  });
  const isDone = problems.length === 0 && (written || fixed.after === fixed.before);
  return isDone ? exitCodes.done : exitCodes.mustChange;
}
