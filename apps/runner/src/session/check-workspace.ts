import { hostname } from 'node:os';
import { ConfigurationError } from '@linkwright/core';
import { readDocument, type Store, saveDocument } from '@linkwright/engine';
import { z } from 'zod';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';

const document = 'workspace';

/** The configuration file that last synced with the state. */
const workspaceSchema = z.object({ version: z.literal(1), host: z.string(), file: z.string() });

/**
 * Two files of one name that share a database would take turns at one schema. A workspace is known by where its file lies, or by
 * its accounts, so that a folder that was moved, another machine or a container goes on; where the address itself names the schema,
 * that is the user's word. `accounts`: those of the file, by connection. `keep`: it is the state's workspace from here on.
 *
 * Throws a `ConfigurationError` (`state-of-another-workspace`).
 */
export async function checkWorkspace(
  { file, state }: Pick<LoadedConfiguration, 'file' | 'state'>,
  accounts: ReadonlyMap<string, string>,
  store: Store,
  { keep }: { readonly keep: boolean },
): Promise<void> {
  if (state.folder !== null) return;
  const own = { version: 1 as const, host: hostname(), file };
  await store.transaction(async (database) => {
    const known = workspaceOf(await readDocument(database, document));
    const isHere = known === null || (known.host === own.host && known.file === own.file);
    if (!isHere && !state.namesSchema) {
      const rows = await database.selectFrom('accounts').selectAll().execute();
      if (!isOneWorkspace(accounts, new Map(rows.map(({ connection, account }) => [connection, account])))) {
        throw new ConfigurationError(
          `The schema "${state.schema}" of the database holds the state of another workspace, ${known.file} on ${known.host}.`,
          {
            code: 'state-of-another-workspace',
            remedy: `Add ?schema=NAME to the address of the state, for a state of its own; if this is the same workspace, add ?schema=${state.schema}.`,
          },
        );
      }
    }
    const content = JSON.stringify(own);
    if (keep && (known === null || !isHere)) await saveDocument(database, document, content);
  });
}

/** Connections come and go in a file, but not some of each at once. */
function isOneWorkspace(accounts: ReadonlyMap<string, string>, known: ReadonlyMap<string, string>): boolean {
  const isWithin = (some: ReadonlyMap<string, string>, all: ReadonlyMap<string, string>): boolean => {
    const others = new Set(all.values());
    return [...some.values()].every((account) => others.has(account));
  };
  return isWithin(accounts, known) || isWithin(known, accounts);
}

function workspaceOf(text: string | null): z.infer<typeof workspaceSchema> | null {
  if (text === null) return null;
  try {
    return workspaceSchema.parse(JSON.parse(text));
  } catch {
    // Of a newer program, or mended by hand: nobody is kept out by it.
    return null;
  }
}
