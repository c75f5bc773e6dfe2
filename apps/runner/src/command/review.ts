import { ConfigurationError } from '@linkwright/core';
import type { ReviewDecision } from '@linkwright/engine';
import { z } from 'zod';
import type { ReviewDecisionDocument, ReviewItemDocument } from '../operations/documents/review-document.ts';
import { decideReview, refuseUnknownReviews, review } from '../operations/review.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { timesFor } from '../report/tell-time.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerReview: RegisterCommand = (program, act) => {
  const command = program.command('review').description('what a person decides: deletions and mergers in one app');
  command
    .command('list', { isDefault: true })
    .description('what waits for a decision')
    .option('--sync <name>', 'only of this sync; may be repeated', collectWords)
    .action(act(runList));
  const decision = (name: ReviewDecision, description: string): void => {
    command
      .command(name)
      .description(description)
      .argument('[record...]', 'ids or match keys of records')
      .option('--all', 'all that wait')
      .option('--sync <name>', 'only of this sync; may be repeated', collectWords)
      .action(act((context, given, words) => runDecision(context, given, words, name)));
  };
  decision('approve', 'the record is archived, or merged, as well, by the next sync');
  decision('reject', 'the record stays, and nobody is asked again');
};

const optionsSchema = z.object({ sync: z.array(z.string()).default([]), all: z.boolean().default(false) });

const runList: CommandAction = async (context, given) => {
  const { sync } = optionsSchema.parse(given);
  const document = await review(await openWork(context), { syncs: sync });
  context.output.document(document);
  printList(context, document.items);
  return document.items.length > 0 ? exitCodes.attention : exitCodes.done;
};

function printList(context: CommandContext, items: readonly ReviewItemDocument[]): void {
  const output = wrapped(context.output, 2);
  const timeOf = timesFor(output, context.now());
  for (const [sync, ofSync] of Map.groupBy(items, (item) => item.sync)) {
    output.print(output.style('bold', visible(sync)));
    for (const item of ofSync) {
      const { since, text, kept } = item;
      output.print(`  ${output.style('yellow', '?')} ${nameOf(item)}   ${visible(text)} (${timeOf(since)})`);
      if (kept) output.print(`    beside ${visible(kept.label)} (${kept.id})`);
      output.print(`    ${remedyOf(item)}`);
    }
  }
  output.print(items.length === 0 ? 'Nothing waits for a decision.' : `${count(items.length, 'record')} to decide.`);
}

const nameOf = ({ app, label, id }: ReviewItemDocument): string =>
  `${app}  ${label === id ? id : `${visible(label)} (${id})`}`;

function remedyOf(item: ReviewItemDocument): string {
  if (item.kind === 'merger') {
    const byHand = `Merging them in ${item.app} by hand settles it too; nothing is deleted for it.`;
    const apart = 'reject: the two are kept apart.';
    if (!item.approvable) return `${apart} They cannot be merged from here. ${byHand}`;
    return `approve: it is merged into ${visible(item.kept?.label ?? '')} there too, which ${item.app} cannot take back. ${apart} ${byHand}`;
  }
  if (!item.approvable) return 'reject: it stays. It cannot be archived from here.';
  const finality = item.final ? `, which ${item.app} cannot take back` : '';
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
  const { unknown, ...document } = await decideReview(await openWork(context), {
    decision,
    records: all ? 'all' : records,
    syncs: sync,
  });
  context.output.document(document);
  tellDecision(context.output, document);
  refuseUnknownReviews(unknown);
  return document.impossible.length > 0 ? exitCodes.attention : exitCodes.done;
}

function tellDecision(to: Output, { decision, decided, impossible }: ReviewDecisionDocument): void {
  const output = wrapped(to, 2);
  for (const item of impossible) output.print(`  ${output.style('red', '✗')} ${nameOf(item)}   ${remedyOf(item)}`);
  if (decided.length === 0) {
    output.print('Nothing was decided.');
    return;
  }
  if (decision === 'reject') {
    output.print(`${count(decided.length, 'record')} left as ${decided.length === 1 ? 'it is' : 'they are'}.`);
    return;
  }
  const goes = { deletion: 'archived', merger: 'merged' } as const;
  for (const [kind, items] of Map.groupBy(decided, (item) => item.kind)) {
    output.print(`${count(items.length, 'record')} to be ${goes[kind]}: linkwright sync.`);
  }
}
