import { z } from 'zod';
import { check } from '../operations/check.ts';
import type { CheckDocument } from '../operations/documents/check-document.ts';
import { count, formatNumber } from '../output/format-number.ts';
import { renderTable } from '../output/render-table.ts';
import { wrapped } from '../output/wrapped.ts';
import { printUnnamedCredentials } from '../report/print-unnamed-credentials.ts';
import { tellCountedCalls } from '../report/tell-counted-calls.ts';
import { tellNeededCalls } from '../report/tell-needed-calls.ts';
import { timesFor } from '../report/tell-time.ts';
import { runFix } from './check/run-fix.ts';
import { runSuggest } from './check/run-suggest.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';

export const registerCheck: RegisterCommand = (program, act) => {
  program
    .command('check')
    .description('test settings, scopes, schemas and mappings, and tell everything that is not right')
    .option('--fix', 'add the syncs that associations need and enable disabled ones; shows the difference first')
    .option('--suggest', 'propose syncs, fields and associations that look alike, as YAML to paste')
    .option('--yes', 'with --fix: write without asking')
    .action(act(runCheck));
};

const optionsSchema = z.object({
  fix: z.boolean().default(false),
  suggest: z.boolean().default(false),
  yes: z.boolean().default(false),
});

const runCheck: CommandAction = async (context, given) => {
  const options = optionsSchema.parse(given);
  if (options.suggest) return runSuggest(context);
  if (options.fix) {
    const exitCode = await runFix(context, options);
    if (exitCode !== null) return exitCode;
  }
  return checkConfiguration(context);
};

async function checkConfiguration(context: CommandContext): Promise<ExitCode> {
  const output = wrapped(context.output);
  const document = await check(await openWork(context));
  const { connections, syncs, disabled } = document;
  output.document(document);
  const timeOf = timesFor(output, context.now());
  const numeric = (title: string) => ({ title, align: 'right' as const });
  const plain = (title: string) => ({ title });
  output.print(
    renderTable(
      [...['connection', 'app', 'account'].map(plain), numeric('calls a month if nothing changes')],
      connections.map(({ name, connector, accountName, callsPerMonth }) => [
        name,
        connector,
        accountName,
        `about ${formatNumber(callsPerMonth)}`,
      ]),
      output.columns,
    ),
  );
  output.print('');
  output.print(
    renderTable(
      [...['sync', 'left', 'right', 'matched on'].map(plain), ...['fields', 'associations'].map(numeric)],
      syncs.map(rowOf),
      output.columns,
    ),
  );
  output.print('');
  for (const { name, ...connection } of connections) {
    if (connection.plans.length > 0) output.print(`${name}: ${tellNeededCalls(connection)}.`);
    if (connection.counted) output.print(`${name}: ${tellCountedCalls(connection.counted, timeOf)}.`);
  }
  for (const { warning } of connections) if (warning !== undefined) output.print(output.style('yellow', warning));
  for (const { name, notes } of syncs) for (const note of notes) output.print(`${name}: ${note}`);
  for (const name of disabled) output.print(`${name} is disabled.`);
  for (const { name, unproven } of connections) if (unproven !== undefined) output.print(`${name}: ${unproven}`);
  printUnnamedCredentials(output, document.unnamedCredentials);
  output.print(
    `${output.style('green', 'No problems.')} ${count(syncs.length, 'sync')} ready: linkwright plan shows what would be written.`,
  );
  return exitCodes.done;
}

const rowOf = (sync: CheckDocument['syncs'][number]): readonly string[] => [
  `${sync.name}${sync.implied ? ' (implied)' : ''}`,
  `${sync.left.app} ${sync.left.object}`,
  `${sync.right.app} ${sync.right.object}`,
  sync.matchedOn.length > 0 ? sync.matchedOn.join(', then ') : '(nothing)',
  String(sync.fields),
  String(sync.associations),
];
