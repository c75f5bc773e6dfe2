import { compileSyncs } from '@linkwright/engine';
import { validateSettings } from '../configuration/validate-settings.ts';
import { loadConnectors } from '../connectors/load-connectors.ts';
import { blaming } from './blame.ts';
import { openCallBook } from './call-book.ts';
import { closeAll, connectOnly, type OpenConnection } from './open-connections.ts';
import { openSession, type Session } from './open-session.ts';
import { readRemembered, remembering, schemasById } from './remembered-schemas.ts';
import { inStateIfThere } from './state-store.ts';
import { withStoredSettings } from './stored-settings.ts';
import type { Work } from './work.ts';

/**
 * A session for verbs that only read the state: without a call to any app, from what the apps said at the last plan or
 * sync. Where that is missing or no longer fits the file, the apps are asked, and everything that is wrong is told.
 */
export async function openKnownSession(work: Work): Promise<Session> {
  return (await fromMemory(work)) ?? openSession(work);
}

async function fromMemory(given: Work): Promise<Session | null> {
  if (given.loaded.problems.length > 0) return null;
  const work = await withStoredSettings(given);
  const { loaded, signal } = work;
  const remembered = await inStateIfThere(loaded.state, readRemembered);
  if (remembered === null) return null;
  const { connectors, problems } = await loadConnectors(loaded, work);
  if (problems.length > 0) return null;
  const connections = new Map<string, OpenConnection>();
  const calls = await openCallBook(work);
  for (const [name, connector] of connectors) {
    const known = remembered.get(name);
    const { settings } = await validateSettings(loaded, name, connector, signal);
    if (known === undefined || settings === null) return null;
    const { app, told } = connectOnly(work, calls, name, connector, settings);
    told.calls = known.calls;
    const { displayName, capabilities } = connector;
    const account = `${connector.name}:${known.info.accountId}`;
    calls.opened(name, account);
    connections.set(name, {
      connector,
      info: known.info,
      told,
      displayName,
      account,
      timeZone: known.info.timeZone,
      capabilities,
      app: blaming(remembering(app, known), name),
      formerNames: known.names,
      formerSchemas: schemasById(known),
    });
  }
  try {
    const { syncs } = loaded.configuration;
    const compilation = await compileSyncs({ connections, syncs }, { signal });
    if (compilation.problems.length > 0) return null;
    return {
      loaded,
      connections,
      compilation,
      calls,
      close: async () => {
        await closeAll(work, connections);
        // A count that cannot be stored changes nothing about what was read.
        await calls.save().catch(() => undefined);
      },
    };
  } catch {
    // An object that the file names has not been described yet.
    return null;
  }
}
