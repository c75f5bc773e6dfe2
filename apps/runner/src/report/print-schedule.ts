import type { ScheduleDocument } from '../operations/documents/status-document.ts';
import type { Output } from '../output/output.ts';
import { visible } from '../output/visible.ts';
import { printFeed } from './print-feed.ts';
import type { TimeOf } from './tell-time.ts';

/** What a service does with the syncs, and what keeps it from them. Nothing where there is neither. */
export function printSchedule(
  output: Output,
  { pace, syncs, rejected, feeds }: ScheduleDocument,
  timeOf: TimeOf,
): void {
  if (pace === 'when-asked') output.print('linkwright open looks after this: a sync runs only when somebody asks.');
  if (pace === 'clock') {
    const next = syncs.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
    const told = next.length === 0 ? 'every sync rests' : `the next sync is due ${timeOf(Math.min(...next))}`;
    output.print(`A service looks after this: ${told}.`);
  }
  for (const { name, paused } of syncs) {
    if (paused === null) continue;
    const why = paused.why === '' ? '' : `: ${paused.why}`;
    output.print(output.style('yellow', visible(`${name} is paused by ${paused.by} since ${timeOf(paused.at)}${why}`)));
  }
  const refusals = new Map(syncs.flatMap(({ refused }) => refused.map((one) => [one.connection, one] as const)));
  for (const { connection, message, remedy, at } of refusals.values()) {
    const what = `The syncs of ${connection} rest since ${timeOf(at)}: ${message} ${remedy} They go on once the key is exchanged, or with linkwright resume.`;
    output.print(output.style('yellow', visible(what)));
  }
  for (const { name, lastOutcome, lastMessage } of syncs) {
    if (lastOutcome === 'failed')
      output.print(output.style('red', visible(`${name} failed when it ran last: ${lastMessage ?? ''}`)));
  }
  for (const { name, silences } of syncs) {
    for (const { text } of silences) output.print(output.style('yellow', visible(`${name} is silent: ${text}`)));
  }
  // Of a feed that nobody reads there is nothing to tell: whoever runs no service has no use of it.
  const read = pace === 'clock' ? feeds.filter(({ state }) => state !== 'unread') : [];
  for (const feed of read) printFeed(output, feed, timeOf);
  if (rejected !== null) {
    output.print(
      output.style('yellow', `The file was changed ${timeOf(rejected.at)} and is not right; the one before goes on:`),
    );
    for (const problem of rejected.problems) output.print(`  ${visible(problem)}`);
  }
}
