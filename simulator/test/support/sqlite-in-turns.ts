import { setImmediate } from 'node:timers/promises';
import type { Store } from '@linkwright/engine';
import type { KyselyPlugin } from 'kysely';
import { sqliteState } from '../../src/state/sqlite-state.ts';
import type { StatePort } from '../../src/state/state-port.ts';

/**
 * SQLite in memory whose answers come one turn of the event loop later, as those of a server do at the earliest: what goes on
 * beside a question goes on alike, and only what is answered can differ.
 */
export function sqliteInTurns(): StatePort {
  let asked = 0;
  const later: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      asked += 1;
      await setImmediate();
      asked -= 1;
      return result;
    },
  };
  const inTurns = (store: Store): Store => ({
    ...store,
    database: store.database.withPlugin(later),
    transaction: (work) => store.transaction((database) => work(database.withPlugin(later))),
    preview: (work) => store.preview((inner) => work(inTurns(inner))),
  });
  return {
    open: async () => inTurns(await sqliteState.open()),
    async keep(store) {
      const copy = await sqliteState.keep(store);
      return { ...copy, open: async () => inTurns(await copy.open()) };
    },
    isAtRest: () => asked === 0,
  };
}
