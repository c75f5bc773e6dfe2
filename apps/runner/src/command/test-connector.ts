import { resolve } from 'node:path';
import { ConfigurationError, nearest } from '@linkwright/core';
import { z } from 'zod';
import { onlyConnection } from '../configuration/only-connection.ts';
import { isConnectorPath } from '../connectors/connector-location.ts';
import { type LoadedConnector, loadConnector } from '../connectors/load-connectors.ts';
import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/render-table.ts';
import { wrapped } from '../output/wrapped.ts';
import { readOnlyConnector } from '../rehearse/read-only-connector.ts';
import { openConnections, refuseProblems } from '../session/open-connections.ts';
import { findConformance, loadConformance, noConformance } from '../try-connector/find-conformance.ts';
import { lookAtAccount } from '../try-connector/look-at-account.ts';
import { type Look, lookSchema } from '../try-connector/look-report.ts';
import { runSuite, type SuiteTest, suiteTestSchema } from '../try-connector/run-suite.ts';
import { type CallWatch, watchCalls } from '../try-connector/watch-calls.ts';
import { collectWords } from './collect-words.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openWork } from './open-work.ts';
import { positiveNumber } from './positive-number.ts';

export const registerTestConnector: RegisterCommand = (program, act) => {
  program
    .command('test-connector')
    .description('hold a connector to the contract: the conformance suite, or a look at a live account')
    .argument('[connector]', 'a package, or a path: ./my-app or ./my-app/src/index.ts')
    .option('--conformance <file>', 'the module that tells the suite about it (default: as its package.json says)')
    .option('--test <words>', 'only tests whose name contains this')
    .option('--connection <name>', 'look at the account of this connection of the file instead; nothing is written')
    .option('--object <name>', 'with --connection: look at this object; may be repeated', collectWords)
    .option('--records <count>', 'with --connection: so many records of each object', positiveNumber, 100)
    .action(act(runTestConnector));
};

const optionsSchema = z.object({
  conformance: z.string().optional(),
  test: z.string().optional(),
  connection: z.string().optional(),
  object: z.array(z.string()).default([]),
  records: z.int().positive(),
});

/** What `test-connector --json` tells of a run of the suite; of a look, `lookSchema`. */
export const suiteDocumentSchema = z.strictObject({
  connector: z.string(),
  connectorVersion: z.string(),
  contractVersion: z.int(),
  passed: z.int(),
  failed: z.int(),
  excepted: z.int(),
  tests: z.array(suiteTestSchema),
});

const runTestConnector: CommandAction = async (context, given, [connector]) => {
  const options = optionsSchema.parse(given);
  if (options.connection !== undefined) return look(context, options.connection, connector, options);
  if (connector === undefined) {
    throw new ConfigurationError('Nothing was named to be tested.', {
      code: 'usage',
      remedy: 'Name a package or a path (linkwright test-connector ./my-app), or a connection: --connection NAME.',
    });
  }
  const loaded = usable(await loadConnector(connector, context.directory, context));
  const url = await findConformance(loaded.location, options.conformance, context.directory);
  if (url === null) throw noConformance(connector);
  const conformance = await loadConformance(url, context.importModule ?? (({ href }) => import(href)));
  const output = wrapped(context.output, 6);
  let group = '';
  const tests = await runSuite({
    connector: loaded.connector,
    conformance,
    only: options.test,
    signal: context.signal,
    now: context.now,
    redact: (text) => context.output.redactor.redact(text),
    onTest(test) {
      if (test.group !== group) output.print(test.group);
      group = test.group;
      output.print(testLines(output, test));
    },
  });
  const of = (status: SuiteTest['status']): number => tests.filter((test) => test.status === status).length;
  const [passed, failed, excepted] = [of('passed'), of('failed'), of('excepted')];
  output.document(
    suiteDocumentSchema.parse({
      connector,
      connectorVersion: loaded.location.version,
      contractVersion: loaded.builtFor,
      ...{ passed, failed, excepted },
      tests: [...tests],
    }),
  );
  if (tests.length === 0) {
    throw new ConfigurationError(`No test of this connector has "${options.test ?? ''}" in its name.`, {
      code: 'usage',
      remedy: 'Leave --test out to see all names.',
    });
  }
  const name = `${connector} ${loaded.location.version}`.trim();
  output.print(
    `\n${name}: ${count(passed, 'test')} passed, ${failed} failed${excepted > 0 ? `, ${excepted} excepted` : ''}.`,
  );
  return failed > 0 ? exitCodes.failed : exitCodes.done;
};

function usable(loaded: LoadedConnector): Extract<LoadedConnector, { readonly connector: object }> {
  if (loaded.connector !== null) return loaded;
  const { code, message, remedy } = loaded.problem;
  throw new ConfigurationError(message, { code, remedy });
}

function testLines(output: Pick<Output, 'style'>, { status, name, message }: SuiteTest): string {
  if (status === 'passed') return `  ${output.style('green', '✓')} ${name}`;
  if (status === 'excepted') return `  ${output.style('dim', '–')} ${name} (excepted: ${message})`;
  return `  ${output.style('red', '✗')} ${name}\n      ${message.replaceAll('\n', '\n      ')}`;
}

async function look(
  context: CommandContext,
  name: string,
  connector: string | undefined,
  options: z.output<typeof optionsSchema>,
): Promise<ExitCode> {
  const work = await openWork(context);
  const { connections } = work.loaded.configuration;
  const written = connections[name];
  if (written === undefined) {
    const near = nearest(name, Object.keys(connections));
    throw new ConfigurationError(`The file has no connection "${name}".`, {
      code: 'unknown-connection',
      remedy: near === null ? `It has ${Object.keys(connections).join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  const alone = onlyConnection(work.loaded, name);
  const tried = { ...written, connector: connector === undefined ? written.connector : fromHere(context, connector) };
  const configuration = { ...alone.configuration, connections: { [name]: tried } };
  const watches: CallWatch[] = [];
  const opened = await openConnections(
    { ...work, loaded: { ...alone, configuration } },
    {
      adapt(loaded) {
        const watched = watchCalls(readOnlyConnector(loaded));
        watches.push(watched.watch);
        return watched.connector;
      },
    },
  );
  try {
    refuseProblems(opened);
    const connection = opened.connections.get(name);
    const [watch] = watches;
    if (connection === undefined || watch === undefined) throw new Error(`The connection "${name}" was not opened.`);
    const told = await lookAtAccount(work, name, connection, watch, {
      objects: options.object,
      records: options.records,
      onStep: ({ member, object }) => context.output.progress(`${member} ${object} …`),
    });
    context.output.progress(null);
    context.output.document({ look: lookSchema.parse(told) });
    printLook(wrapped(context.output, 2), told);
    return told.findings.some(({ kind }) => kind === 'wrong') ? exitCodes.failed : exitCodes.done;
  } finally {
    await opened.close();
  }
}

/** Words of the command line count from where the user stands, those of the file from its folder. */
const fromHere = ({ directory }: CommandContext, connector: string): string =>
  isConnectorPath(connector) && !connector.startsWith('file:') ? resolve(directory, connector) : connector;

function printLook(output: Output, { account, steps, findings, limits }: Look): void {
  output.print(`${account.name} (${account.id})${account.timeZone === null ? '' : `, ${account.timeZone}`}`);
  output.print('');
  output.print(
    renderTable(
      [
        { title: 'object' },
        { title: 'member' },
        { title: 'calls', align: 'right' },
        { title: 'ms', align: 'right' },
        { title: 'result' },
      ],
      steps.map(({ object, member, calls, milliseconds, result, failed }) => [
        object,
        member,
        String(calls),
        String(Math.round(milliseconds)),
        failed ? `failed: ${result}` : result,
      ]),
      output.columns,
    ),
  );
  output.print('');
  for (const [bucket, { requests, perMs }] of Object.entries(limits.declared))
    output.print(`Limit "${bucket}": ${requests} in ${perMs} ms`);
  output.print(`${count(limits.calls, 'call')} in all.`);
  const wrong = findings.filter(({ kind }) => kind === 'wrong');
  for (const { kind, object, message } of [...wrong, ...findings.filter(({ kind }) => kind === 'note')]) {
    const head = kind === 'wrong' ? output.style('red', 'wrong') : output.style('dim', 'note');
    output.print(`${head}  ${object === '' ? '' : `${object}: `}${message}`);
  }
  output.print(
    `${wrong.length === 0 ? 'Nothing looks wrong' : count(wrong.length, 'thing looks wrong', 'things look wrong')}. Nothing was written.`,
  );
}
