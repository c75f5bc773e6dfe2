import { type BrakeName, brakeNames, ConfigurationError, durationSchema, nearest } from '@linkwright/core';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { RanCycle } from '../operations/cycle/ran-cycle.ts';
import { runSyncs } from '../operations/run-syncs.ts';
import { askService } from '../operations/schedule.ts';
import { visible } from '../output/visible.ts';
import { createQuestions } from '../prompt/questions.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { follow } from './follow.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';
import { printRan, printRun } from './print-run.ts';
import { runOptionsSchema } from './run-options.ts';
import { withTelemetry } from './with-telemetry.ts';

export const registerSync: RegisterCommand = (program, act) => {
  program
    .command('sync')
    .description('bring both sides in step')
    .argument('[sync...]', 'names of syncs (default: all)')
    .option('--limit <records>', 'a trial: write at most so many records', positiveNumber)
    .option('--full', 'compare both sides completely instead of reading what changed')
    .option('--allow <brakes>', `let through once what a brake stops: ${brakeNames.join(', ')}`, brakesOf)
    .option('--yes', 'write a large first sync without asking')
    .option('--follow', 'stay, and sync as the apps say what has changed, until Ctrl-C')
    .option('--poll <duration>', 'with --follow: how often to ask apps for what has changed, such as 10s', durationOf)
    .option('--now', 'ask the service that looks after this state to run it; where there is none, run it here')
    .action(act(runSync));
};

/** Names with commas between them; the option may be repeated. */
export function brakesOf(list: string, before: readonly BrakeName[] = []): readonly BrakeName[] {
  const names = list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const known = z.array(z.enum(brakeNames)).min(1).safeParse(names);
  if (known.success) return [...before, ...known.data];
  const wrong = names.find((word) => !brakeNames.some((name) => name === word));
  const near = wrong === undefined ? null : nearest(wrong, brakeNames);
  throw new InvalidArgumentError(
    `${wrong === undefined ? 'No brake is named.' : `There is no brake "${wrong}".`} ${near === null ? `Known: ${brakeNames.join(', ')}.` : `Did you mean "${near}"?`}`,
  );
}

const syncOptionsSchema = runOptionsSchema.extend({
  yes: z.boolean().default(false),
  now: z.boolean().default(false),
  follow: z.boolean().default(false),
  poll: z.number().optional(),
  allow: z.array(z.enum(brakeNames)).default([]),
});

export const runSync: CommandAction = async (context, given, words) => {
  const { yes, now, follow: follows, poll, ...asked } = syncOptionsSchema.parse(given);
  const { terminal, output, signal } = context;
  const asks = !yes && terminal !== undefined && !output.quiet;
  const firstAsks = asks && {
    async mayWriteFirst(planned: RanCycle) {
      await printRan(output, planned, { all: false });
      return createQuestions(terminal, signal).confirm('This is the first sync. Write this?', false);
    },
  };
  if (follows) {
    refuseBeside({ '--now': now, '--full': asked.full, '--limit': asked.limit !== undefined });
    return follow(context, { syncs: words, allow: asked.allow, pollMs: poll, ...firstAsks });
  }
  const work = await openWork(context);
  const served = now ? await askService(work, { syncs: words }) : null;
  if (served !== null) {
    output.document({ asked: served });
    output.print(`The service runs them now: ${served.map(visible).join(', ')}. linkwright status tells how it went.`);
    return exitCodes.done;
  }
  return withTelemetry(context, work, (told) =>
    runSyncs(told, { mode: 'sync', syncs: words, ...asked, ...firstAsks }, (outcome) => printRun(context, outcome)),
  );
};

function durationOf(text: string): number {
  const parsed = durationSchema.safeParse(text);
  if (parsed.success && parsed.data >= 100) return parsed.data;
  throw new InvalidArgumentError('It must be a duration such as 10s or 1m.');
}

function refuseBeside(others: Readonly<Record<string, boolean>>): void {
  const beside = Object.entries(others).flatMap(([option, given]) => (given ? [option] : []));
  if (beside.length === 0) return;
  throw new ConfigurationError(`--follow goes on and on, which ${beside.join(' and ')} cannot.`, {
    code: 'usage',
    remedy: 'Leave one of them out.',
  });
}
