import { createRedactor, type Redactor } from '../output/redactor.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs one command line and says with which code the process ends. Never throws. */
export async function run(host: Host, redactor: Redactor = createRedactor()): Promise<ExitCode> {
  const program = createProgram(host, redactor);
  try {
    await program.command.parseAsync([...host.arguments], { from: 'user' });
    return program.exitCode();
  } catch (error) {
    return reportError(error, { ...host, output: program.output() });
  } finally {
    program.output().progress(null);
  }
}
