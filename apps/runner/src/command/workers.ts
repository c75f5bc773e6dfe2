import type { WorkersDocument } from '../operations/documents/workers-document.ts';
import { workers } from '../operations/workers.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { tellDuration } from '../output/tell-duration.ts';
import { timesFor } from '../report/tell-time.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerWorkers: RegisterCommand = (program, act) => {
  program
    .command('workers')
    .description('the processes that share the work on the database of the state: since when, and what each is at')
    .action(act(runWorkers));
};

const runWorkers: CommandAction = async (context) => {
  const document = await workers(await openWork(context));
  context.output.document(document);
  printWorkers(context.output, document, context.now());
  return exitCodes.done;
};

function printWorkers(output: Output, { shared, workers: all, queue }: WorkersDocument, now: number): void {
  if (!shared) {
    output.print(
      'The state lies in a file, which one process at a time looks after: linkwright status tells whether one does.',
    );
    return;
  }
  if (all.length === 0) output.print('No worker is there: linkwright start makes one.');
  const told = timesFor(output, now);
  const rows = all.flatMap(({ host, process, role, startedAt, jobs }) => {
    const worker = [`${host} ${process}`, role, told(startedAt)];
    if (jobs.length === 0) return [[...worker, 'nothing', '', '']];
    return jobs.map(({ schema, pair, since, leaseLeftMs }) => [
      ...worker,
      `${schema}: ${pair}`,
      told(since),
      leaseLeftMs === null ? 'none' : tellDuration(leaseLeftMs),
    ]);
  });
  const columns = ['worker', 'role', 'started', 'works on', 'since', 'lease left'].map((title) => ({ title }));
  if (rows.length > 0) output.print(renderTable(columns, rows, output.columns));
  if (queue.oldestMs !== null) {
    output.print(
      `${count(queue.waiting, 'account pair')} due and not taken, the first for ${tellDuration(queue.oldestMs)}.`,
    );
  }
}
