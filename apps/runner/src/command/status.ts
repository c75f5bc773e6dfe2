import { describeStatus, type Status, type SyncStatus } from '@linkwright/engine';
import { z } from 'zod';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { openKnownSession } from '../session/open-known-session.ts';
import { openState } from '../session/open-state.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveNumber } from './positive-number.ts';

const optionsSchema = z.object({ limit: z.number().default(20) });

export const registerStatus: RegisterCommand = (program, act) => {
  program
    .command('status')
    .description('how things stand: linked, failing, ambiguous and excluded records with their reasons')
    .option('--limit <records>', 'list at most so many records of a kind', positiveNumber, 20)
    .action(act(runStatus));
};

const runStatus: CommandAction = async (context, given) => {
  const { output } = context;
  const { limit } = optionsSchema.parse(given);
  const session = await openKnownSession(context);
  try {
    const store = await openState(session);
    try {
      const status = await describeStatus(store, session.compilation.syncs, { limit });
      output.progress(null);
      output.document(status);
      printStatus(output, status, limit);
      const attention = status.syncs.some((sync) => sync.failing + sync.ambiguous + sync.inReview > 0);
      return attention ? exitCodes.attention : exitCodes.done;
    } finally {
      await store.close();
    }
  } finally {
    await session.close();
  }
};

function printStatus(output: Output, status: Status, limit: number): void {
  output.print(lastRun(status));
  output.print('');
  output.print(
    renderTable(
      [
        { title: 'sync' },
        ...['linked', 'excluded', 'ambiguous', 'failing', 'in review', 'associations waiting', 'to do'].map(
          (title) => ({
            title,
            align: 'right' as const,
          }),
        ),
      ],
      status.syncs.map((sync) => [
        sync.name,
        ...[sync.linked, sync.excluded, sync.ambiguous, sync.failing, sync.inReview, sync.pending, sync.waiting].map(
          formatNumber,
        ),
      ]),
    ),
  );
  for (const sync of status.syncs) printRecords(output, sync, limit);
}

function lastRun({ lastRun: last }: Status): string {
  if (last === null) return 'There has been no sync yet.';
  const ended = last.finishedAt === null ? '' : ` ended ${new Date(last.finishedAt).toISOString()}`;
  return `Last run ${last.run}${ended}: ${last.status === 'attention' ? 'done, but records need attention' : last.status}.`;
}

/** What a person calls a record, and its id unless nothing else is known of it. */
const named = ({ label, id }: { readonly label: string; readonly id: string }): string =>
  label === id ? id : `${visible(label)} (${id})`;

function printRecords(output: Output, sync: SyncStatus, limit: number): void {
  if (sync.failures.length + sync.held.length === 0) return;
  output.print(`\n${output.style('bold', sync.name)}`);
  for (const failure of sync.failures) {
    const sign = output.style('red', '✗');
    output.print(`  ${sign} ${failure.connection}  ${named(failure)}  ${visible(failure.message)}`);
    const times = `${failure.attempts} ${failure.attempts === 1 ? 'attempt' : 'attempts'}`;
    output.print(
      `    ${visible(failure.remedy)} (${times}, next ${new Date(failure.nextAt).toISOString()}, or when it changes)`,
    );
  }
  for (const held of sync.held) {
    const sign = output.style('yellow', '?');
    output.print(`  ${sign} ${held.connection}  ${named(held)}  ${held.reason}: ${visible(held.text)}`);
  }
  const all = sync.failing + sync.ambiguous + sync.excluded + sync.inReview;
  const shown = sync.failures.length + sync.held.length;
  if (all > shown) output.print(`    … and ${formatNumber(all - shown)} more (--limit ${formatNumber(limit)})`);
}
