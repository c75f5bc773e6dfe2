import { dirname, relative } from 'node:path';
import type { CommandContext } from '../command/command-context.ts';
import { cast } from './sample-cast.ts';

/** Five commands that show something on what the demo has left behind. */
export function commandsToTry(
  context: Pick<CommandContext, 'environment' | 'directory'>,
  file: string,
  /** A record that may be edited, and the token that HubSpot's API asks for. */
  edit: { readonly url: string; readonly token: string },
): readonly string[] {
  const program = programFor(context);
  const configuration = `-c ${quoted(relative(context.directory, file) || file)}`;
  const body = JSON.stringify({ properties: { city: 'Reykjavík' } });
  return [
    '\nFive commands to try, in another terminal:',
    `  ${program} status ${configuration}`,
    `  ${program} record hubspot contacts ${cast.severalCompanies.email ?? ''} ${configuration}`,
    `  curl -X PATCH ${edit.url} -H 'authorization: Bearer ${edit.token}' -H 'content-type: application/json' -d '${body}'`,
    `  ${program} plan ${configuration}`,
    `  ${program} sync ${configuration}`,
  ];
}

const beginning = 'https://github.com/linkwright/linkwright#use-it';

/** What to do after a demo of which nothing is left. */
export const waysOn = (context: Pick<CommandContext, 'environment' | 'directory'>): readonly string[] => [
  `\nThe apps and the file are gone again. To keep them, and try commands on them: ${programFor(context)} demo --keep`,
  `With accounts of your own: ${beginning}`,
];

/** An installed command, or a root script of a clone: that one is found from elsewhere only if the clone is named. */
function programFor({ environment, directory }: Pick<CommandContext, 'environment' | 'directory'>): string {
  const { npm_lifecycle_event: script = '', npm_package_json: manifest } = environment;
  if (!['demo', 'linkwright'].includes(script)) return 'linkwright';
  const clone = manifest === undefined ? directory : dirname(manifest);
  return clone === directory
    ? 'npx -y pnpm@12 linkwright'
    : `npx -y pnpm@12 --silent --dir ${quoted(clone)} linkwright`;
}

/** As one word of a shell. */
const quoted = (word: string): string =>
  /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
