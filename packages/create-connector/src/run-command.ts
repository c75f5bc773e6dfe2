import { relative } from 'node:path';
import { connectorOptions } from './connector-options.ts';
import { type CreatedPackage, createConnectorPackage, type Surroundings } from './create-connector-package.ts';
import { ownVersion } from './dependency-versions.ts';
import { flags, readArguments } from './read-arguments.ts';
import { UsageError } from './usage-error.ts';

/** The world of one run: tests give another one. */
export interface CommandWorld extends Surroundings {
  readonly workingDirectory: string;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Asks on a terminal. `null`: nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** Resolves with the exit code: 0, or 2 for a mistake in what was typed. Throws what the file system throws. */
export async function runCommand(typed: readonly string[], world: CommandWorld): Promise<number> {
  const { name, values, switches, problems } = readArguments(typed);
  if (switches.has('help')) {
    world.print(help());
    return 0;
  }
  if (switches.has('version')) {
    world.print(`${await ownVersion()}\n`);
    return 0;
  }
  const mayAsk = world.ask !== null && !switches.has('yes') && problems.length === 0;
  const known = name ?? (mayAsk ? await world.ask?.('Name of the app, as in `my-app`: ') : undefined) ?? '';
  if (known === '') {
    const missing = 'Say which app: npm create @linkwright/connector my-app';
    return refuse([...problems, missing], world);
  }
  const { 'app-name': appName, 'base-url': baseUrl, author, repository, directory, from, objects } = values;
  const given = { name: known, appName, baseUrl, author, repository, directory, from, objects };
  const checked = connectorOptions(given, world.workingDirectory);
  const wrong = [...problems, ...('problems' in checked ? checked.problems : [])];
  if (wrong.length > 0) return refuse(wrong, world);
  try {
    world.print(told(await createConnectorPackage(given, world), world.workingDirectory));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return refuse(error.problems, world);
    throw error;
  }
}

function refuse(problems: readonly string[], world: CommandWorld): number {
  world.printError(`${problems.join('\n')}\nNothing was written. --help shows what there is.\n`);
  return 2;
}

function told({ packageName, directory, files, proposal }: CreatedPackage, workingDirectory: string): string {
  const path = relative(workingDirectory, directory) || '.';
  const what =
    proposal === undefined
      ? 'holds the connector to the contract, against an app that comes along'
      : `says what is left to do: ${proposal.leftToDo.length} things`;
  const proposed = proposal === undefined ? '' : `\nProposed: ${proposal.objects.join(', ')}.\n`;
  return `${packageName} is in ${path} (${files.length} files).

  cd ${path}
  npm install
  npm test            # ${what}
  npm run build
${proposed}
README.md says what to change, where, and how to publish it.
`;
}

function help(): string {
  const rows = flags.map(({ name, short, value, help: what }) => {
    const left = `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` <${value}>`}`;
    return `  ${left.padEnd(30)}${what}\n`;
  });
  return `Starts the package of a Linkwright connector: it builds, and passes the conformance suite, before the first edit.

  npm create @linkwright/connector my-app
  pnpm create @linkwright/connector @acme/linkwright-connector-my-app --app-name "My App"

The name is that of the app, or of the package: linkwright-connector-my-app, also in a scope. With npm, flags stand behind \`--\`.

${rows.join('')}`;
}
