import { createInterface } from 'node:readline/promises';
import { runCommand } from './run-command.ts';

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    workingDirectory: process.cwd(),
    print: (text) => void process.stdout.write(text),
    printError: (text) => void process.stderr.write(text),
    ask: process.stdin.isTTY && process.stdout.isTTY ? ask : null,
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nNothing was written.\n`);
  process.exitCode = 1;
}
