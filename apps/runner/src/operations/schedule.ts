import { type BrakeName, ConfigurationError, nearest } from '@linkwright/core';
import { isStateLocked, type Store } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { changeSchedule, without } from '../schedule/schedule-book.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';

export interface PauseAsked {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  readonly by: string;
  readonly why: string;
}

/** A service leaves these syncs alone from here on; a run under way is not stopped. Gives their names. */
export const pauseSyncs = (work: Work, { syncs, by, why }: PauseAsked): Promise<readonly string[]> =>
  inBook(work, async (store) => {
    const names = knownSyncs(work.loaded, syncs);
    const pause = { at: work.now(), by, why };
    await changeSchedule(store, (book) => ({
      ...book,
      pauses: { ...book.pauses, ...Object.fromEntries(names.map((name) => [name, pause])) },
    }));
    return names;
  });

/** A service takes these syncs up again, and the connections whose app had refused them. Gives the names that were paused. */
export const resumeSyncs = (work: Work, { syncs }: Pick<PauseAsked, 'syncs'>): Promise<readonly string[]> =>
  inBook(work, async (store) => {
    const names = knownSyncs(work.loaded, syncs);
    let resumed: readonly string[] = [];
    await changeSchedule(store, (book) => {
      resumed = names.filter((name) => book.pauses[name] !== undefined);
      const used = names.flatMap((name) => {
        const sync = work.loaded.configuration.syncs[name];
        return sync ? [sync.left.connection, sync.right.connection] : [];
      });
      return {
        ...book,
        pauses: names.reduce(without, book.pauses),
        refusals: used.reduce(without, book.refusals),
      };
    });
    return resumed;
  });

export interface RunToAskFor extends Pick<PauseAsked, 'syncs'> {
  readonly full?: boolean;
  readonly allow?: readonly BrakeName[];
}

/** Asks the service that looks after the state to run these syncs at once. Gives their names; `null`: there is no service. */
export async function askService(
  work: Work,
  { syncs, full = false, allow = [] }: RunToAskFor,
): Promise<readonly string[] | null> {
  refuseProblems(work.loaded);
  const { place, schema } = work.loaded.state;
  if (!(await isStateLocked(place, { schema, purpose: 'service' }))) return null;
  const names = knownSyncs(work.loaded, syncs);
  return inBook(work, async (store) => {
    const { askedBy: requester = { via: 'command' as const, by: null } } = work;
    const run = { at: work.now(), requester, full, allow: [...allow] };
    const asked = Object.fromEntries(names.map((name) => [name, run]));
    await changeSchedule(store, (book) => ({ ...book, asked: { ...book.asked, ...asked } }));
    return names;
  });
}

async function inBook<Result>({ loaded }: Work, use: (store: Store) => Promise<Result>): Promise<Result> {
  refuseProblems(loaded);
  const store = await openStateStore(loaded.state, { reading: false });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function refuseProblems(loaded: LoadedConfiguration): void {
  if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
}

/** The enabled syncs of the file that were named; none: all of them. */
function knownSyncs({ configuration }: LoadedConfiguration, names: readonly string[]): readonly string[] {
  const known = Object.entries(configuration.syncs).flatMap(([name, { enabled }]) => (enabled ? [name] : []));
  if (names.length === 0) return known;
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new ConfigurationError(`No enabled sync is called "${name}".`, {
      code: 'unknown-sync',
      remedy: near === null ? `Known syncs: ${known.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  return names;
}
