import { systemClock } from '@linkwright/engine';
import { type FollowAsked, followSyncs } from '../operations/follow-syncs.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { printRan, printRun } from './print-run.ts';

/** Syncs as the apps say what has changed, until Ctrl-C: what is under way is answered and stored, then it ends. */
export async function follow(context: CommandContext, asked: FollowAsked): Promise<ExitCode> {
  const { output } = context;
  let told = false;
  await followSyncs(
    await openWork(context),
    asked,
    {
      async cycle(outcome) {
        if (outcome === null) {
          output.print('Nothing was written.');
          return;
        }
        const writes = outcome.ran.report.syncs.some(({ left, right }) => written(left) + written(right) > 0);
        if (output.json) output.jsonLine(outcome.ran.document);
        else if (!told || writes || outcome.problems.length > 0) await printRun(context, outcome);
        if (!told) output.note('\nFollowing what the apps say; Ctrl-C ends.');
        told = true;
      },
      async hinted(ran) {
        if (output.json) output.jsonLine(ran.document);
        else await printRan(output, ran, { all: false });
      },
    },
    systemClock,
  );
  return exitCodes.done;
}

const written = (side: { readonly created: number; readonly updated: number; readonly archived: number }): number =>
  side.created + side.updated + side.archived;
