import type { RanCycle } from '../operations/cycle/ran-cycle.ts';
import type { RunOutcome } from '../operations/run-syncs.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { printCycle } from '../report/print-cycle.ts';
import { printProblemLines } from '../report/print-problems.ts';
import { writePlan } from '../report/write-plan.ts';
import { othersWent } from '../session/stopped-problems.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** What a cycle wrote, or would write. `all`: every line of it. `newsOnly`: of syncs of which there is something to tell. `again`: what was typed, if no sync. */
export async function printRan(
  output: Output,
  ran: RanCycle,
  { all, newsOnly = false, again }: { readonly all: boolean; readonly newsOnly?: boolean; readonly again?: string },
): Promise<void> {
  for (const note of ran.notes) output.note(note);
  await printCycle(output, { ...ran, syncs: ran.compiled, all, newsOnly, ...(again && { again }) });
}

/** Tells what came of a plan or a sync, for people or for machines. `out`: a file for the operations of a plan. */
export async function printRun(
  context: CommandContext,
  outcome: RunOutcome | null,
  { all = false, out }: { readonly all?: boolean; readonly out?: string | undefined } = {},
): Promise<ExitCode> {
  const { output } = context;
  if (outcome === null) {
    output.print('Nothing was written.');
    return exitCodes.done;
  }
  const { ran, changes, problems } = outcome;
  const { report } = ran;
  const told = problems.length > 0 ? { problems } : {};
  if (report.mode === 'sync') output.document({ ...ran.document, ...told });
  else await output.streamDocument({ ...ran.document, ...told, configurationChanges: changes });
  if (out !== undefined) await writePlan(context, out, ran);
  const print = async (): Promise<void> => {
    printRuleChanges(output, changes);
    await printRan(output, ran, { all });
  };
  // What was written is part of a terminal's story; a plan is read like a document.
  await (report.mode === 'plan' ? output.paged(print) : print());
  printProblemLines(output, problems, othersWent);
  if (problems.length > 0) return exitCodes.mustChange;
  if (report.syncs.some(({ associations }) => associations.unkept)) return exitCodes.failed;
  return report.status === 'attention' ? exitCodes.attention : exitCodes.done;
}

function printRuleChanges(output: Output, changes: RunOutcome['changes']): void {
  if (changes.length === 0) return;
  output.print('Since the last sync, the configuration has changed:');
  for (const { sync, text } of changes) output.print(`  ${visible(sync)}: ${visible(text)}`);
}
