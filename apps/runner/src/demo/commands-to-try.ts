import { relative } from 'node:path';
import type { CommandContext } from '../command/command-context.ts';
import { cast } from './sample-cast.ts';

/** Five commands that show something on what the demo has left behind. */
export function commandsToTry(
  context: Pick<CommandContext, 'environment' | 'directory'>,
  file: string,
  /** A record that may be edited, and the token that HubSpot's API asks for. */
  edit: { readonly url: string; readonly token: string },
): readonly string[] {
  // A root script of the checkout, or an installed command.
  const fromCheckout = ['demo', 'linkwright'].includes(context.environment.npm_lifecycle_event ?? '');
  const program = fromCheckout ? 'npx -y pnpm@12 linkwright' : 'linkwright';
  const configuration = `-c ${relative(context.directory, file) || file}`;
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
