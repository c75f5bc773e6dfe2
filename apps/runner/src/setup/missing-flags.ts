import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { findGuide } from '../command/init/find-guide.ts';
import { knownKeys, toJsonSchema } from '../configuration/known-keys.ts';
import { loadConnector } from '../connectors/load-connectors.ts';
import type { Draft } from './draft.ts';
import type { SetupFlags } from './setup-flags.ts';

/** Nobody is there to answer: everything that would be asked must be among the flags. All that lack are named at once. */
export async function refuseMissingFlags(flags: SetupFlags, draft: Draft, signal: AbortSignal): Promise<void> {
  const missing = flags.change === undefined ? await missingForSync(flags, draft, signal) : missingForChange(flags);
  if (!flags.yes) missing.push('--yes (to write the file without being asked)');
  if (missing.length === 0) return;
  throw new ConfigurationError(
    `There is no terminal to ask on, and ${missing.length === 1 ? 'a flag is' : 'flags are'} missing:\n${missing.map((flag) => `  ${flag}`).join('\n')}`,
    { code: 'flags-missing', remedy: 'Add them, or run linkwright setup on a terminal, which asks.' },
  );
}

async function missingForSync(flags: SetupFlags, draft: Draft, signal: AbortSignal): Promise<string[]> {
  const missing: string[] = [];
  for (const side of ['left', 'right'] as const) {
    const end = flags[side];
    if (end === undefined) missing.push(`--${side} CONNECTION:OBJECT`);
    else missing.push(...(await missingForConnection(side, end.connection, flags, draft, signal)));
  }
  if (flags.match === undefined && !flags.suggested) missing.push('--match LEFT=RIGHT (or --suggested)');
  if (flags.field === undefined && !flags.suggested)
    missing.push('--field LEFT=RIGHT, once for each pair (or --suggested)');
  return missing;
}

/** Not required of a connection alone where an OAuth client may stand in its place. */
const replaceableKey = 'accessToken';

async function missingForConnection(
  side: 'left' | 'right',
  name: string,
  flags: SetupFlags,
  draft: Draft,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (Object.hasOwn(draft.loaded().configuration.connections, name)) return [];
  const connector = flags[`${side}Connector`];
  if (connector === undefined) return [`--${side}-connector PACKAGE (there is no connection "${name}" yet)`];
  const directory = dirname(draft.file);
  const { packageName } = await findGuide(connector, directory, signal);
  const { connector: loaded } = await loadConnector(packageName, directory, { signal });
  const schema = loaded === null ? null : toJsonSchema(loaded.settings);
  const given = flags[`${side}Setting`];
  const { keys } = knownKeys(schema, []);
  const required = Array.isArray(schema?.required) ? schema.required.map(String) : [];
  return keys
    .filter((key) => required.includes(key) || (key === replaceableKey && !('clientId' in given)))
    .filter((key) => !(key in given))
    .map((key) => `--${side}-setting ${key}=VALUE`);
}

function missingForChange(flags: SetupFlags): string[] {
  const { match, field, reference, association, direction, create, winner, filter, rename, removeMapping } = flags;
  const given = [match, field, reference, association, direction, create, winner, filter, rename, removeMapping];
  return given.some((flag) => flag !== undefined) || flags.enable || flags.disable || flags.remove
    ? []
    : [
        'what is to change: --match, --field, --reference, --association, --remove-mapping, --filter, --direction, --create, --winner, --rename, --remove, --enable or --disable',
      ];
}
