import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '@linkwright/postgres-server';
import { clientFolders } from './client-folders.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { until } from './until.ts';

export interface SmallSyncs {
  readonly syncs: number;
  /** Calls of a turn in which nothing has changed: HubSpot and Airtable. */
  readonly callsPerSync: { readonly hubspot: number; readonly airtable: number };
  /** Processor time of one such turn. */
  readonly processorMs: number;
  /** What the process takes besides, such as looking at the files of its workspaces: a share of one core. */
  readonly idleShare: number;
}

/** HubSpot shows what was changed within so many milliseconds again and again, since its search lags: these are no quiet turns. */
const shownAgainMs = 125_000;

/**
 * Long enough for stretches without turns between two rounds, and short enough for many of them: V8 compiles what a turn does once it has
 * been done some hundred times, and a service goes on for weeks.
 */
const everySeconds = 15;

/** Each pair has made so many turns without changes before those that are measured. */
const roundsBefore = 20;
const rounds = 6;
const sampleMs = 500;

/** One process with so many small syncs, each in a workspace of its own, in rounds in which nothing has changed. */
export async function runSmallSyncs(syncs: number, contacts: number, onPostgres: boolean): Promise<SmallSyncs> {
  const server = onPostgres ? await startPostgres() : null;
  // So few calls a day leave none for feeds, which are read besides the turns.
  const limits = { callsPerDay: 250 };
  const wanted = { count: syncs, contacts: () => contacts, every: `${everySeconds}s`, speed: 1000, limits };
  const clients = await clientFolders(wanted);
  try {
    await clients.moveIn();
    const environment = server === null ? {} : { LINKWRIGHT_STATE: server.url };
    const service = startService(clients.directory, ['--concurrency', '4'], environment);
    const runs = (): number => service.lines.filter(({ msg }) => msg === 'run').length;
    // The second reads back what the first has written.
    await until('each pair is synced twice', () => runs() >= 2 * syncs);
    const shownAgain = wait(shownAgainMs);
    await until('what a turn does is compiled', () => runs() >= (2 + roundsBefore) * syncs);
    await shownAgain;
    clients.sandbox.clearRequests();
    const ranBefore = runs();
    const measured = await separate(service, runs, () => runs() >= ranBefore + rounds * syncs);
    const ran = runs() - ranBefore;
    const callsTo = (app: string): number =>
      clients.sandbox.requests().reduce((sum, one) => sum + (one.app === app ? one.count : 0), 0) / ran;
    const callsPerSync = { hubspot: callsTo('hubspot'), airtable: callsTo('airtable') };
    await service.stop();
    return { syncs, callsPerSync, ...measured };
  } finally {
    await clients.close();
    await server?.stop();
  }
}

/**
 * Processor time grows with the runs and with the time that passes. How much with each is what fits best to short stretches of time, some
 * with many runs and some with few.
 */
async function separate(
  service: Pick<ServiceProcess, 'processorMs'>,
  runs: () => number,
  isOver: () => boolean,
): Promise<Pick<SmallSyncs, 'processorMs' | 'idleShare'>> {
  const sample = async () => ({ at: performance.now(), ran: runs(), used: await service.processorMs() });
  let [tt, tr, rr, tu, ru] = [0, 0, 0, 0, 0];
  let before = await sample();
  while (!isOver()) {
    await wait(sampleMs);
    const after = await sample();
    const [time, ran, used] = [after.at - before.at, after.ran - before.ran, after.used - before.used];
    tt += time * time;
    tr += time * ran;
    rr += ran * ran;
    tu += time * used;
    ru += ran * used;
    before = after;
  }
  const determinant = tt * rr - tr * tr;
  return {
    processorMs: (tt * ru - tr * tu) / determinant,
    idleShare: (rr * tu - tr * ru) / determinant,
  };
}
