import { ConfigurationError, nearest } from '@linkwright/core';
import { loadConnectors } from '../connectors/load-connectors.ts';
import { createHook, type Hook, readHooks, removeHooks } from '../hints/hook-book.ts';
import { openConnection } from '../session/open-connection.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';

/**
 * An address at which the app of a connection may call, once a service is there for it. It is told once. Throws a
 * `ConfigurationError` for a connection that is not in the file or cannot be called, and where nobody said how the service is reached.
 */
export async function makeHook(
  work: Work,
  { connection, url }: { readonly connection: string; readonly url: string | null },
): Promise<string> {
  const { loaded } = work;
  const { connectors } = await loadConnectors(loaded, work);
  const connector = connectors.get(connection);
  if (connector === undefined) {
    const known = [...connectors.keys()];
    const near = nearest(connection, known);
    throw new ConfigurationError(`There is no connection "${connection}".`, {
      code: 'unknown-connection',
      remedy: near === null ? `Known connections: ${known.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  if (connector.capabilities.hints?.includes('push') !== true) {
    throw new ConfigurationError(`${connector.displayName} does not call anybody, as far as its connector knows.`, {
      code: 'hooks-unsupported',
      remedy: 'linkwright sync --follow and linkwright start find its changes without being called.',
    });
  }
  await refuseUnlessCalled(work, connection);
  const base = url ?? loaded.publicUrl;
  if (base === null) {
    throw new ConfigurationError('Nobody has said under which address the service is reached from outside.', {
      code: 'public-url-needed',
      remedy: 'Give it with --url https://sync.example.com, or as LINKWRIGHT_PUBLIC_URL.',
    });
  }
  const publicUrl = base.replace(/\/$/, '');
  const hook: Hook = { connection, connector: connector.name, publicUrl, createdAt: work.now() };
  return (await inBook(work, (store) => createHook(store, hook))).url;
}

/** An app may call in general, and not with these settings: whatever came to the address would be refused. */
async function refuseUnlessCalled(work: Work, connection: string): Promise<void> {
  const { open, connector } = await openConnection(work, connection);
  const app = open();
  const { push, pull } = app.hints ?? {};
  await app.close();
  if (pull?.notifies === true) {
    throw new ConfigurationError(
      `${connector.displayName} is told where to call by the service; there is nothing to paste.`,
      {
        code: 'hooks-unneeded',
        remedy:
          'Set LINKWRIGHT_PUBLIC_URL and LINKWRIGHT_KEY for linkwright start. Until then its feed is read without being called.',
      },
    );
  }
  if (push !== undefined) return;
  throw new ConfigurationError(`${connector.displayName} calls nobody with the settings of "${connection}".`, {
    code: 'hooks-unsupported',
    remedy: 'The README of its connector tells which settings it takes for that.',
  });
}

/** Without their secret parts, which nobody knows. */
export const listHooks = async (work: Work): Promise<readonly Hook[]> =>
  inBook(work, async (store) => Object.values(await readHooks(store)));

/** Resolves to how many addresses are heard no more. */
export const forgetHooks = (work: Work, connection: string): Promise<number> =>
  inBook(work, (store) => removeHooks(store, connection));

async function inBook<Result>(
  { loaded }: Work,
  use: (store: Awaited<ReturnType<typeof openStateStore>>) => Promise<Result>,
): Promise<Result> {
  const store = await openStateStore(loaded.state, { reading: false });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
