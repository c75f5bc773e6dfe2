import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { registerDemo } from '../demo/demo-command.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { Redactor } from '../output/redactor.ts';
import { registerBackup } from './backup.ts';
import { registerCheck } from './check.ts';
import type { CommandAction, RegisterCommand } from './command-context.ts';
import { registerCompletion } from './completion.ts';
import { registerConflicts } from './conflicts.ts';
import { registerConnect } from './connect.ts';
import { registerConnections } from './connections.ts';
import { registerConnectors } from './connectors.ts';
import { registerDrift } from './drift.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { registerForget } from './forget.ts';
import { registerHook } from './hook.ts';
import type { Host } from './host.ts';
import { registerInit } from './init.ts';
import { registerKeys } from './keys.ts';
import { registerMap } from './map.ts';
import { registerObjects } from './objects.ts';
import { registerOpen } from './open.ts';
import { registerPause } from './pause.ts';
import { registerPlan } from './plan.ts';
import { registerRecord } from './record.ts';
import { registerRehearse } from './rehearse.ts';
import { registerRestore } from './restore.ts';
import { registerRetry } from './retry.ts';
import { registerReview } from './review.ts';
import { registerSandbox } from './sandbox.ts';
import { registerSchema } from './schema.ts';
import { registerSetup } from './setup.ts';
import { registerStart } from './start.ts';
import { registerState } from './state.ts';
import { registerStatus } from './status.ts';
import { registerSync } from './sync.ts';
import { registerTestConnector } from './test-connector.ts';
import { registerToken } from './token.ts';
import { registerUndo } from './undo.ts';
import { registerWorkers } from './workers.ts';

/** In the order of `--help`. */
const commands: readonly RegisterCommand[] = [
  registerInit,
  registerCheck,
  registerConnect,
  registerConnections,
  registerKeys,
  registerObjects,
  registerMap,
  registerSchema,
  registerSetup,
  registerPlan,
  registerRehearse,
  registerSync,
  registerOpen,
  registerStart,
  registerWorkers,
  registerToken,
  registerPause,
  registerHook,
  registerStatus,
  registerRecord,
  registerConflicts,
  registerReview,
  registerUndo,
  registerRetry,
  registerForget,
  registerBackup,
  registerRestore,
  registerState,
  registerDrift,
  registerConnectors,
  registerTestConnector,
  registerSandbox,
  registerDemo,
  registerCompletion,
];

const globalOptionsSchema = z.object({
  config: z.string().optional(),
  state: z.string().optional(),
  quiet: z.boolean().default(false),
  json: z.boolean().default(false),
  color: z.boolean(),
});

export interface Program {
  readonly command: Command;
  /** Follows the options once they are read. */
  output(): Output;
  exitCode(): ExitCode;
}

export function createProgram(host: Host, redactor: Redactor): Program {
  let exitCode: ExitCode = exitCodes.done;
  const outputOf = (options: { json: boolean; quiet: boolean; color: boolean }): Output =>
    createOutput({ ...options, ...host, redactor });
  // A mistake in the options must be told in the form that the options ask for.
  let output = outputOf({
    json: host.arguments.includes('--json'),
    quiet: false,
    color: !host.arguments.includes('--no-color'),
  });

  const command = new Command('linkwright')
    .description('Keeps the records of two apps and the associations between them in step.')
    .version(version(), '--version', 'print the version')
    .option('-c, --config <file>', 'the configuration (default: linkwright.yaml here or in a folder above)')
    .option(
      '--state <place>',
      'where the state lies: a folder, or postgresql://… (default: .linkwright beside the file)',
    )
    .option('-q, --quiet', 'only results and errors')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .option('--no-color', 'no colours (also with NO_COLOR set)')
    .helpOption('-h, --help', 'print help')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 something must be changed and nothing was written,\n3 done but records need attention.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      // Told by `reportError`, once, in the form that the options ask for.
      outputError: () => {},
    })
    .exitOverride();

  const act = (action: CommandAction) =>
    async function (this: Command): Promise<void> {
      const options = globalOptionsSchema.parse(this.optsWithGlobals());
      output = outputOf(options);
      const { directory, signal, now, terminal } = host;
      const { state } = options;
      const context = {
        environment: state === undefined ? host.environment : { ...host.environment, LINKWRIGHT_STATE: placeOf(state) },
        directory,
        signal,
        now,
        output,
        configurationFile: options.config,
        // Machines answer no questions.
        ...(terminal && !options.json && { terminal }),
        ...(host.input && { input: host.input }),
      };
      exitCode = await action(context, this.opts(), this.args);
    };
  /** A folder is named from where the user stands. */
  const placeOf = (state: string): string => (state.includes('://') ? state : resolve(host.directory, state));
  for (const register of commands) register(command, act);
  return { command, output: () => output, exitCode: () => exitCode };
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}
