import type { ObjectSync } from '@linkwright/core';
import { type Compilation, checkLoneEnds, compileSyncs } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { CallBook } from './call-book.ts';
import { openCatalogue } from './object-catalogue.ts';
import {
  type Connections,
  type OpenConnection,
  type OpenOptions,
  openConnections,
  refuseProblems,
} from './open-connections.ts';
import { readRemembered, schemasById } from './remembered-schemas.ts';
import { inStateIfThere } from './state-store.ts';
import { withoutUnlikeAdvice } from './unlike-targets.ts';
import type { Work } from './work.ts';

/** A configuration that stands: connections that answered, and the compiled syncs. */
export interface Session {
  readonly loaded: LoadedConfiguration;
  readonly connections: ReadonlyMap<string, OpenConnection>;
  readonly compilation: Compilation;
  readonly calls: CallBook;
  close(): Promise<void>;
}

/**
 * Everything from the file to compiled syncs. Throws a `ProblemsError` with all that is wrong, wherever it was found: a
 * mistake in one connection does not hide those in the others.
 */
export async function openSession(work: Work, options?: OpenOptions): Promise<Session> {
  const opened = await openConnections(work, options);
  const { loaded, connections, calls, close } = opened;
  try {
    const compilation = await compileOpened(opened, work.signal);
    refuseProblems(opened);
    for (const [name, { told }] of connections) told.calls = calls.made(name);
    return { loaded, connections, compilation, calls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Problems that follow from a sync that could not be read: telling them would send the user the wrong way. */
const followUps = ['association-target-not-synced', 'association-target-disabled', 'association-via-unknown'];

/**
 * Compiles the syncs whose connections stand. Of those with one end that stands the names of that end are checked; what
 * cannot be judged without the other is left out. What is wrong is added to the problems.
 */
export async function compileOpened(opened: Connections, signal: AbortSignal): Promise<Compilation> {
  const { loaded, connections, problems, refusals } = opened;
  const written = Object.entries(loaded.configuration.syncs);
  const possible = written.filter(
    ([, sync]) => connections.has(sync.left.connection) && connections.has(sync.right.connection),
  );
  const syncs: Record<string, ObjectSync> = Object.fromEntries(possible);
  const incomplete = loaded.invalidSyncs.length > 0 || possible.length < written.length;
  const remembered = await inStateIfThere(loaded.state, readRemembered);
  const known = [...connections].map(([name, connection]) => {
    const former = remembered?.get(name);
    const isSame = former?.info.accountId === connection.info.accountId;
    if (!former || !isSame) return [name, connection] as const;
    return [name, { ...connection, formerNames: former.names, formerSchemas: schemasById(former) }] as const;
  });
  const open = new Map(known);
  try {
    const compilation = await compileSyncs(
      { connections: open, syncs, brakes: loaded.configuration.brakes },
      { signal },
    );
    problems.push(...(await checkLoneEnds({ connections: open, syncs: loaded.configuration.syncs }, { signal })));
    const told = compilation.problems.filter((problem) => !incomplete || !followUps.includes(problem.code));
    problems.push(...(await withoutUnlikeAdvice(told, loaded, openCatalogue(connections, signal))));
    return compilation;
  } catch (error) {
    refusals.push({ path: ['syncs'], error });
    return { syncs: [], stopped: [], problems: [], notes: [], names: [] };
  }
}
