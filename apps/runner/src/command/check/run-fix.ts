import { renderDifference } from '../../configuration/edit/render-difference.ts';
import { fix, type ProposedFixes } from '../../operations/fix.ts';
import { count } from '../../output/format-number.ts';
import { createQuestions } from '../../prompt/questions.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openWork } from '../open-work.ts';

/** Shows what can be fixed and writes it. `null`: the file stands, and the ordinary check may go on. */
export async function runFix(context: CommandContext, { yes }: { readonly yes: boolean }): Promise<ExitCode | null> {
  const { output, environment } = context;
  const { document, refuse } = await fix(await openWork(context), {
    environment,
    isMeant: (fixes) => showFixes(context, fixes, yes),
  });
  const { file, written, edits, problems } = document;
  const isLeft = edits.length > 0 && !written;
  if (output.json) {
    output.document(document);
    return problems.length === 0 && !isLeft ? exitCodes.done : exitCodes.mustChange;
  }
  if (isLeft) {
    output.error(`${file} was left as it is; linkwright check --fix --yes writes this.`);
    return exitCodes.mustChange;
  }
  if (written) output.print(`${output.style('green', `Wrote ${file}.`)} ${count(edits.length, 'fix', 'fixes')}.`);
  refuse();
  return null;
}

/** Resolves to whether they are to be written. */
async function showFixes(
  { output, terminal, signal }: CommandContext,
  { file, before, after, assumed }: ProposedFixes,
  yes: boolean,
): Promise<boolean> {
  output.print(`${renderDifference(file, before, after, output)}\n`);
  for (const sentence of assumed) output.print(sentence);
  output.print('');
  if (yes) return true;
  if (!terminal) return false;
  return createQuestions(terminal, signal).confirm(`Write ${count(assumed.length, 'fix', 'fixes')} to ${file}?`);
}
