import { connections } from '../operations/connections.ts';
import type { ConnectionsDocument } from '../operations/documents/connections-document.ts';
import { formatNumber } from '../output/format-number.ts';
import { renderTable } from '../output/render-table.ts';
import { visible } from '../output/visible.ts';
import { wrapped } from '../output/wrapped.ts';
import { printFeed } from '../report/print-feed.ts';
import { tellCountedCalls } from '../report/tell-counted-calls.ts';
import { type TimeOf, timesFor } from '../report/tell-time.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerConnections: RegisterCommand = (program, act) => {
  program
    .command('connections')
    .description(
      'which account each connection is, whether it is let in, its calls, and how its app tells what changes',
    )
    .action(act(runConnections));
};

type Connection = ConnectionsDocument['connections'][number];

const runConnections: CommandAction = async (context) => {
  const document = await connections(await openWork(context));
  const output = wrapped(context.output);
  output.document(document);
  const timeOf = timesFor(output, context.now());
  const titles = ['connection', 'app', 'account', 'how it stands', 'calls today', 'this month'].map((title, index) => ({
    title,
    ...(index > 3 && { align: 'right' as const }),
  }));
  output.print(
    renderTable(
      titles,
      document.connections.map(({ name, app, accountName, state, calls }) => [
        visible(name),
        app,
        visible(accountName ?? ''),
        standings[state],
        ofMost(calls.today, calls.callsPerDay),
        ofMost(calls.thisMonth, calls.callsPerMonth),
      ]),
      output.columns,
    ),
  );
  output.print('');
  for (const { name, refused } of document.connections) {
    if (refused === null) continue;
    const what = `${name} rests since ${timeOf(refused.at)}: ${refused.message} ${refused.remedy}`;
    output.print(output.style('yellow', visible(what)));
  }
  for (const { name, calls } of document.connections) {
    if (calls.counted) output.print(`${visible(name)}: ${tellCountedCalls(calls.counted, timeOf)}.`);
  }
  for (const connection of document.connections) tellFeeds(connection, timeOf, output);
  const hasRefused = document.connections.some(({ state }) => state === 'refused');
  return hasRefused ? exitCodes.attention : exitCodes.done;
};

const standings: Readonly<Record<Connection['state'], string>> = {
  ok: 'let in',
  refused: 'refused',
  unconnected: 'waits for linkwright connect',
};

const ofMost = (count: number, most: number | undefined): string =>
  most === undefined ? formatNumber(count) : `${formatNumber(count)} of ${formatNumber(most)}`;

function tellFeeds({ name, feeds }: Connection, timeOf: TimeOf, output: Parameters<typeof printFeed>[0]): void {
  for (const feed of feeds) printFeed(output, { connection: name, ...feed }, timeOf);
  if (feeds.length > 0) return;
  output.print(visible(`What changes in ${name} is looked for: it has told nothing by itself so far.`));
}
