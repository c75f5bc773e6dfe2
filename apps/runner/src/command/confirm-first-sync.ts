import type { Store } from '@linkwright/engine';
import { readRules } from '../changes/remembered-rules.ts';
import { createQuestions } from '../prompt/questions.ts';
import type { Session } from '../session/open-session.ts';
import type { CommandContext } from './command-context.ts';
import type { RanCycle } from './ran-cycle.ts';

/**
 * Before the first sync of a workspace, or of a sync in it, writes anything: shows the plan and asks. Resolves to whether it may
 * write. `plan` costs what reading both sides costs, so it is run for first syncs alone.
 */
export async function confirmFirstSync(
  { terminal, output, signal }: CommandContext,
  session: Session,
  store: Store,
  only: readonly string[] | undefined,
  plan: () => Promise<RanCycle>,
): Promise<boolean> {
  if (!terminal || output.quiet || !(await isFirst(session, store, only))) return true;
  const planned = await plan();
  try {
    const records = planned.report.syncs.reduce((sum, { left, right }) => sum + writes(left) + writes(right), 0);
    if (records === 0) return true;
    await planned.print();
  } finally {
    planned.close();
  }
  return createQuestions(terminal, signal).confirm('This is the first sync. Write this?', false);
}

const writes = ({ created, updated }: { readonly created: number; readonly updated: number }): number =>
  created + updated;

/** The rules of a sync are remembered once it has come to its end. */
async function isFirst(
  { compilation }: Session,
  { database }: Store,
  only: readonly string[] | undefined,
): Promise<boolean> {
  const run = await database.selectFrom('runs').select('id').limit(1).executeTakeFirst();
  if (!run) return true;
  const known = ((await readRules({ database })) ?? []).map(({ name }) => name);
  return compilation.syncs.some(
    ({ name, implied }) => !implied && (only?.includes(name) ?? true) && !known.includes(name),
  );
}
