import { ConfigurationError } from '@linkwright/core';
import { decideReviews, listReviews, type ReviewDecision, type ReviewItem } from '@linkwright/engine';
import { z } from 'zod';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { reviewDecisionSchema, reviewListSchema } from '../report/review-document.ts';
import { timesFor } from '../report/tell-time.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import type { Session } from '../session/open-session.ts';
import { openState, withLock } from '../session/open-state.ts';
import { openStateStore } from '../session/state-store.ts';
import { chooseSyncs } from './choose-syncs.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerReview: RegisterCommand = (program, act) => {
  const review = program.command('review').description('what a person decides: deletions and mergers in one app');
  review
    .command('list', { isDefault: true })
    .description('what waits for a decision')
    .option('--sync <name>', 'only of this sync; may be repeated', collectWords)
    .action(act(runList));
  const decision = (name: ReviewDecision, description: string): void => {
    review
      .command(name)
      .description(description)
      .argument('[record...]', 'ids or match keys of records')
      .option('--all', 'all that wait')
      .option('--sync <name>', 'only of this sync; may be repeated', collectWords)
      .action(act((context, given, words) => runDecision(context, given, words, name)));
  };
  decision('approve', 'the record is archived as well, by the next sync');
  decision('reject', 'the record stays, and nobody is asked again');
};

const optionsSchema = z.object({ sync: z.array(z.string()).default([]), all: z.boolean().default(false) });

const runList: CommandAction = async (context, given) => {
  const { sync } = optionsSchema.parse(given);
  const session = await openKnownSession(await openWork(context));
  try {
    const only = chooseSyncs(session, sync);
    const store = await openState(session);
    try {
      const all = await listReviews(store, session.compilation.syncs);
      const items = all.filter((item) => only?.includes(item.sync) ?? true);
      context.output.progress(null);
      context.output.document(reviewListSchema.parse({ items }));
      printList(context, session, items);
      return items.length > 0 ? exitCodes.attention : exitCodes.done;
    } finally {
      await store.close();
    }
  } finally {
    await session.close();
  }
};

function printList(context: CommandContext, session: Session, items: readonly ReviewItem[]): void {
  const output = wrapped(context.output, 2);
  const timeOf = timesFor(output, context.now());
  for (const [sync, ofSync] of Map.groupBy(items, (item) => item.sync)) {
    output.print(output.style('bold', visible(sync)));
    for (const item of ofSync) {
      const { since, text, kept } = item;
      output.print(`  ${output.style('yellow', '?')} ${nameOf(session, item)}   ${visible(text)} (${timeOf(since)})`);
      if (kept) output.print(`    beside ${visible(kept.label)} (${kept.id})`);
      output.print(`    ${remedyOf(session, item)}`);
    }
  }
  output.print(items.length === 0 ? 'Nothing waits for a decision.' : `${count(items.length, 'record')} to decide.`);
}

const appOf = ({ connections }: Session, { connection }: ReviewItem): string =>
  connections.get(connection)?.displayName ?? connection;

const nameOf = (session: Session, item: ReviewItem): string => {
  const { label, id } = item;
  return `${appOf(session, item)}  ${label === id ? id : `${visible(label)} (${id})`}`;
};

function remedyOf(session: Session, item: ReviewItem): string {
  if (item.kind === 'merger') {
    return 'reject: the two are kept apart. Merging them there by hand settles it too; nothing is deleted for it.';
  }
  if (!item.approvable) return 'reject: it stays. It cannot be archived from here.';
  const finality = item.final ? `, which ${appOf(session, item)} cannot take back` : '';
  return `approve: it is archived as well${finality}. reject: it stays.`;
}

async function runDecision(
  context: CommandContext,
  given: unknown,
  records: readonly string[],
  decision: ReviewDecision,
): Promise<ExitCode> {
  const { sync, all } = optionsSchema.parse(given);
  if (all === records.length > 0) {
    throw new ConfigurationError(all ? '`--all` and records were named.' : 'No record was named.', {
      code: 'unclear-records',
      remedy: `linkwright review ${decision} KEY-OR-ID …, or --all for every one of linkwright review list.`,
    });
  }
  const work = await openWork(context);
  return withLock(work, async (signal) => {
    const session = await openKnownSession({ ...work, signal });
    try {
      const only = chooseSyncs(session, sync);
      const store = await openStateStore(work.loaded.state, { reading: false });
      try {
        const decided: ReviewItem[] = [];
        const impossible: ReviewItem[] = [];
        const unknown: string[] = [];
        for (const record of all ? [undefined] : records) {
          const result = await decideReviews(store, session.compilation.syncs, {
            decision,
            at: context.now(),
            ...(record !== undefined && { record }),
            ...(only && { only }),
          });
          decided.push(...result.decided);
          impossible.push(...result.impossible);
          if (record !== undefined && result.decided.length + result.impossible.length === 0) unknown.push(record);
        }
        context.output.document(reviewDecisionSchema.parse({ decision, decided, impossible }));
        tellDecision(context.output, session, decision, { decided, impossible });
        if (unknown.length > 0) {
          throw new ConfigurationError(`No decision is waiting about ${unknown.map((one) => `"${one}"`).join(', ')}.`, {
            code: 'unknown-record',
            remedy: 'linkwright review list names what waits; what was decided of the others is kept.',
          });
        }
        return impossible.length > 0 ? exitCodes.attention : exitCodes.done;
      } finally {
        await store.close();
      }
    } finally {
      await session.close();
    }
  });
}

function tellDecision(
  to: Output,
  session: Session,
  decision: ReviewDecision,
  { decided, impossible }: { readonly decided: readonly ReviewItem[]; readonly impossible: readonly ReviewItem[] },
): void {
  const output = wrapped(to, 2);
  for (const item of impossible)
    output.print(`  ${output.style('red', '✗')} ${nameOf(session, item)}   ${remedyOf(session, item)}`);
  if (decided.length === 0) {
    output.print('Nothing was decided.');
    return;
  }
  const records = count(decided.length, 'record');
  output.print(decision === 'approve' ? `${records} to be archived: linkwright sync.` : `${records} left as they are.`);
}
