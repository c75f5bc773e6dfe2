import { systemClock } from '@linkwright/engine';
import { type FollowAsked, type FollowedConnections, followSyncs } from '../operations/follow-syncs.ts';
import { tellDuration } from '../output/tell-duration.ts';
import { visible } from '../output/visible.ts';
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
      async cycle(outcome, followed) {
        if (outcome === null) {
          output.print('Nothing was written.');
          return;
        }
        const writes = outcome.ran.report.syncs.some(({ left, right }) => written(left) + written(right) > 0);
        if (output.json) output.jsonLine(outcome.ran.document);
        else if (!told || writes || outcome.problems.length > 0) {
          if (told) output.print(output.style('dim', clockTime(context.now())));
          await printRun(context, outcome);
        }
        if (!told) output.note(`\n${tellFollowed(followed)} Ctrl-C ends.`);
        told = true;
      },
      async hinted(ran) {
        if (output.json) output.jsonLine(ran.document);
        else {
          output.print(output.style('dim', clockTime(context.now())));
          await printRan(output, ran, { all: false, newsOnly: true });
        }
      },
    },
    systemClock,
  );
  return exitCodes.done;
}

/** By the clock of this machine, as somebody looks back at it hours later. */
const clockTime = (moment: number): string => new Date(moment).toLocaleTimeString('en', { hourCycle: 'h23' });

function tellFollowed({ telling, silent, everyMs }: FollowedConnections): string {
  const [told, untold] = [telling, silent].map((names) => names.map(visible).sort().join(', '));
  const looked = `everything is looked at every ${tellDuration(everyMs)}`;
  if (telling.length === 0) return `No app tells what changes, so ${looked}.`;
  if (silent.length === 0) return `Following what ${told} tell${telling.length === 1 ? 's' : ''}.`;
  return `Following what ${told} tell${telling.length === 1 ? 's' : ''}; ${untold} tell${silent.length === 1 ? 's' : ''} nothing, so ${looked}.`;
}

const written = (side: { readonly created: number; readonly updated: number; readonly archived: number }): number =>
  side.created + side.updated + side.archived;
