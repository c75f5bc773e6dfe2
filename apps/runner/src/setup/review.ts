import { relative } from 'node:path';
import { workOn } from '../command/open-work.ts';
import { printRan } from '../command/print-run.ts';
import { renderDifference } from '../configuration/edit/render-difference.ts';
import type { ProblemsError } from '../configuration/problems-error.ts';
import type { RanCycle } from '../operations/cycle/ran-cycle.ts';
import { runOn } from '../operations/cycle/run-on.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { withStateCopy } from '../session/open-state.ts';
import { refuseIfNoneIsLeft } from '../session/stopped-problems.ts';
import type { Work } from '../session/work.ts';
import type { SetupContext } from './setup-context.ts';

export interface Review {
  readonly name: string;
  readonly difference: string;
  /** `null`: what was changed is switched off, so that there is nothing to plan. */
  readonly plan: RanCycle | null;
}

/** Shows what would stand in the file and what a sync would then write. Leaves no trace. */
export async function review(context: SetupContext): Promise<Review> {
  const { command, draft } = context;
  const { output } = command;
  const name = relative(command.directory, draft.file) || draft.file;
  const difference = renderDifference(name, draft.before ?? '', draft.text(), output);
  output.print(`\n${difference}\n`);
  const loaded = draft.loaded();
  const work = workOn(command, loaded);
  const session = await openSession(work);
  try {
    const plan = await planOf(work, session, draft.touched);
    output.progress(null);
    if (plan) await printRan(output, plan, { all: false });
    return { name, difference, plan };
  } finally {
    await session.close();
  }
}

async function planOf(work: Work, session: Session, touched: ReadonlySet<string>): Promise<RanCycle | null> {
  refuseIfNoneIsLeft(session, [...touched]);
  const only = session.compilation.syncs.map(({ name }) => name).filter((name) => touched.has(name));
  if (only.length === 0) return null;
  return withStateCopy(session, work.signal, (store) => runOn(work, session, store, { mode: 'plan', only }));
}

/** What is wrong, for a person who may go back and put it right. */
export const tellProblems = ({ problems }: ProblemsError): string =>
  problems.map(({ message, why, remedy }) => [message, why, remedy].filter(Boolean).join('\n  ')).join('\n');
