import { durationSchema } from '@linkwright/core';
import { unreadableNote } from '@linkwright/engine';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { StatusDocument, StatusListDocument } from '../operations/documents/status-document.ts';
import { status as readStatus } from '../operations/status.ts';
import { count, formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { holdRemedies } from '../report/hold-remedies.ts';
import { printBrakes } from '../report/print-brakes.ts';
import { printCalls } from '../report/print-calls.ts';
import { printProblemLines } from '../report/print-problems.ts';
import { printSchedule } from '../report/print-schedule.ts';
import { printUnnamedCredentials } from '../report/print-unnamed-credentials.ts';
import { refusedConnections, statusVerdict } from '../report/status-verdict.ts';
import { type TimeOf, timesFor } from '../report/tell-time.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';

type SyncStatus = StatusDocument['syncs'][number];

const optionsSchema = z.object({
  limit: z.number().optional(),
  failing: z.boolean().default(false),
  excluded: z.boolean().default(false),
  maxAge: z.number().optional(),
});

/** Records of a kind that a person is shown of each sync; a list that was asked for is whole. */
const shownPerKind = 20;

export const registerStatus: RegisterCommand = (program, act) => {
  program
    .command('status')
    .description('how things stand: linked, failing, ambiguous and excluded records with their reasons')
    .option('--limit <records>', 'list at most so many records of a kind', positiveNumber)
    .option('--failing', 'list every record whose write was refused')
    .option('--excluded', 'list every record that is left alone, with the reason')
    .option(
      '--max-age <duration>',
      'end with 1 where a sync has not come to its end for so long: 30m, 2h, 1d',
      durationOf,
    )
    .action(act(runStatus));
};

const runStatus: CommandAction = async (context, given) => {
  const { output } = context;
  const { failing, excluded, maxAge, ...options } = optionsSchema.parse(given);
  const isList = failing || excluded;
  const limit = options.limit ?? (isList ? Number.MAX_SAFE_INTEGER : shownPerKind);
  const document = await readStatus(await openWork(context), { limit });
  output.document(isList ? listOf(document, { failing, excluded }) : document);
  const told = wrapped(output);
  const timeOf = timesFor(output, context.now());
  const { problems = [], disabled, calls, isRunning, schedule } = document;
  if (!isList) {
    told.print(statusVerdict(document, { timeOf, isRunning }));
    printStatus(told, document, timeOf);
    if (disabled.length > 0) told.print(`Disabled: ${disabled.map(visible).join(', ')} (enabled: false).`);
    printConflictsHint(told, document);
    printCalls(told, calls, timeOf);
    printSchedule(told, schedule, timeOf);
    printUnnamedCredentials(told, document.unnamedCredentials);
  }
  for (const sync of document.syncs) printRecords(told, sync, isList ? { failing, excluded } : everyKind, timeOf);
  if (!isList) printProblemLines(output, problems, 'stopped until it is put right');
  const old = maxAge === undefined ? [] : staleSyncs(document, context.now() - maxAge);
  for (const { name, succeededAt } of old) {
    const when = succeededAt === null ? 'never' : timeOf(succeededAt);
    output.error(output.styleError('red', visible(`${name} came to its end ${when}.`)));
  }
  if (problems.length > 0) return exitCodes.mustChange;
  if (old.length > 0) return exitCodes.failed;
  const attention = document.syncs.some(
    (sync) => sync.failing + sync.ambiguous + sync.inReview + sync.undecided + sync.brakes.length > 0,
  );
  return attention || refusedConnections(schedule).length > 0 ? exitCodes.attention : exitCodes.done;
};

/** Syncs that did not come to their end since. One that somebody has paused is not expected to. */
const staleSyncs = ({ schedule }: StatusDocument, since: number): StatusDocument['schedule']['syncs'] =>
  schedule.syncs.filter(
    ({ paused, succeededAt }) => paused === null && (succeededAt ?? Number.NEGATIVE_INFINITY) < since,
  );

function durationOf(text: string): number {
  const { data } = durationSchema.safeParse(text);
  if (data !== undefined) return data;
  throw new InvalidArgumentError('It must be a duration: 30m, 2h, 1d.');
}

interface Kinds {
  readonly failing: boolean;
  readonly excluded: boolean;
}

const everyKind: Kinds = { failing: true, excluded: true };

function printConflictsHint(output: Output, { syncs }: StatusDocument): void {
  const undecided = syncs.reduce((sum, sync) => sum + sync.undecided, 0);
  if (undecided === 0) return;
  const what = undecided === 1 ? 'it' : 'them';
  output.print(`${count(undecided, 'conflict')} to decide: linkwright conflicts --open lists ${what}.`);
}

/** What `--failing` and `--excluded` print with `--json`: documented in docs/operations.md. */
const listOf = (status: StatusDocument, kinds: Kinds): StatusListDocument => ({
  syncs: status.syncs.map(({ name, failing, failingReasons, failures, unreadable, ambiguous, inReview, ...sync }) => ({
    name,
    ...(kinds.failing && { failing: { count: failing, reasons: failingReasons, records: failures }, unreadable }),
    ...(kinds.excluded && {
      excluded: { count: sync.excluded + ambiguous + inReview, reasons: sync.heldReasons, records: sync.held },
    }),
  })),
});

/** A column of which every cell is 0 says nothing. */
const columns: readonly (readonly [title: string, read: (sync: SyncStatus) => number])[] = [
  ['excluded', (sync) => sync.excluded],
  ['frozen', (sync) => sync.frozen],
  ['ambiguous', (sync) => sync.ambiguous],
  ['failing', (sync) => sync.failing],
  ['in review', (sync) => sync.inReview],
  ['to decide', (sync) => sync.undecided],
  ['links waiting', (sync) => sync.pending],
  ['to do', (sync) => sync.waiting],
  ['conflicts', (sync) => sync.conflicts],
];

function printStatus(output: Output, status: StatusDocument, timeOf: TimeOf): void {
  const last = status.lastRun;
  if (last !== null) {
    const ended = last.finishedAt === null ? `began ${timeOf(last.startedAt)}` : `ended ${timeOf(last.finishedAt)}`;
    output.print(`Last run ${last.run} ${ended}.`);
  }
  const shown = columns.filter(([, read]) => status.syncs.some((sync) => read(sync) > 0));
  const titles = ['linked', ...shown.map(([title]) => title)];
  output.print('');
  output.print(
    renderTable(
      [{ title: 'sync' }, ...titles.map((title) => ({ title, align: 'right' as const }))],
      status.syncs.map((sync) => [
        nameOf(sync),
        ...[sync.linked, ...shown.map(([, read]) => read(sync))].map(formatNumber),
      ]),
      output.columns,
    ),
  );
}

const nameOf = (sync: SyncStatus): string => `${sync.name}${sync.implied ? ' (implied)' : ''}`;

/** What a person calls a record, and its id unless nothing else is known of it. */
const named = ({ label, id }: { readonly label: string; readonly id: string }): string =>
  label === id ? id : `${visible(label)} (${id})`;

/** Grouped by why, the largest group first; a group of which no record is listed is told with its count alone. */
function printRecords(output: Output, sync: SyncStatus, kinds: Kinds, timeOf: TimeOf): void {
  const unreadable = kinds.failing ? sync.unreadable : [];
  const failing = kinds.failing ? sync.failingReasons : [];
  const held = kinds.excluded ? sync.heldReasons : [];
  const isWhole = kinds.failing && kinds.excluded;
  // What could not be read is listed below.
  const notes = isWhole ? sync.notes.filter(({ code }) => code !== 'not-readable') : [];
  const brakes = isWhole ? sync.brakes : [];
  if (failing.length + held.length + unreadable.length + notes.length + brakes.length === 0) return;
  output.print(`\n${output.style('bold', nameOf(sync))}`);
  printBrakes(output, sync.name, brakes, 'status');
  for (const { text } of notes) output.print(`  ${output.style('yellow', '·')} ${visible(text)}`);
  for (const group of failing) {
    const field = group.field === null ? '' : ` of ${group.field}`;
    const why = group.category === 'other' ? group.code : group.category;
    const what = `${formatNumber(group.count)} failing: ${why}${field}`;
    output.print(`  ${output.style('red', '✗')} ${visible(what)}. ${visible(group.remedy)}`);
    const records = sync.failures.filter((failure) => isOf(group, failure));
    for (const failure of records) {
      const times = `${count(failure.attempts, 'attempt')}, next ${timeOf(failure.nextAt)}, or when it changes`;
      output.print(`    ${failure.connection}  ${named(failure)}  ${visible(failure.message)} (${times})`);
    }
    printLeftOut(output, group.count - records.length);
  }
  for (const field of unreadable) {
    output.print(`  ${output.style('yellow', '?')} ${visible(unreadableNote(field).text)}`);
  }
  for (const group of held) {
    const records = sync.held.filter((one) => one.reason === group.reason);
    output.print(`  ${output.style('yellow', '?')} ${formatNumber(group.count)} left alone: ${group.reason}`);
    const remedy = holdRemedies[group.reason];
    if (remedy !== undefined) output.print(`    ${remedy}`);
    for (const one of records) output.print(`    ${one.connection}  ${named(one)}  ${visible(one.text)}`);
    printLeftOut(output, group.count - records.length);
  }
}

const isOf = (group: SyncStatus['failingReasons'][number], failure: SyncStatus['failures'][number]): boolean =>
  group.category === failure.category &&
  group.code === failure.code &&
  group.field === failure.field &&
  group.remedy === failure.remedy;

function printLeftOut(output: Output, left: number): void {
  if (left > 0) output.print(`    … and ${formatNumber(left)} more (--failing and --excluded list all of them)`);
}
