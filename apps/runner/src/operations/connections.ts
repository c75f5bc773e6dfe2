import { isStateLocked, type Store } from '@linkwright/engine';
import { type HintSource, hintSources } from '../hints/hint-sources.ts';
import { readSchedule, type ScheduleBook } from '../schedule/schedule-book.ts';
import { readingState } from '../session/in-state.ts';
import { openConnection } from '../session/open-connection.ts';
import type { Session } from '../session/open-session.ts';
import { readRemembered } from '../session/remembered-schemas.ts';
import { inStateIfThere } from '../session/state-store.ts';
import { grantOf } from '../session/vault-of.ts';
import { ended, type Work } from '../session/work.ts';
import { waitsForGrant } from './connect.ts';
import { readCountedCalls } from './counted-calls.ts';
import { describeCalls } from './describe-calls.ts';
import type { ConnectionsDocument } from './documents/connections-document.ts';
import { plansOf } from './plans-of.ts';

type Told = ConnectionsDocument['connections'][number];

/** The connections of the file: which account each is, how it stands, and the calls that were made of it. */
export async function connections(work: Work): Promise<ConnectionsDocument> {
  const grants = await grantsOf(work);
  if (![...grants.values()].includes('missing')) {
    return readingState(work, async (session, store) => {
      const { refusals } = await readSchedule(store);
      const sources = await sourcesOf(work, store);
      const counted = await readCountedCalls(store, work.now());
      ended(work);
      return { connections: fromSession(work, session, { refusals, grants, sources, counted }) };
    });
  }
  // As long as nobody has let Linkwright in, nothing can be opened: what is known is told.
  const known = await inStateIfThere(work.loaded.state, async (store) => ({
    remembered: await readRemembered(store),
    refusals: (await readSchedule(store)).refusals,
    sources: await sourcesOf(work, store),
  }));
  return {
    connections: await Promise.all(
      [...grants].map(async ([name, grant]): Promise<Told> => {
        const { connector, calls } = await openConnection(work, name);
        const info = known?.remembered?.get(name)?.info ?? null;
        const { callsPerDay, callsPerMonth } = work.loaded.configuration.connections[name]?.limits ?? {};
        return {
          name,
          app: connector.displayName,
          connector: connector.name,
          account: info?.accountId ?? null,
          accountName: info?.name ?? null,
          ...standing(known?.refusals[name] ?? null, grant),
          calls: {
            ...calls.meterOf(name).used(),
            ...(callsPerDay !== undefined && { callsPerDay }),
            ...(callsPerMonth !== undefined && { callsPerMonth }),
            every: null,
            plans: plansOf(connector),
          },
          feeds: feedsOf(known?.sources ?? [], name),
          syncs: syncsOf(work, name),
        };
      }),
    ),
  };
}

/** `none`: the settings hold what opens the account. `missing`: a person has to let Linkwright in, with a browser. */
type Grant = 'none' | 'missing' | 'kept';

async function grantsOf(work: Work): Promise<ReadonlyMap<string, Grant>> {
  const found = new Map<string, Grant>();
  for (const name of Object.keys(work.loaded.configuration.connections)) {
    const connection = await openConnection(work, name);
    if (!waitsForGrant(connection)) found.set(name, 'none');
    else found.set(name, (await grantOf(work, name).read()) === null ? 'missing' : 'kept');
  }
  return found;
}

const standing = (refused: Told['refused'], grant: Grant): Pick<Told, 'state' | 'refused' | 'byBrowser'> => ({
  state: grant === 'missing' ? 'unconnected' : refused === null ? 'ok' : 'refused',
  refused,
  byBrowser: grant !== 'none',
});

async function sourcesOf({ loaded: { state }, now }: Work, store: Store): Promise<readonly HintSource[]> {
  const { place, schema } = state;
  const isServed = await isStateLocked(place, { schema, purpose: 'service' });
  return hintSources(store, { now: now(), isServed });
}

const feedsOf = (sources: readonly HintSource[], name: string): Told['feeds'] =>
  sources.flatMap(({ connection, ...feed }) => (connection === name ? [feed] : []));

interface Known {
  readonly refusals: ScheduleBook['refusals'];
  readonly grants: ReadonlyMap<string, Grant>;
  readonly sources: readonly HintSource[];
  readonly counted: Awaited<ReturnType<typeof readCountedCalls>>;
}

function fromSession(work: Work, session: Session, { refusals, grants, sources, counted }: Known): readonly Told[] {
  const calls = describeCalls(session, counted);
  return [...session.connections].map(([name, { displayName, connector, info }]) => {
    const { connection: _, ...used } = calls.find((one) => one.connection === name) ?? {
      connection: name,
      today: 0,
      thisMonth: 0,
      every: null,
      plans: plansOf(connector),
    };
    return {
      name,
      app: displayName,
      connector: connector.name,
      account: info.accountId,
      accountName: info.name,
      ...standing(refusals[name] ?? null, grants.get(name) ?? 'none'),
      calls: used,
      feeds: feedsOf(sources, name),
      syncs: syncsOf(work, name),
    };
  });
}

const syncsOf = ({ loaded }: Work, name: string): readonly string[] =>
  Object.entries(loaded.configuration.syncs).flatMap(([sync, { left, right }]) =>
    left.connection === name || right.connection === name ? [sync] : [],
  );
